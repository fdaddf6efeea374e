"""Floor 0: files that ship with the package, found through `importlib.resources`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from wenzhi.base.errors import ResourceError


@cache
def read_text(name: str) -> str:
    """The text of `data/<name>`.

    Raises ResourceError (E401) if the installation lacks it.
    """
    try:
        return (files("wenzhi") / "data" / name).read_text(encoding="utf-8")
    except (FileNotFoundError, ModuleNotFoundError) as error:
        raise ResourceError(
            "E401",
            f"安装缺少随附文件 {name}",
            where=f"wenzhi/data/{name}",
            hint="请重新安装 wenzhi",
        ) from error


@cache
def read_toml(name: str) -> dict[str, Any]:
    """`data/<name>` parsed as TOML."""
    return tomllib.loads(read_text(name))


def read_lines(name: str) -> list[str]:
    """The lines of `data/<name>` without comments (`#`) and blank lines."""
    lines = (line.split("#", 1)[0].strip() for line in read_text(name).splitlines())
    return [line for line in lines if line]


def models_folder() -> Path:
    """The folder of trained artefacts.

    It need not exist: who reads a model says what is missing.
    """
    return _bundled("models", "models")


def demo_folder() -> Path:
    """The folder of the demo corpus; it need not exist."""
    return _bundled("demo", "corpora/demo")


def _bundled(name: str, in_checkout: str) -> Path:
    """A folder inside the installed package or, in a checkout, at its root."""
    package = Path(str(files("wenzhi")))
    installed = package / name
    return installed if installed.is_dir() else package.parents[1] / in_checkout
