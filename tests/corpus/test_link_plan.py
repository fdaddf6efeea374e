"""The plan makes the links that are made in process, whatever the batches and the workers."""

import gc

import narratives
import pytest

from wenzhi.corpus import link_plan
from wenzhi.reuse.copies import compare_texts


@pytest.fixture(scope="module")
def texts():
    return [made.section for made in narratives.write_corpus(400, 13, template=60, hard=True)]


# Daft closes its workers' pipes when it is collected, which Python reports as unclosed files.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_workers_make_the_links_that_are_made_here(texts, monkeypatch):
    here = link_plan.link_sections(texts)
    monkeypatch.setattr(link_plan, "IN_PROCESS", 0)
    monkeypatch.setattr(link_plan, "TASK", 150)
    spread = link_plan.link_sections(texts)
    assert [vars_of(link) for link in spread.links()] == [vars_of(link) for link in here.links()]
    assert compare_texts(spread) == compare_texts(here)
    gc.collect()


def vars_of(link):
    return (
        link.left,
        link.right,
        link.alignment,
        link.telling,
        link.share_left,
        link.share_right,
    )


def test_the_order_of_texts_does_not_matter(texts):
    assert compare_texts(link_plan.link_sections(texts[::-1])) == compare_texts(
        link_plan.link_sections(texts)
    )


def test_no_texts_have_no_links():
    assert link_plan.link_sections([]).links() == []
