"""Floor 4: what a classifier is told of each unit: its characters, its place, its neighbours, its words.

Takes passages and gives arrays, one row a unit. Hashed character n-grams come from `text/shingles`; the
rest are numbers with names. Must not know classes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from wenzhi.base.records import Span
from wenzhi.scores.specificity import action_marks, specific_spans, stock_share
from wenzhi.scores.units import Passage
from wenzhi.text.shingles import Hashes, hash_grams

Table = npt.NDArray[np.float64]
Sparse: TypeAlias = Any
"""A scipy CSR array; scipy ships no types."""

SIZES = (1, 2, 3)
"""Lengths of the character n-grams: 1–3, as the baseline of docs/explanation/classifiers.md."""

_EDGE_FRONT, _EDGE_BACK = "\x02", "\x03"
_HUNDRED = 100

_WANT = re.compile(
    "不足|不够|不及时|不高|不强|不到位|问题|薄弱|有待|欠缺|滞后|缺乏|未能|没有|较少|偏少|单一|仍|尚|存在|差距|短板|不"
)
_ACT = re.compile(
    "下一步|今后|将|加强|完善|进一步|明确|建立|推进|开展|组织|确保|提升|强化|落实|制定|优化|每(?:月|季|周|年)"
    r"|由.{1,8}(?:负责|审核)|已(?:于|经)?|自\d"
)
_PRAISE = re.compile("取得|成效|全年|荣获|位居|共(?:发布|公开)|获得|圆满|稳步|明显|满意率")
_MARK = re.compile(
    r"^(?:[一二三四五六七八九十]+是|\(?[一二三四五六七八九十\d]+[)、.]|首先|其次|再次|最后|第[一二三]|另外|此外|同时)"
)
_HEADING = re.compile(r"(?:问题|不足|困难)[:。]?$|(?:措施|打算|改进|整改|计划)(?:情况)?[:。]?$")
_TO_MEASURES = re.compile(
    "下一步|改进措施|整改措施|改进情况|针对(?:以上|上述|存在)|今后|改进方向|为此|接下来|明年|以下(?:几个)?(?:方面|措施)"
)
_TO_PROBLEMS = re.compile(
    "存在的?(?:主要)?(?:问题|不足|困难)|主要(?:表现|问题)|不足之处|问题(?:主要)?有"
)
_TURN = re.compile("但|然而|不过|只是")
_INTENT = re.compile("将|拟|要(?!求)|计划|争取|力争|下一步|今后|明年|新的一年")
_DONE = re.compile("已|完成|后来|随即|当即|现已|此后|至今|如今")
_CAUSE = re.compile("原因|因为|由于|究其|在于|根子|症结")
_VOW = re.compile("确保|努力|推动|为.{2,20}(?:贡献|提供|保障)|再上新|新台阶|新局面|以实际行动")


@dataclass(frozen=True, slots=True)
class Grams:
    """Character n-grams of texts: which text (row), which hash, from where, how long.

    `bounds` are where each text with its two edge marks begins when all are laid end to end.
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


def read_grams(texts: Sequence[str]) -> Grams:
    """The n-grams of every text with an edge mark at either end; offsets count the front mark."""
    marked = [f"{_EDGE_FRONT}{text}{_EDGE_BACK}" for text in texts]
    codes = np.frombuffer("".join(marked).encode("utf-32-le"), np.uint32)
    lengths = np.fromiter(map(len, marked), np.int64, len(marked))
    ends = np.cumsum(lengths)
    owner = np.repeat(np.arange(len(marked)), lengths)
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


def learn_grams(grams: Grams, least: int = 2) -> tuple[Hashes, Table]:
    """The n-grams of at least `least` texts, sorted, with their smoothed inverse frequency."""
    seen = np.unique(np.stack([grams.hashes, grams.rows.astype(np.uint64)]), axis=1)
    known, counts = np.unique(seen[0], return_counts=True)
    kept = counts >= least
    weights = 1 + np.log((1 + grams.texts) / (1 + counts[kept]))
    return known[kept], weights


def weigh_grams(grams: Grams, known: Hashes, weights: Table) -> Sparse:
    """Rows of TF-IDF (sublinear, unit length) over `known`, as a scipy CSR array."""
    from scipy.sparse import csr_array, diags_array

    places, hit = find_grams(grams, known)
    ones = np.ones(int(hit.sum()))
    table = csr_array((ones, (grams.rows[hit], places[hit])), shape=(grams.texts, len(known)))
    table.sum_duplicates()
    table.data = (1 + np.log(table.data)) * weights[table.indices]
    norms = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
    return (diags_array(1 / np.maximum(norms, 1e-9)) @ table).tocsr()


