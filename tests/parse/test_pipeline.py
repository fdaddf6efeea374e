"""The spaCy pipeline: registered components, tiling tokens, results on the doc and in a report."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from wenzhi.parse.counts import find_counts, join_paragraphs, read_counts
from wenzhi.parse.figures.claims import find_claims
from wenzhi.parse.figures.mentions import Page
from wenzhi.parse.pipeline import COMPONENTS, build_pipeline
from wenzhi.text.normalize import fold
from wenzhi.text.sentences import paragraphs
from wenzhi.text.words import AskedWords

TEXT = "全年公开信息12条。未收到申请;均已归档。"


def test_the_pipeline_has_our_components_in_order(nlp):
    assert nlp.lang == "zh"
    assert tuple(nlp.pipe_names) == COMPONENTS


def test_results_are_extensions_of_the_doc(nlp):
    doc = nlp(TEXT)
    assert [count.text for count in doc._.wenzhi_counts] == ["12条", "未收到申请"]
    assert [sentence.text for sentence in doc.sents] == [
        "全年公开信息12条。",
        "未收到申请;均已归档。",
    ]


def test_anyone_can_add_a_component_to_a_pipeline_of_their_own():
    own = spacy.blank("zh")
    own.add_pipe("wenzhi_counts")
    (count,) = own("收到1件政府信息公开申请")._.wenzhi_counts
    assert (count.value, count.unit, count.object) == (1, "件", "政府信息公开申请")


def test_two_pipelines_agree(nlp):
    assert build_pipeline()(TEXT)._.wenzhi_counts == nlp(TEXT)._.wenzhi_counts


@pytest.mark.parametrize("text", ["", " ", "。", "\n\n", "A B 1 2", "（）", "共条", "12"])
def test_odd_texts_hold_no_count(nlp, text):
    assert nlp(text)._.wenzhi_counts == ()


JUMBLES = st.text(
    alphabet="公开信息申请共收到未无零一两三十百12条件次,。;:()、其中含等\n %余近至分别为",
    max_size=60,
)


@settings(max_examples=60, deadline=None)
@given(JUMBLES)
def test_a_report_is_read_as_the_pipeline_reads_a_doc(nlp, text):
    """Reading a report makes no doc: words are cut where somebody asks."""
    doc, page = nlp(text), Page(text, AskedWords(text))
    counts = find_counts(page, section="overview", year=None)
    assert counts == doc._.wenzhi_counts
    assert find_claims(page, counts, section="overview") == doc._.wenzhi_claims


@settings(max_examples=60, deadline=None)
@given(JUMBLES)
def test_any_jumble_is_read_and_points_into_itself(text):
    pairs = [("overview", paragraph) for paragraph in paragraphs(fold(text))]
    counts, claims = read_counts(pairs, year=2022)
    for index, count in enumerate(counts):
        assert text[count.start : count.end] == count.text
        assert count.start >= (counts[index - 1].end if index else 0)
        for other in (count.parent, count.base):
            assert other is None or (0 <= other < len(counts) and other != index)
    for claim in claims:
        assert text[claim.start : claim.end] == claim.text
        assert claim.from_count is None or 0 <= claim.from_count < len(counts)


def test_no_count_is_its_own_ancestor():
    text = "共9件,其中网上5件(含当面2件),信函4件,其中挂号1件;予以公开3件,共计9件。"
    counts, _ = read_counts([("overview", fold(text))], year=2022)
    for index, count in enumerate(counts):
        seen = {index}
        while count.parent is not None:
            assert count.parent not in seen
            seen.add(count.parent)
            count = counts[count.parent]


def test_spans_point_into_the_original_through_wraps_and_blanks():
    text = "一、总体情况\n全年共主动公开各类政府信息　１２０\n条，其中政策解读 ３ 篇。"
    pairs = [("overview", p) for p in paragraphs(fold(text))]
    counts, _ = read_counts([("overview", join_paragraphs([p for _, p in pairs]))], year=2022)
    assert all(text[count.start : count.end] == count.text for count in counts)
    assert [count.value for count in counts] == [120, 3]


def test_counts_carry_the_kind_of_their_section():
    text = "公开信息3条。收到申请2件。"
    whole = fold(text)
    pairs = [("overview", whole.cut(0, 7)), ("applications", whole.cut(7, len(whole.text)))]
    counts, _ = read_counts(pairs, year=2022)
    assert [(count.value, count.section) for count in counts] == [
        (3, "overview"),
        (2, "applications"),
    ]


def test_building_a_pipeline_does_not_load_torch(tmp_path):
    """spaCy loads torch wherever it is installed: seconds, for models that are not used here."""
    (tmp_path / "torch.py").write_text("here = True\n", encoding="utf-8")
    program = (
        "import sys; from wenzhi.parse.pipeline import build_pipeline; build_pipeline();"
        "print('torch' in sys.modules); import torch; print(torch.here)"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    assert done.stdout.split() == ["False", "True"]
