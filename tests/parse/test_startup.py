"""What a first report does not wait for: libraries that spaCy and jieba bring along and nobody here uses."""

from __future__ import annotations

import subprocess
import sys

PROGRAMME = """
import sys
from wenzhi.parse.pipeline import build_pipeline
build_pipeline()
import spacy
loaded = {"torch", "spacy.cli", "weasel", "pkg_resources"} & set(sys.modules)
print(sorted(loaded), "spacy_version" in spacy.info(silent=True))
"""


def test_the_command_line_of_spacy_is_loaded_when_it_is_asked_for() -> None:
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAMME],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == "[] True"
