"""Floor 4: what a classifier is told of each unit: its words, its place, what the rules took it for.

Takes passages and gives arrays, one row a unit. Words are the pieces that `text/vectors` cuts a text
into, so that a text is cut once for both; their runs of one to three are hashed by `text/shingles`. What
a sentence wants, promises or praises is learnt from the words here; turns of phrase that words do not add
up to are in `scores/cues`. Must not know classes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from wenzhi.base.patterns import as_pattern
from wenzhi.scores.cues import holders
from wenzhi.scores.units import Passage
from wenzhi.text.shingles import Hashes, hash_grams
from wenzhi.text.sparse import SparseRows, count_places
from wenzhi.text.vectors import Words

Table = npt.NDArray[np.float64]

SIZES = (1, 2, 3)
"""Words in a run: with three, unseen families were told apart a little better than with two."""

_APART = str.maketrans({
    **dict.fromkeys("0123456789", "丌"), **dict.fromkeys("“”", "丨"), **dict.fromkeys("《》", "丬"),
    "%": "丶",
})  # fmt: skip
"""Words are Chinese; whatever is between them is one word, the same for all. Digits, quotes, titles and
per cents are told apart by characters of the vocabulary that no report writes (unseen families: log loss of
concreteness .117 without, .104 with; n = 2,893)."""

_EDGE_FRONT, _EDGE_BACK, _FIRST = 1, 2, 3
"""Codes of the two edges of a text; the first word's code follows, so that none is 0."""

_MARK = as_pattern(
    r"[一二三四五六七八九十]+是|\(?[一二三四五六七八九十\d]+[)、.]|首先|其次|再次|最后|第[一二三]|另外|此外|同时"
)
_HEADING = as_pattern(r"(?:问题|不足|困难)[:。]?$|(?:措施|打算|改进|整改|计划)(?:情况)?[:。]?$")
_HEADING_END = 6
"""Characters in which `_HEADING` fits."""
_TO_MEASURES = as_pattern(
    "下一步|改进措施|整改措施|改进情况|针对(?:以上|上述|存在)|今后|改进方向|为此|接下来|明年|以下(?:几个)?(?:方面|措施)"
)
_TO_PROBLEMS = as_pattern(
    "存在的?(?:主要)?(?:问题|不足|困难)|主要(?:表现|问题)|不足之处|问题(?:主要)?有"
)
_LONG, _SHORT = 120, 14
_BY_RULE = 0.3
"""Share of a unit from which the rules' word on it counts."""


@dataclass(frozen=True, slots=True)
class Grams:
    """Runs of words of texts: which text (row), which hash, from which word, how many words.

    `bounds` are where each text with its two edges begins when all are laid end to end; offsets count
    the front edge.
    """

    rows: npt.NDArray[np.int64]
    hashes: Hashes
    starts: npt.NDArray[np.int64]
    sizes: npt.NDArray[np.int64]
    bounds: npt.NDArray[np.int64]

    @property
    def texts(self) -> int:
        """How many texts there are."""
        return len(self.bounds) - 1


def tell_apart(text: str) -> str:
    """`text`, as long as it was, with digits, quotes, titles and per cents each as one character."""
    return text.translate(_APART)


def without_marks(words: Words, marks: Sequence[int]) -> Words:
    """`words` with the words `marks` taken for what is between words, as a vector takes them."""
    return Words(np.where(np.isin(words.ids, marks), 0, words.ids), words.bounds)


def read_grams(words: Words) -> Grams:
    """The runs of every text's words, its two edges among them."""
    lengths = np.diff(words.bounds) + 2
    ends = np.cumsum(lengths)
    codes = np.full(int(ends[-1]) if len(ends) else 0, _EDGE_FRONT, np.uint32)
    codes[ends - 1] = _EDGE_BACK
    owner = np.repeat(np.arange(len(lengths)), lengths)
    inner = np.arange(len(words.ids)) + 2 * owner_of(words) + 1
    codes[inner] = words.ids + _FIRST
    rows, hashes, starts, sizes = [], [], [], []
    for size in SIZES:
        found = hash_grams(codes, size)
        place = np.arange(len(found))
        whole = place + size <= ends[owner[: len(found)]]
        rows.append(owner[: len(found)][whole])
        hashes.append(found[whole])
        starts.append((place - (ends - lengths)[owner[: len(found)]])[whole])
        sizes.append(np.full(int(whole.sum()), size, np.int64))
    return Grams(
        np.concatenate(rows),
        np.concatenate(hashes),
        np.concatenate(starts),
        np.concatenate(sizes),
        np.concatenate([[0], ends]),
    )


def owner_of(words: Words) -> npt.NDArray[np.int64]:
    """For each word the number of its text."""
    return np.repeat(np.arange(len(words.bounds) - 1), np.diff(words.bounds))


def learn_grams(grams: Grams, least: int = 2) -> tuple[Hashes, Table]:
    """The runs of at least `least` texts, sorted, with their smoothed inverse frequency."""
    seen = np.unique(np.stack([grams.hashes, grams.rows.astype(np.uint64)]), axis=1)
    known, counts = np.unique(seen[0], return_counts=True)
    kept = counts >= least
    weights = 1 + np.log((1 + grams.texts) / (1 + counts[kept]))
    return known[kept], weights


