"""Floor 4: `follow_through.v1`: what became of last year's problems and measures.

Takes the judged section 五 of a report and of the same organ's report of the year before, gives each
problem and measure of last year with what this year's report says of it, spans on both sides:

* a problem is mended (told as dealt with), gone (not told again; nobody can see whether it was mended
  or dropped), repeated in other words, or verbatim (word for word, numbers and years apart);
* a measure is done (reported as taken), repeated, verbatim (promised again) or gone (not told of).

Two sentences are of one thought as far as their vectors and the characters they share make it likely;
each part of this year's sentences, between semicolons or colons, takes up one of last year's at most.
Where that is in doubt the outcome is null. The score, 0–1, is the mean of what problems and of what
measures came to (`WORTH`); its interval takes what is in doubt at its worst and at its best. It must not
know where the earlier report comes from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import (
    Component,
    FollowThrough,
    FollowUp,
    Outcome,
    Report,
    ReportRef,
    Score,
    Span,
)
from wenzhi.scores.classes import JudgedSentence
from wenzhi.text.normalize import fold, squeeze
from wenzhi.text.vectors import shipped_vectors

VERSION = "follow_through.v1"

WORTH: dict[str, dict[Outcome, float]] = {
    "problem": {"mended": 1.0, "gone": 0.5, "repeated": 0.25, "verbatim": 0.0},
    "measure": {"done": 1.0, "gone": 0.25, "repeated": 0.25, "verbatim": 0.0},
}
"""What each outcome counts. Judgement: telling that something was mended or done is full follow-through,
saying the same again is none, silence lies between."""

WEIGHTS = (7.66, 3.29, -5.59)
"""Logistic weights of the vectors' cosine and of the share of common characters, and the constant: fitted
on every second of the 21 sets of corpora/labels/paraphrases.jsonl that the vectors have not learnt from
(1,232 pairs, of them 44 paraphrases; the other pairs are of the same matter or kind)."""

SAME = 0.4
"""Likelihood from which two sentences are taken for one thought; the best F1 on the same pairs."""
DOUBT = 0.15
"""Likelihood from which the outcome is left open."""
TOLD = 0.6
"""The same for what is told outside section five without a word such as 已: judgement, since the rest of a
report tells of much that was done, and only a close match is what was promised."""
VERBATIM = 0.9
"""Similarity (1 − normalised insertions and deletions) from which a sentence is word for word the same."""
LEAST = 6
"""Characters of a sentence that can be recognised: a heading such as 存在的问题 is none."""

_MARK = as_pattern(
    r"^(?:[一二三四五六七八九十]{1,2}(?:是|要|、|\.)|第[一二三四五六七八九十](?:[,、:]|是)"
    r"|\([一二三四五六七八九十\d]{1,2}\)|\d{1,2}[.、)](?!\d)|[①-⑳]|首先|其次|再次|此外|另外|同时)[,:]?"
)
_NUMBER = as_pattern(r"\d[\d,.]*|[一二三四五六七八九十两]+(?=[个次件条篇份名人期天日月年])")
_COMMON = as_pattern(
    "政府信息公开|政务公开|信息公开|政府信息|公开|工作|进一步|加强|提高|提升|完善|有待|需要|不够|不足|问题"
    "|存在|部分|个别|方面|情况|相关|有关|继续|不断|切实|确保|做好"
)
_DONE = as_pattern(
    r"已(?![有知久]|发生)|(?:均|都|全部|全面|如期|顺利|按期|[月年日]底?前?|上半年|季度)完成|完成了|落实到位|整改到位|"
    r"得到(?:解决|缓解|改善)|做到了|建成|解决了|补齐了|"
    r"(?:建立|开设|开通|制定|印发|修订|配备|调整|培训|补|改|增|设|清理|举办|组织|开展|上线)了|"
    r"[标移送]到了|(?:全部|均|都|逐[个件条项一])[^,]{0,8}(?:换新|更新|更换|补齐|办结|公布|公开|发出|上网)|"
    r"由[^,]{1,12}(?:缩短|延长|减少|下降|增加|提高|降|增|改)[为到至]|不再存在|[没未](?:有)?再"
)
_SOLVED = as_pattern(
    r"(?:解决|整改|落实|改正|补齐|补上|补全|完成|缓解|改善|更新|清理)(?:到位|完毕|了|$|(?=[,;。]))|"
    r"已[^,]{0,6}(?:解决|整改|改正|补)|不再存在|[没未](?:有)?再|得到(?:解决|缓解|改善)|换新"
)
"""What a sentence must say that looks like a problem, to be taken for the report of its end."""
_AHEAD = as_pattern(r"将(?!近|上年|去年)|拟(?=[对在用于从由])|下一步|力争|今后|明年|争取|必须|打算")
"""A sentence that looks ahead promises, whatever it says of what was begun."""
_STILL = as_pattern(r"仍|还(?:未|没|不|有|需)|尚未|没有|未能|有待|已久|不[足够]")
_QUOTED = as_pattern(r"[“‘](?P<said>[^”’]{6,})[”’]")
_FRAME = as_pattern(
    r"(?:针对|对于?|就|按照?)?(?:去年|上一?年度?|前一年)?(?:年度?)?(?:的?报告|年报)?(?:里|中)?"
    r"(?:指出|提出|反映|承诺|所说|计划|存在)的?|去年|上一?年度?|本年度?|今年|针对|此项工作|这一[条项]|"
    r"的?(?:问题|情况|不足|短板)(?=,|已|得|基本|$)|(?:均|都|全部|基本)?(?:已经?|得到)(?:全部|基本)?"
    r"(?:解决|整改|落实|完成|缓解|改善|做到)(?:到位|了|完毕)?"
)
"""What a sentence says of last year's report and of having dealt with it, beside what it dealt with."""
_CLAUSE = as_pattern(r"[,;:。!?]")
_PART = as_pattern(r"[;:]")
Table = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Told:
    """A part of a sentence as it is compared: the sentence's span, its text without its list mark.

    `ways` are what of it may be the thought: for a report of something done also the words that it
    quotes and its clauses, since it tells what was wanting and what was done in one breath. `plain` says
    that it stands outside section five without a word that tells the end of something.
    """

    span: Span
    text: str
    ways: tuple[str, ...]
    plain: bool = False

    @property
    def masked(self) -> str:
        """With numbers as one sign: the same sentence with this year's figures is the same."""
        return _NUMBER.sub("#", self.text)


