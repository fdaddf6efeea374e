"""Puts the trained models and the demo corpus inside the package when a wheel is built.

In a checkout they stand at the root, where people look at them; an installed wenzhi has them beside its
data. Everything else about the build is in pyproject.toml.
"""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent
BUNDLED = {"models": "models", "corpora/demo": "demo"}


class BuildWithBundle(build_py):
    """`build_py` that also copies the folders of `BUNDLED` into the package."""

    def run(self) -> None:
        """Copy after the modules; an editable install finds the folders at the root of the checkout."""
        super().run()
        if self.editable_mode:
            return
        for source, name in BUNDLED.items():
            target = Path(self.build_lib, "wenzhi", name)
            shutil.copytree(ROOT / source, target, dirs_exist_ok=True)


setup(cmdclass={"build_py": BuildWithBundle})
