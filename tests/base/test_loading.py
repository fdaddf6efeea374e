"""What is left out while a library loads is there again afterwards."""

from __future__ import annotations

import sys

import pytest

from wenzhi.base.loading import left_out


def test_a_module_left_out_cannot_be_imported_meanwhile() -> None:
    sys.modules.pop("this", None)
    with left_out("this"), pytest.raises(ImportError):
        import this  # noqa: F401
    assert "this" not in sys.modules


def test_a_module_already_loaded_stays() -> None:
    import json

    with left_out("json"):
        assert sys.modules["json"] is json
    assert sys.modules["json"] is json
