"""Floor 2: the narrative of section 五: problems admitted, measures promised or taken, and who answers whom.

Takes the section's paragraphs (folded, without blanks) and gives spans in the original. A list item is
one problem or measure, from after its marker to before its last stop, with its elaboration; in prose a
problem is a clause that says what is wanting, a measure a sentence or a part of one between semicolons.
General confessions (仍存在一些不足), leads (主要从以下方面改进) and achievements are neither.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from wenzhi.base.records import Measure, Narrative, Problem
from wenzhi.base.resources import read_toml
from wenzhi.parse.answers import Promise, link_answers
from wenzhi.text.normalize import Folded
from wenzhi.text.sentences import sentences

Mode = Literal["problem", "measure", "achievement"]

_NUMERALS = "一二三四五六七八九十"
_MARKER = re.compile(
    rf"(?:^|(?<=[。;:,!?、)”\"]))(?:"
    rf"(?P<shi>[{_NUMERALS}]是(?:要)?(?!否|非))"
    rf"|(?P<di>第[{_NUMERALS}](?:[,、:]|是|个方面[,是]?))"
    r"|(?P<xian>首先|其次|再次|再者|最后)(?:[,是])"
    r"|(?P<fang>一方面|另一方面)[,是]?)"
    rf"|(?:^|(?<=[。;:!?]))(?:"
    rf"(?P<paren>\([{_NUMERALS}]{{1,2}}\)[、.]?)"
    rf"|(?P<plain>[{_NUMERALS}]{{1,2}}[、.])"
    r"|(?P<arabic>\d{1,2}[.、)](?!\d))"
    r"|(?P<bracket>\(\d{1,2}\)[、.]?)"
    r"|(?P<circle>[①-⑳]))"
    r"|(?<=[在为有])(?P<shi2>一是)"
)
_SPOKEN = {"首先": 1, "其次": 2, "再次": 3, "再者": 3, "最后": 4, "一方面": 1, "另一方面": 2}
_STOPS = "。;,:!?、 "
_LABEL_LIMIT = 26
"""Characters a sub-heading (（二）下一步改进措施) may have: the longest of its kind has about twenty."""

_ANNOUNCES = re.compile("以下|如下|几个?方面|几点|下列|措施[:。]?$|改进[。:]?$")
_LEAD_REST = 4
"""A lead whose words other than filler are this few promises nothing of its own."""


@dataclass(frozen=True, slots=True)
class _Cues:
    deficiency: re.Pattern[str]
    general: re.Pattern[str]
    problem_lead: re.Pattern[str]
    problem_title: re.Pattern[str]
    measure_lead: re.Pattern[str]
    measure_title: re.Pattern[str]
    lead_filler: re.Pattern[str]
    action: re.Pattern[str]
    action_start: re.Pattern[str]
    achievement: re.Pattern[str]
    turn: re.Pattern[str]
    problem_front: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Segment:
    """A run of one paragraph: what follows a list marker, or text under none."""

    paragraph: int
    start: int
    end: int
    style: str | None
    no: int


@dataclass(slots=True)
class _Piece:
    """A problem or measure while the section is being read; offsets are of its paragraphs."""

    first: int
    start: int
    last: int
    end: int
    item: tuple[str, int, int] | None
    under: int | None = None


@dataclass(slots=True)
class _State:
    """Where the reader is: the part it is in, the list that is open, what has been found."""

    mode: Mode | None = None
    style: str | None = None
    no: int = 0
    list_mode: Mode | None = None
    list_id: int = 0
    nested: str | None = None
    problems: list[_Piece] = field(default_factory=list)
    measures: list[_Piece] = field(default_factory=list)
    last: tuple[Mode, _Piece] | None = None


def read_narrative(paragraphs: Sequence[Folded]) -> Narrative:
    """Problems and measures of the section whose `paragraphs` (text/sentences) are given."""
    texts = [paragraph.text for paragraph in paragraphs]
    segments = [s for number, text in enumerate(texts) for s in _segments(number, text)]
    state = _State()
    for number, segment in enumerate(segments):
        if segment.style is None:
            _read_prose(state, texts, segment, segment.start)
        else:
            _read_item(state, texts, segments, number)
    if not state.problems:
        _problems_in_measures(state, texts)
    return _narrative(state, paragraphs, texts)


def _segments(number: int, text: str) -> list[_Segment]:
    """A paragraph cut before each list marker."""
    result: list[_Segment] = []
    marks = list(_MARKER.finditer(text))
    first = marks[0].start() if marks else len(text)
    if first > 0:
        result.append(_Segment(number, 0, first, None, 0))
    starts = [*(mark.start() for mark in marks), len(text)]
    for mark, end in zip(marks, starts[1:], strict=True):
        style = (mark.lastgroup or "").removesuffix("2")
        result.append(_Segment(number, mark.end(), end, style, _marked_number(mark[0])))
    return result


def _marked_number(mark: str) -> int:
    spoken = next((no for word, no in _SPOKEN.items() if mark.startswith(word)), 0)
    if spoken:
        return spoken
    if "①" <= mark[0] <= "⑳":
        return ord(mark[0]) - ord("①") + 1
    digits = re.search(r"\d+", mark)
    if digits:
        return int(digits[0])
    numerals = re.findall(f"[{_NUMERALS}]", mark)
    if len(numerals) == 2:
        return 10 + _NUMERALS.index(numerals[1]) + 1
    return _NUMERALS.index(numerals[0]) + 1


# ---------------------------------------------------------------------------------------- list items


def _read_item(state: _State, texts: list[str], segments: list[_Segment], number: int) -> None:
    segment = segments[number]
    text = texts[segment.paragraph][segment.start : segment.end]
    title = _title_mode(text)
    if title is not None:
        mode, length = title
        state.mode, state.style, state.last, state.nested = mode, None, None, None
        _read_prose(state, texts, segment, segment.start + length)
        return
    if segment.style == state.style and segment.no == state.no + 1:
        state.no, state.nested = segment.no, None
        state.mode = state.list_mode
    elif segment.style == state.nested or _nests(state, segment):
        state.nested = segment.style
        _extend(state, segment.paragraph, segment.end, texts)
        return
    else:
        state.list_id += 1
        state.style, state.no, state.nested = segment.style, segment.no, None
        state.mode = state.list_mode = _list_mode(state.mode, texts, segments, number)
    _take_item(state, texts, segment)


def _nests(state: _State, segment: _Segment) -> bool:
    """Whether a list starts inside an item of another list, as its elaboration."""
    return (
        state.style is not None
        and segment.style != state.style
        and segment.no == 1
        and state.last is not None
        and state.last[0] == state.list_mode == state.mode
        and state.last[1].item is not None
    )


def _take_item(state: _State, texts: list[str], segment: _Segment) -> None:
    """One list item as a problem or a measure; what it promises inside a problem answers that one."""
    text = texts[segment.paragraph]
    item = (segment.style or "", state.list_id, segment.no)
    if state.mode == "measure":
        _add(state, "measure", texts, segment.paragraph, segment.start, segment.end, item)
        return
    if state.mode != "problem":
        return
    start, end = segment.start, segment.end
    label = re.match(rf"(?:{_raw('problem_title')})[:]", text[start:end])
    start += label.end() if label else 0
    switch = _inline_switch(text, start, end)
    _add(state, "problem", texts, segment.paragraph, start, switch, item)
    if switch < end:
        under = len(state.problems) - 1
        state.mode = "measure"
        for part in _parts(text, switch, end):
            _take_measure(state, texts, segment.paragraph, part, under)


def _inline_switch(text: str, start: int, end: int) -> int:
    """Where, inside a problem, a clause turns to what will be done about it; `end` if none does."""
    cues = _cues()
    for match in re.finditer(r"[。;,!?]", text[start:end]):
        at = start + match.end()
        label = re.match(rf"(?:{_raw('measure_title')})[:]", text[at:end])
        lead = cues.measure_lead.match(text, at, end)
        final = match[0] in "。;!?"
        if label or (lead and (final or not lead[0].startswith(("为", "将", "要")))):
            return at
    return end


def _list_mode(
    mode: Mode | None, texts: list[str], segments: list[_Segment], number: int
) -> Mode | None:
    """What a list that begins at `number` lists: its lead says, its items may overrule."""
    cues = _cues()
    items = [texts[s.paragraph][s.start : s.end] for s in _items_from(segments, number)]
    wanting = sum(cues.deficiency.search(_first_clauses(item)) is not None for item in items)
    acting = sum(
        cues.action_start.match(item) is not None
        and not cues.deficiency.search(_first_clauses(item))
        for item in items
    )
    if mode == "problem":
        return "measure" if not wanting and acting * 2 > len(items) else "problem"
    if mode == "measure":
        clear = wanting * 5 >= len(items) * 4 and not acting
        return (
            "problem"
            if clear and not any("针对" in item or "将" in item for item in items)
            else "measure"
        )
    if mode == "achievement":
        return "problem" if wanting * 3 >= len(items) * 2 else "achievement"
    if wanting * 2 >= len(items):
        return "problem"
    return "measure" if acting * 2 >= len(items) else None


def _items_from(segments: list[_Segment], number: int) -> list[_Segment]:
    first = segments[number]
    result = [first]
    for segment in segments[number + 1 :]:
        if segment.style == first.style:
            if segment.no != result[-1].no + 1:
                break
            result.append(segment)
    return result


def _first_clauses(item: str) -> str:
    """The first sentence of an item: what it is about before it elaborates."""
    return item[: sentences(item)[0][1]] if item else ""


# --------------------------------------------------------------------------------------------- prose


def _read_prose(state: _State, texts: list[str], segment: _Segment, start: int) -> None:
    """Text under no marker, sentence by sentence."""
    text = texts[segment.paragraph][: segment.end]
    body = text[start:]
    title = _title_mode(body)
    if title is not None:
        state.mode, state.style, state.last = title[0], None, None
        start += title[1]
        body = text[start:]
    if _elaborates(state, body) and start == segment.start:
        _extend(state, segment.paragraph, segment.end, texts)
        return
    before = len(state.problems)
    for left, right in sentences(body):
        _read_sentence(state, texts, segment.paragraph, start + left, start + right, before)


def _elaborates(state: _State, body: str) -> bool:
    """Whether a paragraph explains the item titled in the line above it (（一）…, 1.…)."""
    if state.style in (None, "shi", "fang", "xian") or state.last is None:
        return False
    piece = state.last[1]
    if piece.item is None or piece.first != piece.last or piece.end - piece.start > 30:
        return False
    return _cues().measure_lead.match(body) is None or state.last[0] == "measure"


def _read_sentence(
    state: _State, texts: list[str], paragraph: int, start: int, end: int, before: int
) -> None:
    cues = _cues()
    text = texts[paragraph]
    sentence = text[start:end]
    label = re.match(rf"(?:{_raw('measure_title')})[:]", sentence)
    if label or cues.measure_lead.match(sentence):
        if _confesses(sentence) and not label:
            _problem_sentence(state, texts, paragraph, start, end)
            return
        state.mode = "measure"
        under = len(state.problems) - 1 if len(state.problems) > before else None
        for part in _parts(text, start + (label.end() if label else 0), end):
            _take_measure(state, texts, paragraph, part, under)
        return
    if state.mode == "measure" and not _admits(sentence):
        for part in _parts(text, start, end):
            _take_measure(state, texts, paragraph, part, None)
        return
    _problem_sentence(state, texts, paragraph, start, end)


def _confesses(sentence: str) -> bool:
    """A sentence that begins like a measure (对照…, 为…) but goes on to what is wanting."""
    if re.match(r"针对|下一步|下步|今后", sentence):
        return False
    lead = _cues().problem_lead.search(sentence) or _cues().general.search(sentence)
    return lead is not None and not re.search("将|拟", sentence)


def _admits(sentence: str) -> bool:
    """In the part on measures: a sentence that plainly returns to problems."""
    cues = _cues()
    if cues.action_start.match(sentence) or re.search("将|针对|解决|克服|杜绝|避免", sentence):
        return False
    if re.search(rf"{cues.turn.pattern}.*(?:{cues.general.pattern})", sentence):
        return True
    if re.search(r"问题[:,]|(?:问题|不足)(?:是|有|表现)", sentence):
        return True
    closing = re.split(r"[,;]", sentence.rstrip(_STOPS))[-1]
    places = [match.end() for match in cues.deficiency.finditer(closing)]
    final = bool(places) and len(closing) - places[-1] <= 6
    return final and not cues.action_start.match(closing)


def _problem_sentence(
    state: _State, texts: list[str], paragraph: int, start: int, end: int
) -> None:
    """A sentence outside the part on measures: its clauses that say what is wanting."""
    cues = _cues()
    text = texts[paragraph]
    sentence = text[start:end]
    lead = cues.problem_lead.search(sentence)
    wanting = cues.deficiency.search(sentence) or cues.general.search(sentence)
    if not lead and not wanting:
        if cues.achievement.search(sentence) and state.mode is None:
            state.mode = "achievement"
        elif state.mode == "problem" and cues.action_start.match(sentence) and "将" in sentence:
            state.mode = "measure"
            _take_measure(state, texts, paragraph, (start, end), None)
        return
    state.mode = "problem"
    turn = re.search(rf"(?:^|[,;]){cues.turn.pattern}", sentence)
    at = start + (turn.start() if turn else 0)
    switch = _inline_switch(text, at, end)
    for left, right in _problem_clauses(text, at, switch):
        _add(state, "problem", texts, paragraph, left, right, None)
    if switch < end:
        state.mode = "measure"
        for part in _parts(text, switch, end):
            _take_measure(state, texts, paragraph, part, None)


def _problem_clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The clauses that each name something wanting; one without a subject belongs to the one before."""
    cues = _cues()
    colon = text.rfind(":", start, end)
    if colon >= 0 and cues.deficiency.search(text, colon, end):
        start = colon + 1
    result: list[tuple[int, int]] = []
    pending: int | None = None
    for left, right in _clauses(text, start, end):
        clause = text[left:right]
        front = re.match(cues.problem_front.pattern, clause)
        inner = left + (front.end() if front else 0)
        bare = cues.general.sub("", clause)
        wanting = cues.deficiency.search(bare) if bare != clause else cues.deficiency.search(clause)
        if not wanting:
            pending = (
                None if cues.general.search(clause) or cues.achievement.search(clause) else left
            )
            continue
        predicate = re.match(
            r"(?:也|还|仍|尚|亟)?(?:有待|需|待|亟待|不够|不足|不能|难以|未能|缺乏)", clause
        )
        if predicate and result and text[left - 1] == ",":
            result[-1] = (result[-1][0], right)
        elif predicate and pending is not None:
            result.append((pending, right))
        else:
            result.append((inner, right))
        pending = None
    return result