def find_grams(grams: Grams, known: Hashes) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """For each n-gram its place among `known`, and whether it stands there."""
    places = np.minimum(np.searchsorted(known, grams.hashes), len(known) - 1)
    return places, known[places] == grams.hashes


NAMES = (
    "place", "first", "last", "length", "after measures open", "after problems open", "item",
    "heading", "short", "specific", "specificity", "stock phrases", "who", "what", "how many",
    "by when", "instrument", "digits", "wants", "acts", "praises", "turn", "document", "colon",
    "intent", "done", "cause", "vow", "wants after turn", "paragraph opens", "paragraph ends",
    "problem by rule", "measure by rule", "past first measure", "past last problem", "no problem",
    "no measure", "neither", "past a problem",
)  # fmt: skip
"""Names of the columns of `structure` that are a unit's own; those of its neighbours follow."""

_SHARED = ("wants", "acts", "praises", "problem by rule", "measure by rule", "digits", "intent")
_CUES = {
    "wants": _WANT, "acts": _ACT, "praises": _PRAISE, "intent": _INTENT, "done": _DONE,
    "vow": _VOW,
}  # fmt: skip


def cue_spans(text: str) -> list[tuple[str, Span]]:
    """The first word of each kind of cue in folded `text`: the column it counts in, and its span."""
    return [
        (name, match.span())
        for name, cue in _CUES.items()
        if (match := cue.search(text)) is not None
    ]


@cache
def column_names() -> tuple[str, ...]:
    """Names of all columns of `structure`."""
    return (*NAMES, *(f"{side} {name}" for side in ("before", "after") for name in _SHARED))


def structure(passages: Sequence[Passage]) -> Table:
    """One row a unit, all passages end to end; columns as `column_names`."""
    blocks = [_passage_rows(passage) for passage in passages if passage.units]
    return np.vstack(blocks) if blocks else np.zeros((0, len(column_names())))


def _passage_rows(passage: Passage) -> Table:
    own = np.array([_unit_row(passage, k) for k in range(len(passage.units))], np.float64)
    shared = own[:, [NAMES.index(name) for name in _SHARED]]
    none = np.zeros((1, len(_SHARED)))
    before, after = np.vstack([none, shared[:-1]]), np.vstack([shared[1:], none])
    return np.hstack([own, before, after])


def _unit_row(passage: Passage, k: int) -> list[float]:
    units, n = passage.units, len(passage.units)
    text = units[k].text
    opened = _opened(passage, k)
    specific = specific_spans(text)
    marks = action_marks(text)
    cues = {name: min(3, len(found.findall(text))) for name, found in _CUES.items()}
    turn = _TURN.search(text)
    return [
        k / n, k == 0, k == n - 1, min(len(text), 120) / 60, opened == 1, opened == -1,
        bool(_MARK.search(text)), bool(_HEADING.search(text)), len(text) < 14,
        len(specific) / 3, min(1, 15 * len(specific) / max(1, len(text))), stock_share(text),
        *(name in marks for name in ("who", "what", "how_many", "by_when", "instrument")),
        sum(map(str.isdigit, text)) / 10, cues["wants"], cues["acts"], cues["praises"],
        turn is not None, "《" in text, text.endswith(":"), cues["intent"], cues["done"],
        bool(_CAUSE.search(text)), cues["vow"],
        turn is not None and bool(_WANT.search(text, turn.end())),
        k == 0 or units[k - 1].paragraph != units[k].paragraph,
        k == n - 1 or units[k + 1].paragraph != units[k].paragraph,
        *_rule_row(passage, k),
    ]  # fmt: skip


def _opened(passage: Passage, k: int) -> int:
    """1 where a lead to measures stands at or before unit `k`, -1 where only one to problems does."""
    opened = 0
    for unit in passage.units[: k + 1]:
        if _TO_MEASURES.search(unit.text):
            return 1
        if _TO_PROBLEMS.search(unit.text):
            opened = -1
    return opened


def _rule_row(passage: Passage, k: int) -> list[float]:
    problems, measures = passage.problems, passage.measures
    admitted = [i for i, share in enumerate(problems) if share > 0.3]
    promised = [i for i, share in enumerate(measures) if share > 0.3]
    return [
        problems[k], measures[k], bool(promised) and k >= promised[0],
        k > (admitted[-1] if admitted else -1), not any(problems), not any(measures),
        problems[k] + measures[k] == 0, any(i < k for i in admitted),
    ]  # fmt: skip
