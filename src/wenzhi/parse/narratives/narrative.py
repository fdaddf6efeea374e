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
from typing import Literal

import msgspec

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Measure, Narrative, Problem, Span
from wenzhi.parse.narratives.answers import Promise, link_answers
from wenzhi.parse.narratives.clauses import (
    STOPS,
    counts_problems,
    cues,
    find_switch,
    measure_label,
    sets_deadline,
    split_measures,
    split_problems,
    wants,
)
from wenzhi.text.normalize import Folded
from wenzhi.text.patterns import compile_quick
from wenzhi.text.sentences import sentences

Mode = Literal["problem", "measure", "achievement"]

_NUMERALS = "一二三四五六七八九十"
_MARKER = compile_quick(
    rf"(?:^|(?<=[。;:,!?、)”\"]))(?:"
    rf"(?P<shi>[{_NUMERALS}]是(?:要)?(?!否|非))"
    rf"|(?P<di>第[{_NUMERALS}](?:[,、:]|是|个方面[,是]?))"
    r"|(?P<xian>首先|其次|再次|再者|最后)(?:[,是])"
    r"|(?P<fang>一方面|另一方面)[,是]?)"
    rf"|(?:^|(?<=[。;:!?]))(?:"
    rf"(?P<paren>\([{_NUMERALS}]{{1,2}}\)[、.]?)"
    rf"|(?P<plain>[{_NUMERALS}]{{1,2}}[、.])"
    r"|(?P<arabic>\d{1,2}[.、)](?!\d))"
    r"|(?P<arabic2>(?<!.)\d{1,2}\.(?=\d{1,4}[\u4e00-\u9fff]))"
    r"|(?P<bracket>\(\d{1,2}\)[、.]?)"
    r"|(?P<circle>[①-⑳]))"
    r"|(?<=[在为有])(?P<shi2>一是)"
)
_SPOKEN = {"首先": 1, "其次": 2, "再次": 3, "再者": 3, "最后": 4, "一方面": 1, "另一方面": 2}
_AIMED = as_pattern("(?:要)?针对(?!性)")
_LABEL_LIMIT = 26
"""Characters a sub-heading (（二）下一步改进措施) may have: the longest of its kind has about twenty."""


_SIGNATURE = 26
"""Characters of the longest organ's name that signs a report, with room for two blanks."""


class _Segment(msgspec.Struct, frozen=True, gc=False):
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
    told: bool = False
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
    _untie_last_items(state)
    if not state.problems:
        _problems_in_measures(state, texts)
    elif not state.measures:
        _measures_after(state, texts)
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


def _untie_last_items(state: _State) -> None:
    """Measures inside the last item of a list alone answer the whole list, not that item."""
    for measure in state.measures:
        if measure.under is not None and not 0 <= measure.under < len(state.problems):
            measure.under = None  # its item was an empty one (一是;) and is no problem
    tied = {m.under for m in state.measures if m.under is not None}
    for index in sorted(tied):
        item = state.problems[index].item
        others = [
            k
            for k, p in enumerate(state.problems)
            if item and p.item and p.item[:2] == item[:2] and k != index
        ]
        if others and max(others) < index and not tied & set(others):
            for measure in state.measures:
                if measure.under == index:
                    measure.under = None


def _measures_after(state: _State, texts: list[str]) -> None:
    """Where nothing announces measures: what stands after the last problem, for section 五 ends so."""
    last = state.problems[-1]
    for paragraph in range(last.last, len(texts)):
        text = texts[paragraph]
        start = last.end if paragraph == last.last else 0
        if not _signs(text[start:]):
            for (left, right), _ in split_measures(text, start, len(text)):
                _add(state, "measure", texts, paragraph, left, right, None)


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
        again = any(problem.item for problem in state.problems)
        state.mode = state.list_mode = _list_mode(state.mode, again, texts, segments, number)
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
    label = cues().problem_label.match(text, start, end)
    start = label.end() if label else start
    switch = find_switch(text, start, end)
    _add(state, "problem", texts, segment.paragraph, start, switch, item)
    if switch < end:
        state.mode = "measure"
        _take_measures(state, texts, segment.paragraph, switch, end, len(state.problems) - 1)


