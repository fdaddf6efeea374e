"""Synthetic reports and corpora shared by the tests of this floor."""

from __future__ import annotations

from pathlib import Path

import pytest

from wenzhi.synth import write_reports


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of 60 synthetic reports of one world."""
    out = tmp_path_factory.mktemp("synth")
    write_reports(60, 3, out)
    return out / "reports"
