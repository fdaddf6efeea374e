"""Copies among narratives held in memory, as other benchmarks need them: records and spans by report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from reuse_truth import Made  # it stands beside this file

from wenzhi.base.records import Copies, ProvenanceSpan
from wenzhi.reuse.copies import compare_texts
from wenzhi.reuse.links import Collection
from wenzhi.reuse.provenance import GenreProfile, Sharers, trace
from wenzhi.reuse.ratios import copy_ratios


@dataclass(frozen=True)
class Run:
    """One run over narratives: what was found."""

    made: Sequence[Made]
    copies: Copies
    spans: dict[str, tuple[ProvenanceSpan, ...]]


def run(made: Sequence[Made]) -> Run:
    """Candidates, passages, families and provenance of all narratives."""
    collection = Collection.of([each.section for each in made])
    copies = compare_texts(collection)
    profile = GenreProfile.of(collection)
    pairs = defaultdict(list)
    for pair in copies.pairs:
        pairs[pair.a.report].append(pair)
        pairs[pair.b.report].append(pair)
    family = {
        ref.report: sharers
        for each in copies.families
        for sharers in [Sharers.of(each.members)]
        for ref in each.members
    }
    spans = {
        text.ref.report: trace(
            text, pairs[text.ref.report], family.get(text.ref.report), profile, masked
        )
        for text, masked in zip(collection.texts, collection.masked, strict=True)
    }
    return Run(made, copies, spans)


def share(found: Run, each: Made) -> float:
    """The copied share of a narrative."""
    ratios = copy_ratios(each.section, found.spans[each.section.ref.report])
    return ratios.from_others if ratios else 0.0
