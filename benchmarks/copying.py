"""Doses of copying: narratives that take over more and more of another's, scored beside it.

Used by `validity.py`, which tells what comes of it. The corpus holds the older report of the organ that is
copied from, and generated ones.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

sys.path.insert(0, str(Path(__file__).parent))
from reuse_truth import load_generator  # they stand beside this file
from substance import as_report

from wenzhi.base.records import CopyPair, Report, Score, SectionText
from wenzhi.corpus.sections import section_text
from wenzhi.parse.report import parse
from wenzhi.read import read_bytes
from wenzhi.reuse.copies import compare_texts
from wenzhi.reuse.links import Collection
from wenzhi.reuse.provenance import GenreProfile, trace
from wenzhi.reuse.twins import find_alike, find_twins
from wenzhi.scores.alike import lay_alike
from wenzhi.scores.classes import classify
from wenzhi.scores.labels import LabelledNarrative, LabelledUnit
from wenzhi.scores.substance import score_substance

STEPS = 5
"""Steps of a series: sentences are replaced in as many portions."""
BESIDE = 400
"""Generated reports beside those that copy and are copied from: fewer than 200 hardly tell what everybody writes."""


def report_of(narrative: LabelledNarrative) -> Report:
    """A parsed report that holds the narrative."""
    return parse(read_bytes(as_report(narrative), f"{narrative.id}.txt"))


def with_units(narrative: LabelledNarrative, units: Sequence[LabelledUnit]) -> LabelledNarrative:
    """The narrative with other sentences."""
    return msgspec.structs.replace(narrative, sentences=tuple(units))


def whole(text: str) -> str:
    """The sentence with a full stop: a copied half must not run into what follows."""
    return text.rstrip("；;，,：:。") + "。"


def concrete_put_in(
    narrative: LabelledNarrative, giver: LabelledNarrative
) -> Iterator[LabelledNarrative]:
    """The giver's concrete sentences for one's own of their class, no shorter, vague ones first."""
    own, stock = narrative.sentences, list(concrete_of(giver))
    taken: list[tuple[int, str]] = []
    for index in sorted(range(len(own)), key=lambda i: (own[i].concrete, i)):
        text = ""
        for one in [one for one in stock if one.class_ == own[index].class_]:
            if len(text) < len(own[index].text):
                text += whole(one.text)
                stock.remove(one)
        if len(text) >= len(own[index].text):
            taken.append((index, text))
    for step in range(STEPS + 1):
        units = list(own)
        for index, text in taken[: round(len(taken) * step / STEPS)]:
            units[index] = msgspec.structs.replace(units[index], text=text)
        yield with_units(narrative, units)


def concrete_appended(
    narrative: LabelledNarrative, giver: LabelledNarrative
) -> Iterator[LabelledNarrative]:
    """The giver's concrete sentences after one's own."""
    copied = [
        msgspec.structs.replace(one, text=whole(one.text), paragraph=90)
        for one in concrete_of(giver)
    ]
    for step in range(STEPS + 1):
        many = round(len(copied) * step / STEPS)
        yield with_units(narrative, [*narrative.sentences, *copied[:many]])


def concrete_of(narrative: LabelledNarrative) -> Iterator[LabelledUnit]:
    """The problems and measures that are labelled concrete."""
    for one in narrative.sentences:
        if one.concrete and one.class_ in ("problem", "measure"):
            yield one


def all_put_in(
    narrative: LabelledNarrative, giver: LabelledNarrative
) -> Iterator[LabelledNarrative]:
    """The giver's sentences in their order for one's own in theirs, whatever either are and however long."""
    own = narrative.sentences
    taken = min(len(own), len(giver.sentences))
    for step in range(STEPS + 1):
        copied = list(giver.sentences[: round(taken * step / STEPS)])
        if copied:
            copied[-1] = msgspec.structs.replace(copied[-1], text=whole(copied[-1].text))
        yield with_units(narrative, [*copied, *own[len(copied) :]])


Copying = Callable[[LabelledNarrative, LabelledNarrative], Iterator[LabelledNarrative]]
COPIES: dict[str, Copying] = {
    "another's concrete sentences put in": concrete_put_in,
    "another's concrete sentences appended": concrete_appended,
    "another's sentences put in, of any kind": all_put_in,
}


def score_copies(
    narratives: Sequence[LabelledNarrative], change: Copying
) -> list[tuple[Score, ...]]:
    """Scores of each narrative with doses of the next one's, in the order of `narratives`.

    Those at even places copy from those at odd ones and, in a second corpus, the other way round: so nobody's
    own text stands in the corpus a second time.
    """
    others = [each.section for each in load_generator().write_corpus(BESIDE, 1402)]
    found: dict[int, tuple[Score, ...]] = {}
    for half in (0, 1):
        places = range(half, len(narratives), 2)
        givers = [narratives[(place + 1) % len(narratives)] for place in places]
        doses = [list(change(narratives[at], by)) for at, by in zip(places, givers, strict=True)]
        steps = [
            score_beside([each[n] for each in doses], givers, others) for n in range(STEPS + 1)
        ]
        found |= zip(places, zip(*steps, strict=True), strict=True)
    return [found[place] for place in range(len(narratives))]


def score_beside(
    mine: Sequence[LabelledNarrative],
    others: Sequence[LabelledNarrative] = (),
    more: Sequence[SectionText] = (),
) -> list[Score]:
    """Scores with originality, in a corpus of all of these; `others` are older than any of `mine`."""
    reports = [named(report_of(each), f"m{i}", each.year) for i, each in enumerate(mine)]
    before = min(each.year for each in mine) - 1
    earlier = [named(report_of(each), f"o{i}", before) for i, each in enumerate(others)]
    texts = [text for one in (*reports, *earlier) if (text := section_text(one)) is not None]
    collection = Collection.of([*texts, *more])
    pairs = compare_texts(collection).pairs
    sources = by_report([*pairs, *find_twins(collection, pairs)])
    alike = by_report(find_alike(collection, pairs))
    profile = GenreProfile.of(collection)
    scores: list[Score] = []
    for report in reports:
        text, own, judged = section_text(report), report.meta.report_id or "", classify(report)
        spans = trace(text, sources[own], None, profile) if text else ()
        spans = lay_alike(spans, judged, own, alike[own])
        scores.append(score_substance(report, spans, judged=judged))
    return scores


def by_report(pairs: Iterable[CopyPair]) -> dict[str, list[CopyPair]]:
    """The pairs of each report."""
    found: dict[str, list[CopyPair]] = defaultdict(list)
    for pair in pairs:
        for side in (pair.a, pair.b):
            found[side.report].append(pair)
    return found


def named(report: Report, identity: str, year: int) -> Report:
    """The report with an id, an organ of its own and a year: nobody is anybody's superior."""
    meta = msgspec.structs.replace(
        report.meta, report_id=identity, organ_id=identity, organization=f"机关{identity}",
        year=year, level="county", region=None,
    )  # fmt: skip
    return msgspec.structs.replace(report, meta=meta)


def originality(score: Score) -> float:
    """The component; 0 where nothing is scored."""
    part = (score.components or {}).get("originality")
    return part.value or 0.0 if part is not None else 0.0
