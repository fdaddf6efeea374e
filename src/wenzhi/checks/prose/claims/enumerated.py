"""Floor 3: the items of a list in prose, by what marks them: ordinals, bullets, 首先…其次, semicolons alone.

Takes flat text; gives where the items of a list begin. It must not know what was announced.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from wenzhi.base.patterns import as_pattern

_TENS = "一二三四五六七八九十"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
_BULLETS = "●•▪◆※★■○◇▶➤·"
FIRST_ITEM = (
    r"(?:一是|其一|第一(?:[,、]|是)|1[.、]|\(1\)|\(一\)|①|(?:第一|头一?)[个条点件项桩][,、:是就]"
    rf"|首先[,是、]?|一方面[,是]?|一[个处点条块项](?:问题|不足)?是|(?<=\n)[{_BULLETS}]|(?<=\n)[—-]{{1,2}})"
)
"""What opens the first item of a list."""
_SERIES: tuple[tuple[re.Pattern[str], ...], ...] = tuple(
    tuple(map(as_pattern, marks))
    for marks in (
        tuple(rf"{one}\n?是" for one in _TENS),  # lines may be cut anywhere
        tuple(f"其{one}" for one in _TENS),
        tuple(rf"第{one}(?:[,、]|是)" for one in _TENS),
        tuple(rf"\({one}\)" for one in _TENS),
        tuple(rf"(?<![\d.]){one}[.、](?!\d(?!\d{{3}}年))" for one in range(1, 11)),  # 3.2020年
        tuple(rf"\({one}\)" for one in range(1, 11)),
        tuple(CIRCLED),
        ("(?<![另再有])一方面", "(?:另|再)一方面", "再一方面|还有一方面"),
        *(
            (f"(?:第一|头一?){one}[,、:是就]", *(f"第{no}{one}" for no in _TENS[1:]))
            for one in "个条点件项桩"
        ),
        *(
            (
                rf"(?<![另再有又外二])一{one}(?:问题|不足)?是",
                *[
                    rf"(?<![另再又有外])(?:(?:[另再又]|[另还再]有|另外)一|第[二三四]|一){one}(?:问题|不足)?[是,]"
                ]
                * 4,
            )
            for one in "个处点条块项"
        ),
    )
)
_IN_SEQUENCE = as_pattern(
    r"(?P<mark>[,;。\n])\s*(?:其次|再次|再者|然后|最后|第[三四五])(?=[,是、]|[^,;。]{3})"
)
"""What goes on behind 首先."""
_HALVES = as_pattern(
    r"\(?[一1][^,;。:\n]{0,4}?(?:存在|主要|工作)[^,;。:\n]{0,10}(?:问题|不足)[^,;。:\n]{0,4}[:。]?\s*\n"
)
"""What lists no problem but heads the first of the section's halves: (一)存在的主要问题."""
_BULLETED = as_pattern(rf"(?<=\n)[ \t]*(?:[{_BULLETS}]|[—-]{{1,2}})")
UNNUMBERED = as_pattern(r"此外|另外|最后|还有|再者|同时,|再次|其次")
"""In the last numbered item: others may follow without a number."""
_NUMBERED = as_pattern(
    rf"[{_TENS}]是|其[{_TENS}]|第[{_TENS}]|首先|\(\d\)|\([{_TENS}]\)|(?<!\d)\d[.、]|[{CIRCLED}{_BULLETS}]|一个|另一|一方面|也|同时"
)
"""In a list parted by semicolons: it is told by its numbers, or some clause goes on with the one before."""
_BY_SEMICOLONS = as_pattern(
    r"(?<=[:。\n])(?P<listed>[^。:\n;]{3,60}(?:;[^。:\n;]{3,60}){1,7})(?=。)"
)
_BY_SENTENCES = as_pattern(r"(?:^|\n)\s*(?P<listed>(?:[^。:;\n,]{4,24}。){2,6})(?=\s*$)")
"""A paragraph of bare sentences right before what is said of them."""
WANTING = as_pattern(
    r"(?:还|仍|尚|亟|有|更)(?:需|待|须)|需(?:进一步|提|加|改)|不(?!断|仅|但)|太(?!阳|湖|极|平|原|子)|缺|弱|偏|差|单一|滞后|有待|欠|难|慢|薄弱|不足|参差|空白|落后|重复|流于|过于|老化|脱节|短|较少|不多|少|得晚|太晚|迟缓|过时|陈旧|没有?能?(?:及时|跟上|做到)|未能?(?:及时|跟上|做到)"
)
"""What an item says that tells of something wanting; 加强学习 is a measure."""


