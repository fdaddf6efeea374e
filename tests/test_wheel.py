"""What an installed wenzhi holds: the trained models and the demo corpus, beside its data."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from wenzhi.base import resources

ROOT = Path(__file__).parents[1]


def test_a_build_carries_the_models_and_the_demo_corpus(tmp_path):
    pytest.importorskip(
        "setuptools", minversion="77", reason="pyproject.toml asks for setuptools 77"
    )
    subprocess.run(
        [sys.executable, "setup.py", "-q", "build_py", "--build-lib", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    package = tmp_path / "wenzhi"
    for name, source in (("models", ROOT / "models"), ("demo", ROOT / "corpora" / "demo")):
        wanted = {p.relative_to(source): p.stat().st_size for p in source.rglob("*") if p.is_file()}
        built = package / name
        found = {p.relative_to(built): p.stat().st_size for p in built.rglob("*") if p.is_file()}
        assert found == wanted
        assert wanted


def test_an_installed_package_is_asked_before_the_checkout(tmp_path, monkeypatch):
    package = tmp_path / "lib" / "wenzhi"
    (package / "models").mkdir(parents=True)
    monkeypatch.setattr(resources, "files", lambda name: package)
    assert resources.models_folder() == package / "models"
    assert resources.demo_folder() == tmp_path / "corpora" / "demo"
