"""Floor 3, reuse: what the section of a version that counts no more shares with the others.

A version that a later one took the place of is compared with nobody, and no source: it would be its own
report's copy. What it shared with others is asked all the same, so that of what is found in the later
version it can be told whether it stood there before. Where its section says the same, what the later
version shares is what it shared; else it is looked up like a text from outside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from wenzhi.base.records import CopyFamily, CopyPair, Record, SectionText, Span
from wenzhi.reuse.against import PhraseIndex, link_each
from wenzhi.reuse.copies import spell_pair
from wenzhi.reuse.families import joins
from wenzhi.reuse.links import Collection
from wenzhi.reuse.skeletons import Skeleton


class Former(Record, frozen=True):
    """The section of a former version, under the name of the one that counts, with what it shared.

    `as_now` says that the section is the same as in the version that counts.
    """

    text: SectionText
    pairs: tuple[CopyPair, ...] = ()
    family: CopyFamily | None = None
    as_now: bool = False


class Known(msgspec.Struct, frozen=True):
    """What was found among the texts that count: an index of them, and by report pairs and families."""

    index: PhraseIndex
    texts: Sequence[SectionText]
    pairs: Mapping[str, Sequence[CopyPair]]
    families: Mapping[str, CopyFamily]
    skeletons: Mapping[str, Skeleton]


def compare_former(text: SectionText, latest: str, now: SectionText | None, known: Known) -> Former:
    """What `text` shares; `latest` is the report that counts in its place, `now` its section."""
    named = msgspec.structs.replace(text.ref, report=latest)
    path = named.path if now is None else now.ref.path
    text = msgspec.structs.replace(text, ref=msgspec.structs.replace(named, path=path))
    if now is not None and msgspec.structs.replace(text, start=now.start) == now:
        moved = text.start - now.start
        same = tuple(_move(pair, text, moved) for pair in known.pairs.get(latest, ()))
        return Former(text, same, known.families.get(latest), as_now=True)
    pairs: list[CopyPair] = []
    family: CopyFamily | None = None
    for both, link in link_each(text, known.index, known.texts.__getitem__):
        pairs.append(spell_pair(both, link))
        other = both.texts[1 if both.texts[0] is text else 0]
        family = family or _family_of(text, known.skeletons.get(other.ref.report), known)
    if family is not None and all(ref.report != latest for ref in family.members):
        family = msgspec.structs.replace(family, members=(*family.members, text.ref))
    return Former(text, tuple(pairs), family)


def _family_of(text: SectionText, skeleton: Skeleton | None, known: Known) -> CopyFamily | None:
    """The family of a skeleton, if `text` shares that with its centre."""
    if skeleton is None:
        return None
    centre = skeleton.collection.texts[skeleton.group.centre]
    if centre.ref.report == text.ref.report:
        return known.families[centre.ref.report]
    both = Collection.judged_among([text, centre], known.index.common, known.index.total)
    return known.families[centre.ref.report] if joins(both.link(0, 1)) else None


def _move(pair: CopyPair, text: SectionText, moved: int) -> CopyPair:
    """A pair with the passages of the side of `text` where they stand there."""

    def there(span: Span) -> Span:
        return span[0] + moved, span[1] + moved

    first = pair.a.report == text.ref.report
    passages = tuple(
        msgspec.structs.replace(one, a=there(one.a))
        if first
        else msgspec.structs.replace(one, b=there(one.b))
        for one in pair.passages
    )
    return msgspec.structs.replace(pair, passages=passages)
