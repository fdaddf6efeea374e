"""wenzhi 文质: reads government-information-disclosure annual reports and tells form from substance.

The public names below are the product; `wenzhi.api` holds the rest. They are imported when first used,
so that `import wenzhi` costs nothing.
"""

from __future__ import annotations

from typing import Any

__version__ = "0.1.0"

__all__ = [
    "Corpus",
    "add",
    "check",
    "copies",
    "doctor",
    "explain",
    "export",
    "info",
    "inspect",
    "query_kwic",
    "query_sql",
    "rule",
    "rules",
    "score",
    "synth",
    "verify",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 # whatever the API's function is
    if name in __all__:
        from wenzhi import api

        return getattr(api, name)
    raise AttributeError(f"module 'wenzhi' has no attribute {name!r}")