def _list_mode(
    mode: Mode | None, again: bool, texts: list[str], segments: list[_Segment], number: int
) -> Mode | None:
    """What a list that begins at `number` lists: its lead says, its items may overrule.

    `again` – a list of problems stood before it.
    """
    items = [texts[s.paragraph][s.start : s.end] for s in _items_from(segments, number)]
    wanting = sum(cues().deficiency.search(_first_clauses(item)) is not None for item in items)
    acting = sum(
        cues().action_start.match(item) is not None
        and not cues().deficiency.search(_first_clauses(item))
        for item in items
    )
    dated = any(sets_deadline(item) for item in items)
    aimed = sum(_AIMED.match(item) is not None for item in items)
    if aimed * 2 >= len(items):
        return "measure"
    if mode == "problem":
        done = acting * 2 > len(items) or dated or again
        return "measure" if not wanting and done else "problem"
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
    return "measure" if acting * 2 >= len(items) or dated else None


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
    closing = segment.paragraph == len(texts) - 1 or _signs(texts[segment.paragraph + 1])
    if closing and _signs(text):
        return
    title = _title_mode(text[start:])
    if title is not None:
        state.mode, state.style, state.last = title[0], None, None
        start += title[1]
        state.told = title[0] == "problem"
    elif start == segment.start and _elaborates(state, text[start:]):
        _extend(state, segment.paragraph, segment.end, texts)
        return
    before, promised = len(state.problems), len(state.measures)
    body = text[start:]
    spans = [(start + left, start + right) for left, right in sentences(body)]
    several = sum(_admits_something(text[left:right]) for left, right in spans) > 1
    for left, right in spans:
        _read_sentence(state, texts, segment.paragraph, (left, right), before, several)
    told = title is not None and title[0] == "problem" and len(state.problems) == before
    if told and body and len(state.measures) == promised and _is_told(text[slice(*spans[0])]):
        _add(state, "problem", texts, segment.paragraph, *spans[0], None)
    # A lead that is a paragraph of its own announces the next one.
    state.told = state.told and len(state.problems) == before


def _is_told(sentence: str) -> bool:
    """Whether what follows the title of the problems at once is one, whatever its words: no confession in
    general, no announcement of several, no achievement."""
    heads = sentence.endswith(":") or counts_problems(sentence) or cues().general.search(sentence)
    nothing = _NO_PROBLEM.match(sentence) or cues().achievement.search(sentence)
    return not (heads or nothing) and len(sentence) > _SHORTEST_TOLD


_SHORTEST_TOLD = 8
"""Characters up to which what follows a title says that there is nothing (无, 略)."""
_NO_PROBLEM = as_pattern(r"[^,。;]{0,8}(?:暂无|无需|没有|未发现|未出现|不存在)")
"""What says that there is nothing: 本年度暂无需要说明的情况."""


def _signs(text: str) -> bool:
    """Whether a line under the text is a signature: a date, or a name without any verb or stop."""
    short = len(text) <= _SIGNATURE and not re.search(r"[。;,:!?]", text)
    dated = re.fullmatch(r".{0,20}(?:20\d\d|二[〇○零].{2})年.{1,3}月.{1,3}日", text) is not None
    return dated or (short and not cues().action.search(text) and not wants(text))


def _admits_something(sentence: str) -> bool:
    return wants(sentence) and cues().measure_lead.match(sentence) is None


def _elaborates(state: _State, body: str) -> bool:
    """Whether a paragraph explains the item titled in the line above it (（一）…, 1.…)."""
    if state.style in (None, "shi", "fang", "xian") or state.last is None:
        return False
    piece = state.last[1]
    if piece.item is None or piece.first != piece.last or piece.end - piece.start > 30:
        return False
    return cues().measure_lead.match(body) is None or state.last[0] == "measure"


