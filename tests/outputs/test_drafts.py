"""What lists and the workbook say of a report is taken over where it holds, and is what would be made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from wenzhi.base.records import Score
from wenzhi.corpus.moving import Numbers
from wenzhi.outputs.deliverables import deliver
from wenzhi.outputs.drafts import Drafts
from wenzhi.outputs.view import CorpusView, Kept, ReportView
from wenzhi.outputs.workbook import write_workbook
from wenzhi.scores.companions import DEFINITIONS

LISTS = ("findings.xlsx", "reports.csv", "reports.parquet", "index.html")


def numbers_of(one: ReportView) -> Numbers:
    """The numbers of a report that move."""
    sentences = {
        (each.start, each.end): each.templatedness
        for each in one.report.sentences
        if each.templatedness is not None
    }
    measures = one.judgement.measures
    companions = {name: score for name, score in measures.items() if name in DEFINITIONS}
    return Numbers.of(one.judgement.scores["templatedness"], sentences, companions)


def keeping(view: CorpusView, path: Path, keys: Mapping[str, bytes] | None = None) -> CorpusView:
    """The view with drafts kept at `path`; every report rests on its own name, where `keys` differ not."""
    known = {ref.report: ref.report.encode() for ref in view.reports} | dict(keys or {})
    return replace(view, kept=Kept(known, lambda name: numbers_of(view.load(name)), path))


def refusing(view: CorpusView) -> CorpusView:
    """The view, of which no report can be loaded."""

    def load(name: str) -> ReportView:
        raise AssertionError(name)

    return replace(view, load=load)


def lists(out: Path) -> dict[str, bytes]:
    """The bytes of everything that lists reports."""
    return {name: (out / name).read_bytes() for name in LISTS}


def test_what_is_taken_over_is_what_would_be_made(view: CorpusView, tmp_path: Path) -> None:
    kept = keeping(view, tmp_path / "drafts.pack")
    deliver(view, tmp_path / "anew")
    deliver(kept, tmp_path / "first")
    assert lists(tmp_path / "first") == lists(tmp_path / "anew")
    stored = (tmp_path / "drafts.pack").read_bytes()
    # Pages are there already: nothing at all has to be loaded.
    deliver(refusing(kept), tmp_path / "first")
    assert lists(tmp_path / "first") == lists(tmp_path / "anew")
    assert (tmp_path / "drafts.pack").read_bytes() == stored


def test_numbers_that_move_are_laid_on_anew(view: CorpusView, tmp_path: Path) -> None:
    def moved(name: str) -> ReportView:
        one = view.load(name)
        score = Score(value=None, why="没有第五节", version="templatedness.v2")
        scores = {**one.judgement.scores, "templatedness": score}
        judgement = msgspec.structs.replace(one.judgement, scores=scores)
        return msgspec.structs.replace(one, judgement=judgement)

    deliver(keeping(view, tmp_path / "drafts.pack"), tmp_path / "out")
    later = replace(view, load=moved)
    kept = keeping(later, tmp_path / "drafts.pack")
    write_workbook(refusing(kept), tmp_path / "out" / "findings.xlsx")
    write_workbook(later, tmp_path / "anew.xlsx")
    assert (tmp_path / "out/findings.xlsx").read_bytes() == (tmp_path / "anew.xlsx").read_bytes()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_only_what_rests_on_something_else_is_made_anew(
    view: CorpusView, tmp_path: Path, lang: str
) -> None:
    path = tmp_path / "drafts.pack"
    write_workbook(keeping(view, path), tmp_path / "a.xlsx")
    first = view.reports[0].report
    drafts = Drafts(keeping(view, path, {first: b"other"}), lang)  # type: ignore[arg-type]
    write_workbook(
        keeping(view, path, {first: b"other"}), tmp_path / "a.xlsx", lang=lang, drafts=drafts
    )  # type: ignore[arg-type]
    # In another language every row reads otherwise.
    assert drafts.made == (1 if lang == "zh" else len(view.reports))


@pytest.mark.parametrize("damage", ["cut", "noise", "other"])
def test_a_damaged_shelf_is_made_anew(view: CorpusView, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "drafts.pack"
    kept = keeping(view, path)
    write_workbook(kept, tmp_path / "a.xlsx")
    whole = path.read_bytes()
    middle = len(whole) // 3
    path.write_bytes(
        {
            "cut": whole[:-40],
            "noise": whole[:middle] + bytes(200) + whole[middle + 200 :],
            "other": b"not a table",
        }[damage]
    )
    write_workbook(kept, tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert path.read_bytes() == whole
