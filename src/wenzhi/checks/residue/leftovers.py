"""Floor 3: rules of family R, first part: what copying and templates leave behind in the wording.

Word residue, unfilled slots, unresolved alternatives, doubled words, repeated paragraphs. Each pattern
is written against folded text; evidence is the phrase and nothing around it.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Severity, Span
from wenzhi.base.resources import read_toml
from wenzhi.checks.dossier import Dossier, Line, part_start
from wenzhi.checks.residue.doubled import meetings, one_too_many
from wenzhi.checks.residue.items import items_alike
from wenzhi.checks.rule import PASSED, Outcome, failed, rule
from wenzhi.text.normalize import WORD_RESIDUE
from wenzhi.text.patterns import compile_quick, may_match

_REPORT = "报告"
_TWICE = as_pattern(rf"(?:{_REPORT}){{2}}\s*$", re.MULTILINE)
"""The last word of a title, said again."""
_OWN_WORDS_MET = ("我本局", "本我局")
_LONG_SENTENCE = 20
"""Folded characters: a shorter sentence may be said twice without anybody having pasted it."""
_SHORTEST_PASTED = 8
"""Characters of a clause that nobody says twice in a row."""
_SHORTEST_FIGURE = 5
"""The same of a clause that tells a figure, or stands between commas like these: 培训2次,培训2次."""
_FIGURE = as_pattern(r"(?<![\d.])[1-9]\d*(?:\.\d+)?(?=[\u4e00-\u9fff])")
_ENUMERATED = as_pattern(
    r"(?:(?<=[,;:。、])|^)(?P<item>[^,;:。、]{5,24})、(?P<again>(?P=item))(?=[,;:。、]|$)"
)
_MOST_CLAUSES = 6
"""Clauses that are looked for twice in a row together."""


_OPENED_BY_FEW = (
    "slots",
    "missing_numbers",
    "lost_numbers",
    "word_errors",
    "web_errors",
    "alternatives",
    "instructions",
)
"""Patterns whose matches begin with one of few characters, which their alternatives do not show."""


@cache
def _pattern(name: str) -> re.Pattern[str]:
    whole = "|".join(read_toml("residue.toml")["patterns"][name])
    return compile_quick(whole) if name in _OPENED_BY_FEW else as_pattern(whole)


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(read_toml("residue.toml")["words"][name])


def _matches(name: str, text: str) -> Iterator[re.Match[str]]:
    """Every match of a pattern in `text`."""
    pattern = _pattern(name)
    return pattern.finditer(text) if may_match(pattern, text) else iter(())


def _tell(dossier: Dossier, code: str, text: str, span: Span, *, sure: bool = True) -> Outcome:
    """A finding; where another reading is thinkable (not `sure`), a warning whatever the card says."""
    severity: Severity | None = None if sure else "warning"
    shown = {"text": text[:60]}
    return failed(dossier.finding(code, shown, spans=[span], actual=text[:60], severity=severity))


def _in_lines(dossier: Dossier, code: str, name: str) -> Iterator[Outcome]:
    """Every match of a pattern in prose that is not quoted."""
    for line in dossier.lines_for(_pattern(name)):
        for match in _pattern(name).finditer(line.text):
            if not _is_quoted(line.text, match.start()):
                yield _tell(dossier, code, match[0], line.span(*match.span()))


def _is_quoted(text: str, place: int) -> bool:
    """Whether a place stands between quotation marks: 注明“此处填写联系电话”等提示语 is told of a form."""
    opened = text.rfind("“", 0, place)
    return opened > text.rfind("”", 0, place) or text.count('"', 0, place) % 2 == 1


@rule("R101")
def word_residue(dossier: Dossier) -> Iterator[Outcome]:
    """No field or bookmark marker of a word processor is left in the text."""
    text = dossier.report.text
    found = list(WORD_RESIDUE.finditer(text))
    marked = {place for match in found for place in range(*match.span())}
    errors = _matches("word_errors", dossier.flat)
    found += [match for match in errors if match.start() not in marked]
    for match in found:
        yield _tell(dossier, "R101", match[0], match.span())
    web = list(_matches("web_errors", dossier.flat))
    for match in web:
        yield _tell(dossier, "R101", match[0], match.span(), sure=False)
    if not found and not web:
        yield PASSED


@rule("R102")
def unfilled_slot(dossier: Dossier) -> Iterator[Outcome]:
    """No slot of a template (XX, ××, 某某, ____) is left unfilled."""
    hidden = _pattern("slots_kept")
    for line in dossier.lines_for(_pattern("slots")):
        slots = list(_pattern("slots").finditer(line.text))
        kept = [match.span() for match in hidden.finditer(line.text)] if slots else []
        for match in slots:
            masked = any(start <= match.start() < end for start, end in kept)
            if masked or _is_quoted(line.text, match.start()):
                yield PASSED
            else:
                sure = not match[0].startswith("某")
                yield _tell(dossier, "R102", match[0], line.span(*match.span()), sure=sure)


@rule("R103")
def unresolved_alternative(dossier: Dossier) -> Iterator[Outcome]:
    """No alternative of a template, such as 本行政区域（或本部门）, is left undecided."""
    found = False
    for match in _matches("alternatives", dossier.flat):
        found = True
        line = dossier.flat[part_start(dossier.flat, match.start(), "\n") :].partition("\n")[0]
        printed = _PRINTED_LABEL.fullmatch(line.strip()) is not None
        yield _tell(dossier, "R103", "".join(match[0].split()), match.span(), sure=not printed)
    if not found:
        yield PASSED


_PRINTED_LABEL = as_pattern(r"[^,。;]*(?:数量|总数)[^,。;]*?[:\s|]*[\d,]*")
"""A line that is no sentence but a row of a printed form, as the authority above has it, and its figure."""
_GAP = as_pattern(r"[ \u3000\t_)][条件篇次份期人场万元]")
"""What is empty before a unit, as in every one of the patterns `empty_numbers`."""
_IS_ONE = as_pattern(r"\d[条件篇份](?:[均都全]|全部)?[为是系属]于?[^,;。:()、\d]{0,4}$")
"""Before 件: a noun of what so many are, as in 转发件 and 更正件."""
_SHOWN_BEFORE = 4
"""Characters before a unit without a number by which a reader knows it."""


@rule("R104")
def missing_number(dossier: Dossier) -> Iterator[Outcome]:
    """No number is missing before its unit, and no share before its full stop."""
    for line in dossier.lines_for(_pattern("missing_numbers")):
        for match in _pattern("missing_numbers").finditer(line.text):
            sure = "占" in match[0] or "%" in match[0]
            yield _tell(dossier, "R104", match[0], line.span(*match.span()), sure=sure)
    lost = _pattern("lost_numbers")
    for line in dossier.lines if lost.search(dossier.prose) else ():
        for match in lost.finditer(line.text):
            if _IS_ONE.search(line.text, 0, match.start()):
                continue  # 其余7件为转发件
            if re.search(rf"\d{match[0]}", line.text):
                shown = max(0, match.start() - _SHOWN_BEFORE)
                text = line.text[shown : match.end()]
                yield _tell(dossier, "R104", text, line.span(shown, match.end()), sure=False)
    gaps = [match.start() for match in _GAP.finditer(dossier.flat)]
    for sentence in dossier.report.sentences:
        if bisect_left(gaps, sentence.start) == bisect_left(gaps, sentence.end):
            continue
        for match in _pattern("empty_numbers").finditer(dossier.flat, sentence.start, sentence.end):
            yield _tell(dossier, "R104", match[0], match.span())


@rule("R105")
def doubled_word(dossier: Dossier) -> Iterator[Outcome]:
    """No word is doubled by finding and replacing (街街道, 我我局); reduplication is left alone."""
    title = dossier.report.meta.title or ""
    at = dossier.flat.find(title) + len(title) - len(_REPORT)
    if title.endswith(_REPORT) and _TWICE.match(dossier.flat, at):
        yield _tell(dossier, "R105", _REPORT * 2, (at, at + 2 * len(_REPORT)))
    met = meetings(dossier.prose)
    for word in _OWN_WORDS_MET:
        if word in dossier.prose:
            met[dossier.prose.index(word)] = 1
    places = sorted(met)
    begin = index = 0
    for line in dossier.lines:
        end = begin + len(line.text)
        first = index
        while index < len(places) and places[index] < end:
            index += 1
        if first < index:
            yield from _doubled_in(
                dossier, line, begin, [p for p in places[first:index] if met[p] == 1]
            )
        begin = end + 1


def _doubled_in(
    dossier: Dossier, line: Line, begin: int, characters: Sequence[int]
) -> Iterator[Outcome]:
    """What is doubled in a line that begins at `begin` in the prose; single `characters` may be, too."""
    known: list[Span] = []
    for match in _pattern("doubled").finditer(line.text):
        known.append(match.span())
        if not _is_name_elsewhere(dossier, line, match) and _legitimate(line, match):
            yield PASSED
        else:
            yield _tell(dossier, "R105", match[0], line.span(*match.span()))
    for place in characters:
        start = place - begin
        told = any(left < start + 2 and start < right for left, right in known)
        if not told and one_too_many(dossier.prose, place):
            shown = line.text[start : start + 2]
            yield _tell(dossier, "R105", shown, line.span(start, start + 2))


def _is_name_elsewhere(dossier: Dossier, line: Line, match: re.Match[str]) -> bool:
    """Whether the words around are those of a name once one of the two equal ones is left out.

    便民服务服务中心 is 便民服务中心; so is what the report says elsewhere with the word but once.
    """
    half = len(match[0]) // 2
    if half < _SHORTEST_WORD or match[0][:half] != match[0][half:]:
        return False
    before = line.text[max(0, match.start() - _AROUND) : match.start()]
    once = before + match[0][half:] + line.text[match.end() : match.end() + _AROUND]
    if _SERVICE_NAME.search(once):
        return True
    return len(once) == half + 2 * _AROUND and once in dossier.prose


_SHORTEST_WORD = 2
_AROUND = 4
"""Characters on either side by which a word is known to be the same one."""
_SERVICE_NAME = as_pattern(
    "(?:便民|党群|政务|为民|综合|公共|社区|行政|审批)服务(?:中心(?!工|任|大)|大厅|站|热线)"
)


def _legitimate(line: Line, match: re.Match[str]) -> bool:
    around = line.text[max(0, match.start() - 3) : match.end() + 3]
    if _ONE_BY_ONE.fullmatch(match[0]) or _MEETING.match(
        line.text, match.end() - len(match[0]) // 2
    ):
        return True
    if len(match[0]) == 2 and _STRUNG.match(line.text, match.end()):
        return True
    if len(match[0]) == 2 and _PAIRS.search(line.text[max(0, match.start() - 2) : match.end() + 2]):
        return True
    return any(word in around for word in _words("not_doubled"))


_ONE_BY_ONE = as_pattern(r"(一[\u4e00-\u9fff])\1")
"""一栋一栋, 一户一户: one after the other."""
_MEETING = as_pattern(
    "(?:公示|公开|公告|办理|审批|审查|申请|登记|检查|监测|检测|评估|宣传|服务|管理|监督|培训|报名|征收|拍卖|招标)"
    "(?:期限|期间|时限|时间|周期|期|栏|牌|墙|窗口|流程|指南|台账|费用|结果的|人员|对象|机构|中心)"
)
"""The second of two equal words opens a compound: 公示栏公示公示期不少于7天, 缩短办理办理时限."""
_STRUNG = as_pattern("[相连通皆都有]")
"""街街相连, 村村通: each of them."""
_PAIRS = as_pattern(r"([\u4e00-\u9fff])\1([\u4e00-\u9fff])\2")
"""街街巷巷, 村村寨寨: two characters, each of them doubled."""


@rule("R106")
def instructions_left(dossier: Dossier) -> Iterator[Outcome]:
    """No instruction of a template (此处填写, 示例) is left in the text."""
    yield from _in_lines(dossier, "R106", "instructions")


@rule("R107")
def repeated_sentence(dossier: Dossier) -> Iterator[Outcome]:
    """No long sentence stands in the report twice, word for word, and no clause twice in a row."""
    said: dict[str, Line] = {}
    before: Line | None = None
    for line in dossier.lines:
        text = line.text.rstrip(_MARKS)
        earlier, before = before, line
        for one, other in _twice_in_a_row(line.text):
            yield _twice(dossier, line.text[slice(*one)], line.span(*one), line.span(*other))
        if len(text) < _SHORTEST_PASTED or line.section == "contents":
            continue
        ended = earlier.text.rstrip(_MARKS) if earlier else ""
        if earlier and ended.endswith(text) and _PUNCTUATED.search(line.text):
            yield _twice(
                dossier, text, earlier.span(len(ended) - len(text), len(ended)), _opening(line)
            )
        elif text not in said:
            said[text] = line
            yield PASSED
        elif len(text) >= _LONG_SENTENCE and _PUNCTUATED.search(line.text):
            yield _twice(dossier, text, _opening(said[text]), _opening(line))
    for section in dossier.report.sections:
        if section.kind != "problems":
            continue
        body = dossier.running[section.start : section.end]
        for spans in items_alike(body):
            one, other = ((section.start + start, section.start + end) for start, end in spans)
            yield _twice(dossier, "".join(body[slice(*spans[1])].split()), one, other)


_MARKS = ",;:。"
_PUNCTUATED = as_pattern("[,;:。]")
"""A sentence has a mark, a title or a heading that is printed twice has none."""
_CLAUSE = as_pattern("[^,;:。]+[,;:。]?")
_WORDS_OF_CLAUSE = as_pattern("[^,;:。]+")


def _twice_in_a_row(text: str) -> Iterator[tuple[Span, Span]]:
    """Where a clause, or a run of them, is followed by itself: the places of both in the sentence."""
    words = _WORDS_OF_CLAUSE.findall(text)
    if "、" in text:
        for match in _ENUMERATED.finditer(text):
            yield match.span("item"), match.span("again")
    if not any(map(str.endswith, words, words[1:])) and len(set(words)) == len(words):
        return
    clauses = list(_CLAUSE.finditer(text))
    for place, (word, following) in enumerate(itertools.pairwise(words)):
        if word.endswith(following) and _is_long(following):
            end = clauses[place].start() + len(word)
            yield (end - len(following), end), clauses[place + 1].span()
    if len(set(words)) == len(words):
        return
    place = 0
    while place < len(words):
        for size in range(2, min(_MOST_CLAUSES, (len(words) - place) // 2) + 1):
            middle, end = place + size, place + 2 * size
            one = clauses[place].start(), clauses[middle - 1].end()
            if words[place:middle] == words[middle:end] and one[1] - one[0] > _SHORTEST_PASTED:
                yield one, (clauses[middle].start(), clauses[end - 1].end())
                place = middle
                break
        place += 1


def _is_long(clause: str) -> bool:
    """Whether nobody says a clause twice in a row: it is long, or it tells a figure."""
    if len(clause) >= _SHORTEST_PASTED:
        return True
    return len(clause) >= _SHORTEST_FIGURE and _FIGURE.search(clause) is not None


def _twice(dossier: Dossier, text: str, one: Span, other: Span) -> Outcome:
    return failed(dossier.finding("R107", {"text": text[:30]}, spans=[one, other]))


def _opening(line: Line) -> Span:
    """The first 60 characters of a sentence: enough to know it by."""
    return line.span(0, min(60, len(line.text)))


@rule("R109")
def attachment_label(dossier: Dossier) -> Iterator[Outcome]:
    """The label of a covering letter's attachment (附件1) does not stand before the title."""
    match = _pattern("attachment").match(dossier.flat[:200])
    if match is None:
        yield PASSED
        return
    yield _tell(dossier, "R109", match["label"], match.span("label"))
