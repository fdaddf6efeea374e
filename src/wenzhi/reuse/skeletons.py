"""Floor 3, reuse: how many members of a family share how much of a text, by way of the family's centre.

Every member is aligned with the centre, and with a few others only; what two of them have in the same
place of the centre they have in common. So all that share a text are counted, not the pairs that are kept;
of a family of thousands so many as keep the cost of a text the same, and the number is a least one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from wenzhi.base.records import SectionText
from wenzhi.reuse.families import Group
from wenzhi.reuse.links import Collection
from wenzhi.reuse.passages import Alignment
from wenzhi.reuse.phrases import Bools

Places = npt.NDArray[np.int32]

MOST = 1024
"""Members of a family that a text is held against, spread evenly over it: a millisecond or two."""


@dataclass(frozen=True, slots=True, eq=False)
class Skeleton:
    """A family by what each member holds of its centre: a row of bits a member, a bit a masked character.

    `members` are those it has rows of, all or `MOST`; `digest` is of the alignments it rests on.
    """

    collection: Collection
    group: Group
    members: tuple[int, ...]
    bits: npt.NDArray[np.uint8]
    digest: bytes
    _numbers: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, collection: Collection, group: Group) -> Skeleton:
        """Of a family whose members are aligned with its centre."""
        size = len(collection.masked.codes(group.centre))
        total = len(group.members)
        spread = np.linspace(0, total - 1, min(total, MOST)).astype(int).tolist()
        members = tuple(group.members[place] for place in spread)
        held = np.zeros((len(members), size), bool)
        digest = blake2b(digest_size=16)
        for row, text in zip(held, members, strict=True):
            if text == group.centre:
                row[:] = True
            else:
                digest.update(collection.link(group.centre, text).packed)
                for (start, end), _ in _spans(_alignment(collection, group.centre, text)):
                    row[start:end] = True
        bits = np.packbits(held, axis=1)
        numbers = {collection.texts[text].ref.report: text for text in group.members}
        return cls(collection, group, members, bits, digest.digest(), numbers)

    @property
    def whole(self) -> bool:
        """Whether it has all members of the family, so that a number is not a least one."""
        return len(self.members) == len(self.group.members)

    def sharers(self, name: str, text: SectionText, telling: Bools, least: float) -> set[str]:
        """Reports of other organs that have at least `least` characters of `text` in common with it.

        `text` is the member of that name, or says the same; `telling` are the characters of it that count.
        """
        number = self._numbers.get(name)
        if number is None:
            return set()
        masked = self.collection.masked[number]
        before = np.concatenate([[0], np.cumsum(telling)])
        first = masked.offsets - self.collection.texts[number].start
        folded = np.concatenate([before[first], before[-1:]])
        weights = np.diff(folded[masked.first]).astype(np.float32)
        places = self._places(number, len(weights))
        size = len(self.collection.masked.codes(self.group.centre))
        found = places >= 0
        at = np.bincount(places[found], weights[found], size).astype(np.float32)
        shared = np.unpackbits(self.bits, axis=1, count=size).astype(np.float32) @ at
        refs = self.collection.texts
        return {
            refs[other].ref.report
            for other in np.array(self.members)[shared >= least].tolist()
            if other != number and (text.organ_id is None or refs[other].organ_id != text.organ_id)
        }

    def _places(self, number: int, size: int) -> Places:
        """For each masked character of a member the place of the centre's it goes with, or -1."""
        if number == self.group.centre:
            return np.arange(size, dtype=np.int32)
        places = np.full(size, -1, np.int32)
        alignment = _alignment(self.collection, self.group.centre, number)
        for (start, end), (left, right) in _spans(alignment):
            span = np.linspace(start, max(start, end - 1), max(0, right - left))
            places[left:right] = span.round()
        for centre, other, length in alignment.blocks:
            places[other : other + length] = np.arange(centre, centre + length)
        return places


def _alignment(collection: Collection, centre: int, text: int) -> Alignment:
    """The alignment of a member with the centre, the centre first."""
    link = collection.link(centre, text)
    return link.alignment if link.left == centre else link.alignment.turned()


def _spans(alignment: Alignment) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """What lies inside passages, on either side, in masked characters."""
    chains = [(one.a, one.b) for one in alignment.chains]
    return chains + [(one.a, one.b) for one in alignment.rewordings]
