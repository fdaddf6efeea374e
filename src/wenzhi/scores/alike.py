"""Floor 4: concrete sentences that stand word for word in another organ's earlier section.

Takes where each character of a section comes from, its judged sentences and those it shares with texts that
are no source of it (`reuse.twins.find_alike`); gives the former with the concrete ones among the latter laid
over. A stock sentence that a few of thousands write is nobody's and stays the organ's own; two organs do
not hit upon the same office, figure and date in the same words. Surely stock is what the ground
`substantive` takes for nothing; whatever is likelier to be concrete raises a score.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from wenzhi.base.records import CopyPair, ProvenanceSpan, ReportRef, Span
from wenzhi.base.resources import read_toml
from wenzhi.reuse.order import rank_source
from wenzhi.scores.classes import JudgedSentence


def lay_alike(
    provenance: Sequence[ProvenanceSpan],
    judged: Sequence[JudgedSentence],
    name: str,
    alike: Sequence[CopyPair],
) -> tuple[ProvenanceSpan, ...]:
    """`provenance` of the section of report `name` with what is `own` in such sentences told as `peer`."""
    found = tuple(provenance)
    if not alike:
        return found
    least = read_toml("scores/grounds.toml")["substantive"]["concrete_below"]
    concrete = [one.span for one in judged if one.concrete_probability >= least]
    for source, shared in _sources(name, alike):
        for span in shared:
            if any(start < span[1] and span[0] < end for start, end in concrete):
                found = tuple(part for each in found for part in _lay(each, span, source))
    return found


def _sources(name: str, alike: Sequence[CopyPair]) -> Iterator[tuple[ReportRef, list[Span]]]:
    """Earlier reports with the sentences of this one that stand in them, the first written first."""
    for pair in sorted(alike, key=lambda pair: (rank_source(pair.a), rank_source(pair.b))):
        if pair.a.report == name and pair.earlier == "b":
            yield pair.b, [passage.a for passage in pair.passages]
        elif pair.b.report == name and pair.earlier == "a":
            yield pair.a, [passage.b for passage in pair.passages]


def _lay(part: ProvenanceSpan, span: Span, source: ReportRef) -> Iterator[ProvenanceSpan]:
    """`part`, cut where `span` begins and ends, and told as from `source` inside if it was `own`."""
    start, end = max(part.start, span[0]), min(part.end, span[1])
    if part.provenance != "own" or start >= end:
        yield part
        return
    if part.start < start:
        yield replace(part, end=start)
    yield ProvenanceSpan(start=start, end=end, provenance="peer", source=source)
    if end < part.end:
        yield replace(part, start=end)