def follow_through(
    report: Report,
    judged: Sequence[JudgedSentence],
    earlier: Report,
    earlier_judged: Sequence[JudgedSentence],
) -> FollowThrough:
    """What `report` says of each problem and measure of `earlier`, the report of the year before.

    `judged` are the sentences of section 五; reports of what was done are looked for in all prose.
    """
    done = [*_told_done(report, judged)]
    still = [(one.likely, part) for one in judged for part in _parts(one) if not _ended(one, part)]
    return FollowThrough(
        earlier=ReportRef(
            report=earlier.meta.report_id or "",
            path=earlier.source.path,
            organization=earlier.meta.organization,
            year=earlier.meta.year,
        ),
        items=(
            *_follow("problem", earlier, earlier_judged, still, done),
            *_follow("measure", earlier, earlier_judged, still, done),
        ),
    )


def score_follow_through(found: FollowThrough | None, why: str | None = None) -> Score:
    """The score of what was found; null, saying `why`, where there is no report of the year before."""
    if found is None:
        return Score(value=None, version=VERSION, why=why)
    if not found.items:
        return Score(value=None, version=VERSION, why="上一年报告里辨不出问题或措施")
    parts = {f"{kind}s": _component(found, kind) for kind in WORTH}
    values = [part.value for part in parts.values() if part.value is not None]
    if not values:
        return Score(
            value=None, version=VERSION, why="上一年的问题和措施后来如何，判不定", components=parts
        )
    bounds = [_bounds(found, kind) for kind in WORTH]
    return Score(
        value=round(sum(values) / len(values), 4),
        low=round(float(np.mean([low for pair in bounds for low in pair[:1]])), 4),
        high=round(float(np.mean([high for pair in bounds for high in pair[1:]])), 4),
        version=VERSION,
        components=parts,
    )


def _component(found: FollowThrough, kind: str) -> Component:
    """The mean worth of what is known of one kind, with this year's sentences it rests on."""
    items = [item for item in found.items if item.kind == kind]
    known = [WORTH[kind][item.outcome] for item in items if item.outcome is not None]
    named = "问题" if kind == "problem" else "措施"
    if not known:
        why = f"上一年{named}的下文判不定" if items else f"上一年报告里辨不出{named}"
        return Component(value=None, why=why)
    spans = {item.now for item in items if item.now is not None}
    return Component(value=round(sum(known) / len(known), 4), spans=tuple(sorted(spans)))


def _bounds(found: FollowThrough, kind: str) -> tuple[float, ...]:
    """The mean worth with what is in doubt at its worst and at its best; empty without any item."""
    worth = WORTH[kind]
    items = [item.outcome for item in found.items if item.kind == kind]
    if not any(items):
        return ()
    ends = (min(worth.values()), max(worth.values()))
    return tuple(
        sum(end if one is None else worth[one] for one in items) / len(items) for end in ends
    )