def _clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Clauses at `,;。`; also at `、` where every part between says itself what is wanting."""
    cues = _cues()
    result: list[tuple[int, int]] = []
    for match in re.finditer(r"[^,;。!?]+[,;。!?]*", text[start:end]):
        left, right = start + match.start(), start + match.end()
        parts = [left + m.start() for m in re.finditer(r"(?<=、)", text[left:right])]
        bounds = [left, *parts, right]
        pieces = [(bounds[i], bounds[i + 1]) for i in range(len(bounds) - 1)]
        each = all(cues.deficiency.search(text, a, b) for a, b in pieces)
        result += pieces if len(pieces) > 1 and each else [(left, right)]
    return result


def _parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Sentences of a span, cut at semicolons too."""
    return [
        (start + match.start(), start + match.end())
        for match in re.finditer(r"[^;。!?]+[;。!?]*[”’」』\")]*", text[start:end])
    ]


def _take_measure(
    state: _State, texts: list[str], paragraph: int, part: tuple[int, int], under: int | None
) -> None:
    """One part of prose on measures: a lead, a measure, or more of the measure before it."""
    cues = _cues()
    text = texts[paragraph][part[0] : part[1]]
    if _only_leads(text):
        return
    if cues.action.search(text) or under is not None:
        left = part[0] + _front(text)
        _add(state, "measure", texts, paragraph, left, part[1], None, under)
    elif state.last is not None and state.last[0] == "measure":
        _extend(state, paragraph, part[1], texts)


