"""Property tests draw the same examples in every run; `WENZHI_EXPLORE=1 pytest` draws new ones.

A defect in a rule, which users are told of beside what the other rules say, fails the test here. The
generator of narratives in `reuse` is importable from every folder, whatever way pytest imports tests.
"""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from wenzhi.checks import run
from wenzhi.checks.dossier import Dossier
from wenzhi.checks.rule import Decide, Outcome

settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile("explore" if os.environ.get("WENZHI_EXPLORE") else "steady")

sys.path.insert(0, str(Path(__file__).parent / "reuse"))


def _ask_openly(decide: Decide, dossier: Dossier) -> list[Outcome]:
    return list(decide(dossier))


@pytest.fixture(autouse=True, scope="session")
def defects_of_rules() -> None:
    """Tests see the defects of rules as they are raised."""
    run._ask = _ask_openly
