"""Floor 5: what judging one report against a corpus needs to know of all the others.

One pass over the reports collects section 五 and who reported when; then the corpus-wide step finds who
shares what with whom and fits the model of templatedness.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b

import numpy as np

from wenzhi.base.progress import Progress
from wenzhi.base.records import (
    Copies,
    CopyFamily,
    CopyPair,
    Score,
    SectionKind,
    SectionText,
    Span,
)
from wenzhi.corpus.engine import Runner
from wenzhi.corpus.link_plan import link_sections
from wenzhi.corpus.members import Membership
from wenzhi.corpus.sections import SECTION, section_text
from wenzhi.reuse.against import PhraseIndex
from wenzhi.reuse.copies import compare_and_group
from wenzhi.reuse.earlier import EarlierWork
from wenzhi.reuse.former import Former, Known, compare_former
from wenzhi.reuse.links import Collection
from wenzhi.reuse.provenance import GenreProfile, Sharers
from wenzhi.reuse.skeletons import Skeleton
from wenzhi.reuse.twins import find_alike, find_twins
from wenzhi.scores.companions import measure_companions
from wenzhi.scores.templatedness import measure_templatedness
from wenzhi.text.shingles import hash_grams


@dataclass(frozen=True, slots=True)
class Context:
    """What the corpus-wide step found, by report id. `compared` is false where it did not run.

    `twins` are sentences that the two of a pair have word for word, `alike` those of texts that are no pair.
    `stock` tells by a digest which phrases of a text everybody writes; `former` are the sections of versions
    that a later one took the place of. `index` is of the texts `indexed`, in their order; `work` is what the
    next comparison may use of this one.
    """

    compared: bool = False
    copies: Copies = field(default_factory=Copies)
    background: GenreProfile = field(default_factory=GenreProfile.empty)
    texts: Mapping[str, SectionText] = field(default_factory=dict)
    templatedness: Mapping[str, Score] = field(default_factory=dict)
    sentences: Mapping[str, Mapping[Span, float]] = field(default_factory=dict)
    companions: Mapping[str, Mapping[str, Score]] = field(default_factory=dict)
    stock: Mapping[str, bytes] = field(default_factory=dict)
    pairs: Mapping[str, Sequence[CopyPair]] = field(default_factory=dict)
    twins: Mapping[str, Sequence[CopyPair]] = field(default_factory=dict)
    alike: Mapping[str, Sequence[CopyPair]] = field(default_factory=dict)
    families: Mapping[str, CopyFamily] = field(default_factory=dict)
    sharers: Mapping[str, Sharers] = field(default_factory=dict)
    skeletons: Mapping[str, Skeleton] = field(default_factory=dict)
    former: Mapping[str, Former] = field(default_factory=dict)
    index: PhraseIndex | None = None
    indexed: Sequence[SectionText] = ()
    work: EarlierWork | None = None

    def sources(self, name: str) -> tuple[CopyPair, ...]:
        """What tells where the section of a report comes from, whatever its sentences say."""
        return (*self.pairs.get(name, ()), *self.twins.get(name, ()))

    @property
    def known(self) -> Known:
        """What a version that counts no more is held against."""
        assert self.index is not None
        return Known(self.index, self.indexed, self.pairs, self.families, self.skeletons)


def collect_sections(membership: Membership, kind: SectionKind = SECTION) -> list[SectionText]:
    """The sections of `kind` of all reports that count; settles `membership`."""
    texts: dict[str, SectionText] = {}
    for member, report in membership:
        membership.index(report)
        text = section_text(report, kind) if member.superseded_by is None else None
        if text is not None:
            texts[member.report_id] = text
    membership.settle()
    return [text for name, text in texts.items() if membership.counted(name) is None]


def read_context(
    membership: Membership,
    compare: bool,
    progress: Progress,
    runner: Runner = "native",
    earlier: EarlierWork | None = None,
) -> Context:
    """One pass over the reports and, with `compare`, the corpus-wide step, helped by an `earlier` one.

    Also makes `membership` able to find reports by organ and year, and settles which of them count.
    """
    progress.stage("collect", len(membership.members))
    texts: dict[str, SectionText] = {}
    replaced: dict[str, SectionText] = {}
    spans: dict[str, list[Span]] = {}
    for member, report in membership:
        membership.index(report)
        text = section_text(report) if compare else None
        if text is not None and member.superseded_by is not None:
            replaced[member.report_id] = text
        elif text is not None:
            texts[member.report_id] = text
            spans[member.report_id] = [
                (sentence.start, sentence.end)
                for sentence in report.sentences
                if sentence.section == SECTION
            ]
        progress.advance()
    membership.settle()
    counting = [text for name, text in texts.items() if membership.counted(name) is None]
    if not compare:
        return Context()
    found = compare_sections(counting, progress, spans, runner, earlier)
    former = {
        name: compare_former(text, latest, found.texts.get(latest), found.known)
        for name, text in replaced.items()
        if (latest := membership.latest(name)) is not None
    }
    return replace(found, former=former)


def compare_sections(
    texts: Sequence[SectionText],
    progress: Progress,
    spans: Mapping[str, Sequence[Span]] | None = None,
    runner: Runner = "native",
    earlier: EarlierWork | None = None,
) -> Context:
    """Who shares what with whom among `texts`, and how templated each is.

    `spans` are the sentences of each report's section, to be measured one by one. Pairs are aligned
    where `runner` runs; what `earlier` work made, and what it rests on is the same, is not made again.
    """
    progress.stage("copies", None)
    texts = sorted(texts, key=lambda text: (text.ref.report, text.start))
    collection = link_sections(texts, runner, earlier, keep=True)
    copies, groups = compare_and_group(collection)
    templatedness = measure_templatedness(collection.texts, copies, spans, collection.masked)
    families: dict[str, CopyFamily] = {}
    sharers: dict[str, Sharers] = {}
    skeletons: dict[str, Skeleton] = {}
    for family, group in zip(copies.families, groups, strict=True):
        # once a family: a template may have thousands of members
        shared, skeleton = Sharers.of(family.members), Skeleton.of(collection, group)
        for member in family.members:
            families[member.report] = family
            sharers[member.report] = shared
            skeletons[member.report] = skeleton
    background = GenreProfile.of(collection)
    return Context(
        compared=True,
        copies=copies,
        background=background,
        texts={text.ref.report: text for text in texts},
        templatedness={name: measured.score for name, measured in templatedness.items()},
        sentences={name: measured.sentences for name, measured in templatedness.items()},
        companions=measure_companions(collection.texts, collection.masked, spans),
        stock=_digest_stock(collection, background),
        pairs=_by_report(copies.pairs),
        twins=_by_report(find_twins(collection, copies.pairs)),
        alike=_by_report(find_alike(collection, copies.pairs)),
        families=families,
        sharers=sharers,
        skeletons=skeletons,
        index=PhraseIndex.of(collection),
        indexed=collection.texts,
        work=collection.leave(),
    )


def _by_report(pairs: Iterable[CopyPair]) -> dict[str, list[CopyPair]]:
    """The pairs of each report, in their order."""
    found: dict[str, list[CopyPair]] = {}
    for pair in pairs:
        found.setdefault(pair.a.report, []).append(pair)
        found.setdefault(pair.b.report, []).append(pair)
    return found


def _digest_stock(collection: Collection, background: GenreProfile) -> dict[str, bytes]:
    """By report, a digest of where its section has phrases that everybody writes."""
    found: dict[str, bytes] = {}
    for number, text in enumerate(collection.texts):
        grams = hash_grams(collection.masked.codes(number), background.length)
        held = np.flatnonzero(background.phrases.holds(grams)).astype(np.int32)
        told = background.length.to_bytes(1, "little") + held.tobytes()
        found[text.ref.report] = blake2b(told, digest_size=16).digest()
    return found