def _only_leads(text: str) -> bool:
    """Whether a sentence only announces measures (针对上述问题，我局将从以下方面改进：)."""
    announces = _ANNOUNCES.search(text)
    if announces and text.endswith(":"):
        return True
    rest = _cues().lead_filler.sub("", text.strip(_STOPS))
    tied = announces or _cues().measure_lead.match(text)
    return len(rest) <= (_LEAD_REST if tied else 0)


def _front(text: str) -> int:
    """Length of the words before a measure that only say when, or that problems are answered."""
    match = re.match(
        r"(?:(?:因此|为此|对此|接下来|今后|下一步|下步|下一阶段|下阶段|新的一年|明年|未来)(?:工作)?(?:中|里)?[,:]?"
        r"|针对(?:上述|以上|存在的?|这些|此类|前述)(?:的)?(?:主要)?(?:问题|不足|情况)(?:和不足)?[,:]?"
        r"|(?:改进|整改)(?:措施|情况|方向)?[:])+",
        text,
    )
    return match.end() if match and match.end() < len(text) - 2 else 0


def _problems_in_measures(state: _State, texts: list[str]) -> None:
    """Where only measures are listed, the problems they name themselves: 针对…不及时的问题，…"""
    cues = _cues()
    for index, measure in enumerate(state.measures):
        text = texts[measure.first]
        match = re.match(
            r"针对(?P<what>[^,。;]{4,40}?)(?:的|等)*(?:问题|情况|现象|短板|不足)?,",
            text[measure.start : measure.end],
        )
        if match and cues.deficiency.search(match["what"]):
            start = measure.start + match.start("what")
            end = measure.start + match.end("what")
            piece = _Piece(measure.first, start, measure.first, end, None)
            state.problems.append(piece)
            state.measures[index].under = len(state.problems) - 1