def weigh_grams(grams: Grams, known: Hashes, weights: Table, most: float = 1.0) -> SparseRows:
    """Rows of TF-IDF (sublinear, of length `most`) over `known`."""
    places, hit = find_grams(grams, known)
    table = count_places(grams.rows[hit], places[hit], (grams.texts, len(known)))
    values = (1 + np.log(table.values)) * weights[table.columns]
    lengths = np.diff(table.bounds)
    norms = np.sqrt(np.bincount(np.repeat(np.arange(grams.texts), lengths), values**2, grams.texts))
    values /= np.repeat(np.maximum(norms, 1e-9), lengths)
    return SparseRows(table.bounds, table.columns, values * most, table.width)


def find_grams(grams: Grams, known: Hashes) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """For each run its place among `known`, and whether it stands there."""
    places = np.minimum(np.searchsorted(known, grams.hashes), len(known) - 1)
    return places, known[places] == grams.hashes


MARKS = ("丌", "丨", "丬", "丶")
"""What `tell_apart` writes."""

NAMES = (
    "place", "first", "last", "length", "short", "digits", "item", "heading", "colon",
    "paragraph opens", "paragraph ends", "after measures open", "after problems open",
    "problem by rule", "measure by rule", "past first measure", "past last problem",
    "past a problem", "no problem", "no measure", "neither",
)  # fmt: skip
"""Names of the columns of `structure`."""


def structure(passages: Sequence[Passage]) -> Table:
    """One row a unit, all passages end to end; columns as `NAMES`."""
    texts = [unit.text for passage in passages for unit in passage.units]
    if not texts:
        return np.zeros((0, len(NAMES)))
    return np.column_stack([*_outside(passages, texts), *_inside(texts), *_by_rule(passages)])[
        :, _ORDER
    ]


_PLACED = ("place", "first", "last", "paragraph opens", "paragraph ends", "after measures open",
           "after problems open")  # fmt: skip
_OWN = ("length", "short", "digits", "item", "heading", "colon")
_RULED = ("problem by rule", "measure by rule", "past first measure", "past last problem",
          "past a problem", "no problem", "no measure", "neither")  # fmt: skip
_ORDER = [(*_PLACED, *_OWN, *_RULED).index(name) for name in NAMES]


def _outside(passages: Sequence[Passage], texts: Sequence[str]) -> list[npt.NDArray[Any]]:
    """Where each unit stands, and which leads stand at or before it: columns as `_PLACED`."""
    sizes = np.array([len(passage.units) for passage in passages])
    ends = np.cumsum(sizes)
    size = np.repeat(sizes, sizes)
    place = np.arange(len(texts)) - np.repeat(ends - sizes, sizes)
    first, last = place == 0, place == size - 1
    paragraph = np.array([unit.paragraph for passage in passages for unit in passage.units])
    changes = np.concatenate([[True], paragraph[1:] != paragraph[:-1], [True]])
    to_measures, to_problems = (
        _Counted(holders(lead, texts), sizes).so_far > 0 for lead in (_TO_MEASURES, _TO_PROBLEMS)
    )
    return [
        place / size, first, last, first | changes[:-1], last | changes[1:],
        to_measures, to_problems & ~to_measures,
    ]  # fmt: skip


def _inside(texts: Sequence[str]) -> list[npt.NDArray[Any]]:
    """What each unit's own characters say: columns as `_OWN`."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    codes = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32)
    digits = np.concatenate([[0], np.cumsum((codes >= ord("0")) & (codes <= ord("9")))])
    ends = np.cumsum(lengths)
    return [
        np.minimum(lengths, _LONG) / (_LONG / 2),
        lengths < _SHORT,
        (digits[ends] - digits[ends - lengths]) / 10,
        np.array([_MARK.match(text) is not None for text in texts]),
        np.array([_HEADING.search(text[-_HEADING_END:]) is not None for text in texts]),
        np.array([text.endswith(":") for text in texts]),
    ]


def _by_rule(passages: Sequence[Passage]) -> list[npt.NDArray[Any]]:
    """What the rules took each unit for, and what they found in its passage: columns as `_RULED`."""
    problem = np.array([share for passage in passages for share in passage.problems])
    measure = np.array([share for passage in passages for share in passage.measures])
    sizes = np.array([len(passage.units) for passage in passages])
    admitted, promised = (_Counted(told > _BY_RULE, sizes) for told in (problem, measure))
    any_problem, any_measure = (_Counted(told > 0, sizes).all for told in (problem, measure))
    return [
        problem, measure, promised.so_far > 0, admitted.so_far - admitted.here == admitted.all,
        admitted.so_far > admitted.here, any_problem == 0, any_measure == 0, problem + measure == 0,
    ]  # fmt: skip


class _Counted:
    """Of units that are told something: `here` 1 or 0, how many of the passage `so_far`, and of `all` of it."""

    def __init__(self, told: npt.NDArray[np.bool_], sizes: npt.NDArray[np.int64]) -> None:
        counts = np.concatenate([[0], np.cumsum(told)])
        ends = np.cumsum(sizes)
        before = np.repeat(counts[ends - sizes], sizes)
        self.here = told.astype(np.int64)
        self.so_far = counts[1:] - before
        self.all = np.repeat(counts[ends], sizes) - before
