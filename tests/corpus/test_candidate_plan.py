"""The plan proposes the pairs that are proposed in process, whatever the order and the workers."""

import gc
import importlib.util
import sys
from pathlib import Path

import pytest

from wenzhi.corpus import candidate_plan
from wenzhi.reuse.links import Collection

PATH = Path(__file__).parents[1] / "reuse" / "narratives.py"
spec = importlib.util.spec_from_file_location("narratives", PATH)
narratives = importlib.util.module_from_spec(spec)
sys.modules.setdefault("narratives", narratives)
spec.loader.exec_module(narratives)


@pytest.fixture(scope="module")
def texts():
    return [made.section for made in narratives.write_corpus(600, 13, template=80)]


def named(texts, pairs):
    return {frozenset((texts[one].ref.report, texts[other].ref.report)) for one, other in pairs}


def test_in_process_the_pairs_are_those_of_the_collection(texts):
    collection = Collection.of(texts)
    assert named(texts, candidate_plan.candidate_pairs(texts)) == named(
        collection.texts, collection.candidates()
    )


def test_the_order_of_texts_does_not_matter(texts):
    back = texts[::-1]
    assert named(back, candidate_plan.candidate_pairs(back)) == named(
        texts, candidate_plan.candidate_pairs(texts)
    )


# Daft closes its workers' pipes when it is collected, which Python reports as unclosed files.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_the_plan_gives_the_same_pairs(texts, monkeypatch):
    here = candidate_plan.candidate_pairs(texts)
    monkeypatch.setattr(candidate_plan, "IN_PROCESS", 0)
    assert candidate_plan.candidate_pairs(texts) == here
    gc.collect()


def test_no_texts_have_no_pairs():
    assert candidate_plan.candidate_pairs([]) == []