# -------------------------------------------------------------------------------------------- pieces


def _title_mode(text: str) -> tuple[Mode, int] | None:
    """The part that a short title at the start of a text opens, and the title's length."""
    stop = re.search(r"[。:;!?,]", text[: _LABEL_LIMIT + 1])
    end = stop.start() if stop else len(text)
    if not 2 <= end <= _LABEL_LIMIT or (stop and stop[0] in ";,!?"):
        return None
    title = text[:end].strip(_STOPS + "【】[]")
    after = stop.end() if stop else end
    if re.fullmatch(_raw("measure_title"), title):
        return "measure", after
    if re.fullmatch(_raw("problem_title"), title):
        return "problem", after
    return None


def _add(
    state: _State,
    mode: Mode,
    texts: list[str],
    paragraph: int,
    start: int,
    end: int,
    item: tuple[str, int, int] | None,
    under: int | None = None,
) -> None:
    text = texts[paragraph]
    while start < end and text[start] in _STOPS:
        start += 1
    while end > start and text[end - 1] in _STOPS:
        end -= 1
    if mode == "problem" and item is None and text[start:end].endswith("等"):
        end -= 1
    if end - start < 3:
        return
    piece = _Piece(paragraph, start, paragraph, end, item, under)
    (state.problems if mode == "problem" else state.measures).append(piece)
    state.last = (mode, piece)


