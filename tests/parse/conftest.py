"""One linguistic pipeline for all tests of this floor: building it takes longer than they do."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def nlp():
    from wenzhi.parse.pipeline import build_pipeline

    return build_pipeline()