def _read_sentence(
    state: _State,
    texts: list[str],
    paragraph: int,
    span: Span,
    before: int,
    several: bool,
) -> None:
    text = texts[paragraph]
    sentence = text[span[0] : span[1]]
    label = measure_label(text, *span)
    leads = label is not None or cues().measure_lead.match(sentence) is not None
    dated = state.mode != "measure" and bool(state.problems) and sets_deadline(sentence)
    if label or dated or (leads and not _confesses(sentence)):
        state.mode = "measure"
        under = len(state.problems) - 1 if len(state.problems) > before else None
        start = span[0] if label is None else label
        _take_measures(state, texts, paragraph, start, span[1], under if several else None)
    elif state.mode == "measure" and not leads and not _admits(sentence):
        _take_measures(state, texts, paragraph, *span, None)
    else:
        _take_problems(state, texts, paragraph, span, several)


def _confesses(sentence: str) -> bool:
    """A sentence that begins like a measure (对照…, 为…) but goes on to what is wanting."""
    if re.match(r"针对|下一步|下步|今后", sentence):
        return False
    lead = cues().problem_lead.search(sentence) or cues().general.search(sentence)
    return lead is not None and not re.search("将|拟", sentence)


def _admits(sentence: str) -> bool:
    """In the part on measures: a sentence that plainly returns to problems."""
    if cues().action_start.match(sentence) or re.search("将|针对|解决|克服|杜绝|避免", sentence):
        return False
    if re.search(rf"{cues().turn.pattern}.*(?:{cues().general.pattern})", sentence):
        return True
    if re.search(r"问题[:,]|(?:问题|不足)(?:是|有|表现)", sentence):
        return True
    closing = re.split(r"[,;]", sentence.rstrip(STOPS))[-1]
    places = [match.end() for match in cues().deficiency.finditer(closing)]
    final = bool(places) and len(closing) - places[-1] <= 6
    return final and not cues().action.search(cues().deficiency.sub("", sentence))


def _take_problems(
    state: _State, texts: list[str], paragraph: int, span: Span, several: bool
) -> None:
    """A sentence outside the part on measures: what it admits, and what it promises after that."""
    text = texts[paragraph]
    sentence = text[span[0] : span[1]]
    lead = cues().problem_lead.search(sentence)
    general = cues().general.search(sentence)
    if not (lead or general or cues().deficiency.search(sentence) or state.told):
        if cues().achievement.search(sentence) and state.mode is None:
            state.mode = "achievement"
        elif state.mode == "problem" and cues().action_start.match(sentence) and "将" in sentence:
            state.mode = "measure"
            _take_measures(state, texts, paragraph, *span, None)
        return
    state.mode = "problem"
    if counts_problems(sentence):
        state.told = True
        return
    turn = re.match(rf"[^;:]*?(?:^|,){cues().turn.pattern}", sentence)
    start = span[0] + (turn.end() if turn else 0)
    switch = find_switch(text, start, span[1])
    for left, right in split_problems(text, start, switch, told=state.told, whole=several):
        _add(state, "problem", texts, paragraph, left, right, None)
    state.told = state.told or lead is not None or (general is not None and not wants(sentence))
    if switch < span[1]:
        state.mode = "measure"
        _take_measures(state, texts, paragraph, switch, span[1], None)


def _take_measures(
    state: _State, texts: list[str], paragraph: int, start: int, end: int, under: int | None
) -> None:
    """Prose on measures: each part one, or more of the one before it."""
    state.told = False
    for (left, right), follows in split_measures(texts[paragraph], start, end):
        if follows and state.last is not None and state.last[0] == "measure":
            _extend(state, paragraph, right, texts)
        else:
            _add(state, "measure", texts, paragraph, left, right, None, under)


def _problems_in_measures(state: _State, texts: list[str]) -> None:
    """Where only measures are listed, the problems they name themselves: 针对…不及时的问题，…"""
    for index, measure in enumerate(state.measures):
        text = texts[measure.first]
        match = re.match(
            r"针对(?P<what>[^,。;]{4,40}?)(?:的|等)*(?:问题|情况|现象|短板|不足)?,",
            text[measure.start : measure.end],
        )
        if match and cues().deficiency.search(match["what"]):
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
    title = text[:end].strip(STOPS + "【】[]")
    after = stop.end() if stop else end
    if cues().measure_title.fullmatch(title):
        return "measure", after
    if cues().problem_title.fullmatch(title):
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
    while start < end and text[start] in STOPS:
        start += 1
    while end > start and text[end - 1] in STOPS:
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
    while piece.end > 0 and texts[paragraph][piece.end - 1] in STOPS:
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