def _extend(state: _State, paragraph: int, end: int, texts: list[str]) -> None:
    """Let the last piece go on to `end` of `paragraph`."""
    if state.last is None:
        return
    piece = state.last[1]
    piece.last, piece.end = paragraph, end
    while piece.end > 0 and texts[paragraph][piece.end - 1] in _STOPS:
        piece.end -= 1


def _narrative(state: _State, paragraphs: Sequence[Folded], texts: list[str]) -> Narrative:
    problems: list[Problem] = []
    for piece in state.problems:
        start, end = _original(piece, paragraphs)
        problems.append(
            Problem(start=start, end=end, text=paragraphs[piece.first].original[start:end])
        )
    promises = [
        Promise(_text(piece, texts), piece.item[2] if piece.item else None, piece.under)
        for piece in state.measures
    ]
    admitted = [
        Promise(_text(p, texts), p.item[2] if p.item else None, None) for p in state.problems
    ]
    answers = link_answers(admitted, promises)
    measures: list[Measure] = []
    for piece, answered in zip(state.measures, answers, strict=True):
        start, end = _original(piece, paragraphs)
        text = paragraphs[piece.first].original[start:end]
        measures.append(Measure(start=start, end=end, text=text, answers=answered))
    return Narrative(problems=tuple(problems), measures=tuple(measures))


def _original(piece: _Piece, paragraphs: Sequence[Folded]) -> tuple[int, int]:
    start = paragraphs[piece.first].offsets[piece.start]
    return start, paragraphs[piece.last].offsets[piece.end - 1] + 1


def _text(piece: _Piece, texts: list[str]) -> str:
    if piece.first == piece.last:
        return texts[piece.first][piece.start : piece.end]
    middle = texts[piece.first + 1 : piece.last]
    return "".join([texts[piece.first][piece.start :], *middle, texts[piece.last][: piece.end]])


@cache
def _cues() -> _Cues:
    return _Cues(**{name: re.compile(_raw(name)) for name in _Cues.__dataclass_fields__})


@cache
def _raw(name: str) -> str:
    return str(read_toml("narrative.toml")[name])
