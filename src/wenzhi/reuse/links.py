"""Floor 3, reuse: texts compared with each other: who shares how much that not everybody writes.

Takes sections of many reports, gives a `Collection` that masks and shingles them once and aligns any
two on demand. It must not decide who copied from whom.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from wenzhi.base.records import SectionText
from wenzhi.reuse.candidates import link_copies, link_wholes, propose_pairs
from wenzhi.reuse.earlier import SIZE, EarlierWork, digest_numbers, digest_text, seal
from wenzhi.reuse.known import known_phrases
from wenzhi.reuse.order import sort_texts
from wenzhi.reuse.packed import Numbers, PackedTexts, Recent, Strings
from wenzhi.reuse.passages import LEAST_WHOLE, Alignment
from wenzhi.reuse.phrases import Phrases, judge_phrases, mark_phrases, phrase_length
from wenzhi.reuse.rewordings import SentenceMarks, propose_reworded, sketch_texts
from wenzhi.reuse.weighing import (
    LEAST_CHARACTERS,
    MUCH,
    Link,
    Scale,
    Side,
    link_sides,
    weigh_link,
)
from wenzhi.text.shingles import Hashes, hash_whole
from wenzhi.text.slots import BLOCK, Draft, Masked, MaskedBlock, mask_all, mask_block, own_names

LEAST_TELLING = 0.10
"""Least shared part of what is telling in one of two texts (05-measures: containment ≥ .10)."""

ENOUGH_TEXTS = 200
"""With fewer texts it is hardly known what everybody writes: three times the share is asked for. Two
stock sentences are a fifth of a short narrative; on the 66 sections of the demo corpus 24 of 24
planted pairs stand and 4 others, at twice the share 19 others."""

SIDES = 8192
"""Texts that are kept ready for alignment, the last that were needed: some 70 MB."""

SAME_WHOLE = 100
"""From so many masked characters on, two equal texts are linked even if each sentence is common:
that all of them stand in one order in both is not."""


@dataclass(frozen=True)
class Collection:
    """Texts in canonical order, masked and shingled; alignments are made once and kept.

    `among` is the number of texts that their phrases were judged among. What `earlier` work made of them,
    which are its texts by `numbers`, is not made again where it rests on the same: how texts are masked,
    their pairs aligned and spelled. What a pair tells is weighed anew where the marks of its phrases moved.
    """

    texts: Sequence[SectionText]
    masked: PackedTexts
    phrases: Phrases
    among: int
    numbers: Numbers
    earlier: EarlierWork | None = None
    sentences: SentenceMarks | None = None
    spelled: dict[tuple[int, int], bytes] = field(default_factory=dict)
    described: dict[tuple[int, ...], bytes] = field(default_factory=dict)
    _links: dict[tuple[int, int], Link] = field(default_factory=dict)
    _owned: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(
        cls, texts: Sequence[SectionText], earlier: EarlierWork | None = None, keep: bool = False
    ) -> Collection:
        """Sort, mask and shingle `texts`; the order they come in does not matter.

        A sequence that is in order already is read text by text, and may lie on disk. `keep` says that
        all is to be kept that `leave` needs.
        """
        ordered = sort_texts(texts)
        numbers, sentences = np.full(len(ordered), -1, np.int32), None
        if earlier is None:
            masked = PackedTexts.of(_mask_each(ordered))
        else:
            numbers = earlier.number_texts(map(digest_text, ordered))
            fresh = [ordered[number] for number in np.flatnonzero(numbers < 0).tolist()]
            new = PackedTexts.of(_mask_each(fresh))
            masked = PackedTexts.spliced(earlier.arrays, new, numbers)
            sentences = SentenceMarks.spliced(earlier.arrays, SentenceMarks.of(new.laid), numbers)
        if keep and sentences is None:
            sentences = SentenceMarks.of(masked.laid)
        length = phrase_length(len(ordered))
        phrases = judge_phrases(masked.laid, known_phrases(length), length)
        return cls(ordered, masked, phrases, len(ordered), numbers, earlier, sentences)

    @classmethod
    def judged_among(cls, texts: Sequence[SectionText], common: Hashes, among: int) -> Collection:
        """`texts` whose phrases were judged elsewhere, `among` so many: `common` are everybody's."""
        ordered = sort_texts(texts)
        masked = PackedTexts.of(_mask_each(ordered))
        length = phrase_length(among)
        phrases = mark_phrases(masked.laid, known_phrases(length), common, length)
        return cls(ordered, masked, phrases, among, np.full(len(ordered), -1, np.int32))

    def propose(self) -> list[tuple[int, int]]:
        """Pairs worth aligning, by index into `texts`, ascending. Worked out anew at each call."""
        postings, total = self.phrases, len(self.texts)
        pairs = propose_pairs(postings.posting_hash, postings.posting_text, total)
        wholes = link_wholes(self.wholes)
        known = np.union1d(_keys(pairs.left, pairs.right, total), _keys(*wholes, total))
        copies = link_copies(self.exact, self._organs())
        known = np.union1d(known, _keys(*copies, total))
        sentences = self.sentences
        marks = sketch_texts(postings.texts) if sentences is None else sentences.sketch()
        more = propose_reworded(marks, total, known)
        keys = np.union1d(known, _keys(*more, total))
        return list(zip((keys // total).tolist(), (keys % total).tolist(), strict=True))

    @cached_property
    def wholes(self) -> Hashes:
        """What decides whether two texts are the same as wholes; 0 for a text too short to tell."""
        found, known = np.empty(len(self.texts), np.uint64), self.numbers >= 0
        if self.earlier is not None:
            found[known] = self.earlier.arrays["wholes"][self.numbers[known]]
        for number in np.flatnonzero(~known).tolist():
            codes = self.masked.codes(number)
            found[number] = hash_whole(codes) if len(codes) >= SAME_WHOLE else 0
        return found

    @cached_property
    def exact(self) -> Hashes:
        """What decides whether two texts are the same to the letter; 0 as in `wholes`."""
        found = np.zeros(len(self.texts), np.uint64)
        for number in np.flatnonzero(self.wholes).tolist():
            letters = self.masked.codes(number).tobytes() + self.masked.fillings[number]
            found[number] = int.from_bytes(blake2b(letters, digest_size=8).digest(), "little")
        return found

    def _organs(self) -> npt.NDArray[np.int64]:
        """A number for the organ of each text; those of none are of one each."""
        known: dict[str, int] = {}
        total = len(self.texts)
        numbers = (
            total + known.setdefault(text.organ_id, len(known))
            if text.organ_id is not None
            else number
            for number, text in enumerate(self.texts)
        )
        return np.fromiter(numbers, np.int64, total)

    def links(self) -> list[Link]:
        """The links at hand, in order; where there are none yet, those of all proposed pairs."""
        if not self._links:
            for one, other in order_near(self.propose(), len(self.texts)):
                self.link(one, other)
        return [self._links[pair] for pair in sorted(self._links)]

    def link(self, one: int, other: int) -> Link:
        """The alignment of two texts, whether or not it amounts to anything."""
        left, right = min(one, other), max(one, other)
        if (left, right) not in self._links and self.recall([(left, right)]):
            self.keep(self.align(left, right))
        return self._links[left, right]

    def align(self, left: int, right: int) -> Link:
        """The alignment of two texts, `left < right`, made anew and not kept."""
        return link_sides(left, right, self.side(left), self.side(right))

    def recall(self, pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """Those of `pairs` that have to be aligned; the links of the others are at hand then."""
        if self.earlier is None:
            return list(pairs)
        missing: list[tuple[int, int]] = []
        for pair in pairs:
            row = self._row(*pair)
            if row is None:
                missing.append(pair)
            elif self._same_marks[pair[0]] and self._same_marks[pair[1]]:
                told, left, right, lone, *same = self.earlier.told(row)
                packed = self.earlier.alignments[row]
                self.keep(Link(*pair, packed, told, left, right, lone, same[0], same[1]))
            elif all(map(self._same_own, pair)):
                packed = self.earlier.alignments[row]
                aligned = msgspec.msgpack.decode(packed, type=Alignment)
                self.keep(weigh_link(*pair, self.scale(pair[0]), self.scale(pair[1]), aligned))
            else:
                missing.append(pair)
        return missing

    def recall_spelled(self, link: Link) -> bytes | None:
        """How an earlier comparison spelled a link; None where it did not, or not with this alignment."""
        row = self._row(link.left, link.right)
        if row is None or self.earlier is None or self.earlier.alignments[row] != link.packed:
            return None
        return self.earlier.spelled[row] or None

    def recall_family(self, centre: int, members: Sequence[int]) -> bytes | None:
        """How an earlier comparison described a family; None where it did not, or with other alignments."""
        if self.earlier is None:
            return None
        numbers = self.numbers[[centre, *members]]
        row = self.earlier.families.get(numbers.tobytes())
        if row is None or not all(self._unchanged(centre, text) for text in members):
            return None
        return self.earlier.described[row]

    def _unchanged(self, centre: int, text: int) -> bool:
        if centre == text:
            return True
        link = self.link(centre, text)
        row = self._row(link.left, link.right)
        assert self.earlier is not None
        return row is not None and self.earlier.alignments[row] == link.packed

    def _row(self, left: int, right: int) -> int | None:
        """Where the pair stands in the earlier work."""
        if self.earlier is None:
            return None
        return self.earlier.find_pair(self._earlier_numbers[left], self._earlier_numbers[right])

    @cached_property
    def _earlier_numbers(self) -> list[int]:
        numbers: list[int] = self.numbers.tolist()
        return numbers

    @cached_property
    def _marked(self) -> Hashes:
        """A digest of the marks of each text's phrases."""
        from wenzhi.reuse.phrase_kernels import digest_marks  # loads a compiler

        return digest_marks(self.phrases.flags, self.masked.laid.bounds, self.phrases.length)

    @cached_property
    def _same_marks(self) -> list[bool]:
        """Of each text whether the marks of its phrases are those of the earlier work."""
        assert self.earlier is not None
        held = self.numbers >= 0
        held[held] = self.earlier.arrays["marked"][self.numbers[held]] == self._marked[held]
        same: list[bool] = held.tolist()
        return same

    def _same_own(self, number: int) -> bool:
        """Whether the sentences of a text that are not everybody's are those of the earlier work."""
        if self._same_marks[number]:
            return True
        assert self.earlier is not None
        before = int(self.earlier.arrays["owned"][self.numbers[number]])
        return before == self._digest_own(number)

    def _digest_own(self, number: int) -> int:
        if number not in self._owned:
            self._owned[number] = digest_numbers(self.scale(number).own)
        return self._owned[number]

    def leave(self) -> EarlierWork:
        """What the next comparison may use of this one, once pairs and families are spelled."""
        pairs = sorted(self._links)
        links = [self._links[pair] for pair in pairs]
        both = np.array(pairs, np.int32).reshape(-1, 2)
        owned = np.zeros(len(self.texts), np.uint64)
        for number in np.unique(both).tolist():
            owned[number] = self._known_own(number)
        groups = sorted(self.described)
        rows = {
            "aligned": Strings.of([link.packed for link in links]),
            "spelled": Strings.of([self.spelled.get(pair, b"") for pair in pairs]),
            "described": Strings.of([self.described[group] for group in groups]),
        }
        sentences = self.sentences or SentenceMarks.of(self.masked.laid)
        arrays = {
            **self.masked.arrays(),
            "sentences": sentences.bounds,
            "marks": sentences.marks,
            "wholes": self.wholes,
            "texts": self._digest_texts(),
            "marked": self._marked,
            "owned": owned,
            "left": both[:, 0],
            "right": both[:, 1],
            "telling": np.array([link.telling for link in links], np.float64),
            "share_left": np.array([link.share_left for link in links], np.float64),
            "share_right": np.array([link.share_right for link in links], np.float64),
            "lone": np.array([link.lone for link in links], np.bool_),
            "same_left": np.array([link.same_left for link in links], np.float64),
            "same_right": np.array([link.same_right for link in links], np.float64),
            "members": np.array([text for group in groups for text in group], np.int32),
            "family_bounds": np.cumsum([0, *map(len, groups)], dtype=np.int64),
        }
        for name, strings in rows.items():
            arrays |= {name: strings.content, f"{name}_bounds": strings.bounds}
        return EarlierWork.of(seal(arrays))

    def _digest_texts(self) -> npt.NDArray[np.uint8]:
        """The digests of the texts, a row each."""
        found = np.empty((len(self.texts), SIZE), np.uint8)
        known = self.numbers >= 0
        if self.earlier is not None:
            found[known] = self.earlier.arrays["texts"][self.numbers[known]]
        for number in np.flatnonzero(~known).tolist():
            found[number] = np.frombuffer(digest_text(self.texts[number]), np.uint8)
        return found

    def _known_own(self, number: int) -> int:
        if self.earlier is not None and self._same_marks[number]:
            before = int(self.earlier.arrays["owned"][self.numbers[number]])
            if before:
                return before
        return self._digest_own(number)

    def keep(self, link: Link) -> None:
        """Take a link that was made elsewhere."""
        self._links[link.left, link.right] = link

    def holds(self, link: Link) -> bool:
        """Whether a link is a shared text and not only shared custom."""
        if link.nothing or self._shorter(link) < LEAST_WHOLE:
            return False
        least = LEAST_TELLING if self.among >= ENOUGH_TEXTS else 3 * LEAST_TELLING
        enough = link.telling >= min(LEAST_CHARACTERS, 0.6 * self._shorter(link))
        if link.lone and link.telling < MUCH * self._shorter(link):
            enough = False
        share = max(link.share_left, link.share_right)
        return (enough and share >= least) or self._same(link)

    def _shorter(self, link: Link) -> int:
        """Folded characters of the shorter of two texts."""
        return min(self.masked.width(link.left), self.masked.width(link.right))

    def _same(self, link: Link) -> bool:
        one, other = self.masked.codes(link.left), self.masked.codes(link.right)
        return len(one) >= SAME_WHOLE and np.array_equal(one, other)

    @cached_property
    def side(self) -> Recent[Side]:
        """One text made ready, by number, once for all the pairs that follow each other."""
        return Recent(self._prepare, SIDES)

    def _prepare(self, index: int) -> Side:
        side = Side.of(self.masked[index], self.phrases.of(index), self.phrases.length)
        self._owned[index] = digest_numbers(side.scale.own)
        return side

    @cached_property
    def scale(self) -> Recent[Scale]:
        """What it takes to weigh the alignments of a text, by number."""
        return Recent(self._measure, SIDES)

    def _measure(self, index: int) -> Scale:
        return Scale.of(
            self.masked.codes(index),
            self.phrases.of(index),
            self.phrases.length,
            self.masked.width(index),
            lambda: self.masked.first(index),
        )


def order_near(pairs: Sequence[tuple[int, int]], total: int) -> list[tuple[int, int]]:
    """The pairs in an order in which those of one text follow each other, as far as they can.

    Texts that hang together come together; among those, of the two of a pair, the one that has fewer
    pairs decides.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    if not pairs:
        return []
    both = np.array(pairs, np.int32)
    left, right = both[:, 0], both[:, 1]
    ones = np.ones(len(both), np.int8)
    _, home = connected_components(coo_matrix((ones, (left, right)), (total, total)), False)
    degrees = np.bincount(both.ravel(), minlength=total)
    turned = degrees[right] < degrees[left]
    first, second = np.where(turned, right, left), np.where(turned, left, right)
    return [pairs[place] for place in np.lexsort((second, first, home[left])).tolist()]


def _keys(left: npt.NDArray[Any], right: npt.NDArray[Any], total: int) -> npt.NDArray[np.int64]:
    """One number for each pair."""
    return np.asarray(left.astype(np.int64) * total + right)


def _mask_each(texts: Sequence[SectionText]) -> Iterator[MaskedBlock]:
    for start in range(0, len(texts), BLOCK):
        yield mask_block(list(map(_draft, texts[start : start + BLOCK])))


def mask_section(text: SectionText) -> Masked:
    """A section masked with its organ's own names, in offsets of the report."""
    return mask_sections([text])[0]


def mask_sections(texts: Sequence[SectionText]) -> list[Masked]:
    """Many sections masked so."""
    return mask_all([_draft(text) for text in texts])


def _draft(text: SectionText) -> Draft:
    places = text.region.path if text.region else ()
    return Draft(text.text, own_names(text.ref.organization, places), text.start)