def _follow(
    kind: str,
    earlier: Report,
    earlier_judged: Sequence[JudgedSentence],
    still: Sequence[tuple[str, _Told]],
    done: Sequence[_Told],
) -> Iterator[FollowUp]:
    """Each sentence of `kind` of last year with its outcome.

    Of what is `still` said, only parts of sentences of the same kind repeat it in other words; word for
    word the same it may be taken for another kind this year.
    """
    then = [
        told
        for one in earlier_judged
        if one.class_ == kind
        for told in [_told(one)]
        if len(told.text) >= LEAST and not _ended(one, told)
    ]
    candidates = [*(told for _, told in still), *done]
    likely, same = _compare(then, candidates)
    likely[:, [column for column, (likeliest, _) in enumerate(still) if likeliest != kind]] = 0.0
    plain = [column for column, one in enumerate(candidates) if one.plain]
    likely[:, plain] *= (likely[:, plain] >= TOLD) & (kind == "measure")
    taken = _assign(np.maximum(likely, same))
    for row, one in enumerate(then):
        column = taken.get(row)
        likelihood = max(likely[row, column], same[row, column]) if column is not None else 0.0
        outcome: Outcome | None
        if column is None or likelihood < DOUBT:
            outcome, column = "gone", None
        elif likelihood < SAME:
            outcome = None
        elif column >= len(still):
            outcome = "mended" if kind == "problem" else "done"
        elif same[row, column] >= VERBATIM:
            outcome = "verbatim"
        else:
            outcome = "repeated"
        yield FollowUp(
            kind="problem" if kind == "problem" else "measure",
            outcome=outcome,
            earlier=one.span,
            text=" ".join(earlier.text[slice(*one.span)].split()),
            now=None if column is None else candidates[column].span,
            likelihood=None if column is None else round(float(likelihood), 4),
        )


def _compare(then: Sequence[_Told], now: Sequence[_Told]) -> tuple[Table, Table]:
    """How likely each pair is one thought, and how alike its wording is: then × now."""
    from rapidfuzz import fuzz, process

    if not then or not now:
        nothing = np.zeros((len(then), len(now)))
        return nothing, nothing
    vectors = shipped_vectors()
    ways = [way for one in now for way in one.ways]
    near = (vectors.encode([one.text for one in then]) @ vectors.encode(ways).T).astype(np.float64)
    mine, others = [_characters(one.text) for one in then], [_characters(way) for way in ways]
    shared = np.array([[_overlap(a, b) for b in others] for a in mine])
    likely = 1 / (1 + np.exp(-(WEIGHTS[0] * near + WEIGHTS[1] * shared + WEIGHTS[2])))
    firsts = np.cumsum([0, *(len(one.ways) for one in now[:-1])])
    likely = np.maximum.reduceat(likely, firsts, axis=1)
    same = process.cdist(
        [one.masked for one in then], [one.masked for one in now], scorer=fuzz.ratio
    )
    same = same.astype(np.float64) / 100
    return likely, np.where(same >= VERBATIM, same, 0.0)


def _assign(worth: Table) -> dict[int, int]:
    """Row → column, each at most once, so that their worth adds up to the most."""
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(worth, maximize=True)
    return {int(row): int(column) for row, column in zip(rows, columns, strict=True)}


def _told_done(report: Report, judged: Sequence[JudgedSentence]) -> Iterator[_Told]:
    """Parts of sentences that report something as done: of section 五, then of all other prose."""
    for one in judged:
        for part in _parts(one):
            if _ended(one, part):
                yield _Told(part.span, part.text, _ways(part.text))
    for sentence in report.sentences:
        if sentence.section in ("problems", "signature", "contents"):
            continue
        text = squeeze(fold(report.text[sentence.start : sentence.end])).text
        for piece in _PART.split(text):
            if len(piece) >= LEAST and _AHEAD.search(piece) is None:
                span = sentence.start, sentence.end
                yield _Told(span, piece, _ways(piece), plain=not _says_done(piece))


def _ended(one: JudgedSentence, part: _Told) -> bool:
    """Whether a part of a sentence of section 五 reports that something was done or mended."""
    return _says_done(part.text) and (one.likely != "problem" or bool(_SOLVED.search(part.text)))


def _says_done(text: str) -> bool:
    """Whether a clause outside quotation says that something was done, and none looks ahead."""
    outside = _QUOTED.sub("“”", text)
    return _AHEAD.search(outside) is None and any(
        _DONE.search(clause) and not _STILL.search(clause) for clause in _CLAUSE.split(outside)
    )


def _ways(text: str) -> tuple[str, ...]:
    """What a report of something done may speak of: all of it, what it quotes, and each of its clauses."""
    quoted = [match["said"] for match in _QUOTED.finditer(text)]
    clauses = [clause for clause in _CLAUSE.split(text) if len(clause) >= LEAST]
    return tuple(dict.fromkeys([_unframed(text), *quoted, *map(_unframed, clauses)]))


def _unframed(text: str) -> str:
    """What was dealt with: the sentence without `_FRAME`."""
    left = _FRAME.sub("", text)
    return left if len(left) >= LEAST else text


def _told(one: JudgedSentence) -> _Told:
    text = _MARK.sub("", one.text)
    return _Told(one.span, text, (text,))


def _parts(one: JudgedSentence) -> Iterator[_Told]:
    """What stands between semicolons and colons; the whole where a piece says too little."""
    whole = _told(one)
    pieces = [piece for piece in _PART.split(whole.text) if len(piece) >= LEAST]
    if len(pieces) < 2:
        yield whole
        return
    for piece in pieces:
        yield _Told(one.span, _MARK.sub("", piece), (piece,))


def _characters(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[一-鿿]", _COMMON.sub(" ", text)))


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    """Shared characters as a share of the smaller set."""
    return len(a & b) / max(1, min(len(a), len(b)))