def items_at(text: str, start: int, end: int) -> Sequence[int]:
    """Where the items of the list begin whose first one stands at `start`; none where it opens no list."""
    begins = text[start : start + 10]
    if begins.startswith("首先"):
        return _in_sequence(text, start, end)
    if _BULLETED.match(text, start):
        return _bulleted(text, start, end)
    marks = next((one for one in _SERIES if one[0].match(begins)), None)
    if marks is None:
        return ()  # 1.5万条 opens no list
    found = [start]
    for mark in marks[1:]:
        following = mark.search(text, found[-1] + 1, end)
        again = marks[0].search(text, found[-1] + 1, end)
        if following is None or (again is not None and again.start() < following.start()):
            break
        found.append(following.start())
    return found


def _in_sequence(text: str, start: int, end: int) -> Sequence[int]:
    """首先…;其次…;最后…, within its paragraph; none where some item may go unmarked."""
    line = text.find("\n", start, end)
    told = text[start : end if line < 0 else line]
    if re.search("同时|此外|另外|还有|首先", told[2:]):
        return ()
    further = list(_IN_SEQUENCE.finditer(told))
    if any(one["mark"] == "," for one in further) and any(one["mark"] != "," for one in further):
        return ()  # …;然后…,最后…: what belongs to one item and what is another is not told apart
    return [start, *(start + one.end("mark") for one in further)]


def _bulleted(text: str, start: int, end: int) -> Sequence[int]:
    """Lines with the bullet of the first one, one after another; none where a line may be cut in two."""
    bullet, found, at = text[start:end].lstrip()[0], [], start
    opened = text.rfind("\n", 0, max(0, start - 1)) + 1
    if text[opened:start].lstrip().startswith(bullet):
        return ()  # the line that announces is an item itself
    while at < end and text[at:end].lstrip(" \t").startswith(bullet):
        found.append(at)
        line = text.find("\n", at, end)
        if line < 0:
            break
        if text[at:line].rstrip()[-1] not in "。;!?":
            return ()
        at = line + 1
    return found


def lists_in(body: str) -> Iterator[tuple[Sequence[int], str]]:
    """Where the items of each list of two and more begin, and the text that holds the last item."""
    for marks in _SERIES:
        for run in _runs(marks, body):
            yield run, body[run[-1] :]
    bulleted = [match.start() for match in _BULLETED.finditer(body)]
    seen: set[int] = set()
    for start in bulleted:
        if start not in seen:
            run = _bulleted(body, start, len(body))
            seen.update(run)
            if len(run) > 1:
                yield run, body[run[-1] :]
    for said in _BY_SEMICOLONS.finditer(body):
        plain = not _NUMBERED.search(said["listed"])
        if plain and (body[said.start() - 1] == ":" or _all_wanting(said["listed"].split(";"))):
            starts = [0, *(one.end() for one in re.finditer(";", said["listed"]))]
            run = [said.start("listed") + one for one in starts]
            yield run, body[run[-1] : said.end()]
    for said in _BY_SENTENCES.finditer(body):
        listed = said["listed"].rstrip("。").split("。")
        if _all_wanting(listed) and not _NUMBERED.search(said["listed"]):
            starts = [0, *(one.end() for one in re.finditer("。(?!$)", said["listed"]))]
            run = [said.start("listed") + one for one in starts]
            yield run, body[run[-1] : said.end()]


def _runs(marks: Sequence[re.Pattern[str]], text: str) -> Iterator[Sequence[int]]:
    """Where the items of each list of two and more stand that is marked so."""
    starts = [match.start() for match in marks[0].finditer(text)]
    for start, end in itertools.pairwise([*starts, len(text)]):
        run = [start]
        for mark in marks[1:]:
            following = mark.search(text, run[-1] + 1, end)
            if following is None:
                break
            run.append(following.start())
        if len(run) > 1 and not _HALVES.match(text, run[0]):
            yield run


def _all_wanting(items: Sequence[str]) -> bool:
    return all(WANTING.search(one) for one in items)


def wanting_items(listed: str) -> tuple[int, int]:
    """The least and the most problems that 、 part; (0, 0) unless each of them tells of something wanting."""
    items = listed.split("、")
    if len(items) < 2 or not _all_wanting(items):
        return 0, 0
    joined = [one for item in items for one in re.split("[和与及]", item)]
    return len(items), len(joined) if _all_wanting(joined) else len(items)


def clauses(listed: str) -> int:
    """How many clauses semicolons part; none where they are numbered or one goes on with another."""
    if _NUMBERED.search(listed) or UNNUMBERED.search(listed):
        return 0
    return listed.count(";") + 1
