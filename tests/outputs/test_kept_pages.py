"""Pages of an earlier run are kept where they hold, and what stands afterwards is what would be made."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from wenzhi.outputs import site
from wenzhi.outputs.html import write_html
from wenzhi.outputs.kept_pages import made_of
from wenzhi.outputs.view import CorpusView


def pages(out: Path) -> dict[str, bytes]:
    return {
        path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*.html"))
    }


def altered(view: CorpusView, change) -> CorpusView:  # type: ignore[no-untyped-def]
    """The view with each report as `change` leaves it."""
    return replace(view, load=lambda name: change(view.load(name)))


def nudged(one):  # type: ignore[no-untyped-def]
    """How templated a report and its sentences are has moved a little, as when others are added."""
    score = one.judgement.scores["templatedness"]
    if score.value is None:
        return one
    moved = msgspec.structs.replace(score, value=round(score.value - 0.03, 2))
    sentences = tuple(
        msgspec.structs.replace(each, templatedness=0.37) for each in one.report.sentences
    )
    return msgspec.structs.replace(
        one,
        report=msgspec.structs.replace(one.report, sentences=sentences),
        judgement=msgspec.structs.replace(
            one.judgement, scores={**one.judgement.scores, "templatedness": moved}
        ),
    )


def raised(one):  # type: ignore[no-untyped-def]
    """The substance of one report is another: its page says so, and the bands of all its peers move."""
    if one.ref.report != "r003":
        return one
    score = msgspec.structs.replace(one.judgement.scores["substance"], value=99.0, high=99.5)
    scores = {**one.judgement.scores, "substance": score}
    return msgspec.structs.replace(
        one, judgement=msgspec.structs.replace(one.judgement, scores=scores)
    )


def reworded(one):  # type: ignore[no-untyped-def]
    """Another title: the page, and those of its pairs and families, show it."""
    meta = msgspec.structs.replace(one.report.meta, title="另一个标题")
    return msgspec.structs.replace(one, report=msgspec.structs.replace(one.report, meta=meta))


@pytest.fixture()
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which pages are made whole."""
    found: list[str] = []
    for kind in ("report", "pair", "family"):
        true = getattr(site.Site, kind)

        def making(site, one, *rest, _true=true, _kind=kind, **more):  # type: ignore[no-untyped-def]
            found.append(_kind)
            return _true(site, one, *rest, **more)

        monkeypatch.setattr(site.Site, kind, making)
    return found


def test_nothing_is_made_again_where_nothing_changed(
    view: CorpusView, tmp_path: Path, made: list[str]
) -> None:
    first = write_html(view, tmp_path)
    before = pages(tmp_path)
    assert made.count("report") == 12
    made.clear()
    assert write_html(view, tmp_path) == first
    assert made == [] and pages(tmp_path) == before


@pytest.mark.parametrize(("change", "reports"), [(nudged, 0), (raised, 1), (reworded, 12)])
def test_kept_pages_equal_those_made_at_once(  # type: ignore[no-untyped-def]
    sample, tmp_path: Path, made: list[str], change, reports: int
) -> None:
    view = sample.make_view(12)
    write_html(view, tmp_path / "grown")
    before = pages(tmp_path / "grown")
    made.clear()
    write_html(altered(view, change), tmp_path / "grown")
    assert made.count("report") == reports
    write_html(altered(view, change), tmp_path / "once")
    after = pages(tmp_path / "grown")
    assert after == pages(tmp_path / "once")
    assert before != after


def test_bands_alone_are_put_in_again(sample, tmp_path: Path, made: list[str]) -> None:  # type: ignore[no-untyped-def]
    """With two more reports of their level the pages of the others say so."""
    write_html(sample.make_view(12), tmp_path / "grown")
    write_html(sample.make_view(14), tmp_path / "once")
    made.clear()
    write_html(sample.make_view(14), tmp_path / "grown")
    assert made.count("report") == 2
    assert pages(tmp_path / "grown") == pages(tmp_path / "once")


def test_what_is_no_whole_page_of_ours_is_made_again(
    view: CorpusView, tmp_path: Path, made: list[str]
) -> None:
    write_html(view, tmp_path)
    before = pages(tmp_path)
    cut, foreign = (tmp_path / "reports" / f"{name}.html" for name in ("r001", "r002"))
    cut.write_bytes(cut.read_bytes()[:3000])
    foreign.write_text("<html>另一个程序的</html>", encoding="utf-8")
    assert made_of(cut) is None and made_of(foreign) is None
    assert made_of(tmp_path / "reports" / "none.html") is None
    made.clear()
    write_html(view, tmp_path)
    assert made == ["report", "report"] and pages(tmp_path) == before


def test_another_language_or_version_makes_every_page_again(
    view: CorpusView, tmp_path: Path, made: list[str]
) -> None:
    write_html(view, tmp_path)
    made.clear()
    write_html(view, tmp_path, "en")
    assert made.count("report") == 12
    made.clear()
    write_html(replace(view, versions={"wenzhi": "another"}), tmp_path, "en")
    assert made.count("report") == 12
