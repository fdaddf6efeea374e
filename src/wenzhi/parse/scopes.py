"""Floor 2: of what period, whose, and through which channel a count speaks.

Cues are looked for before the count in its sentence, the nearest deciding. A report speaks of its year
and of its own organ unless it says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from wenzhi.base.records import Scope, Subject
from wenzhi.parse.indicators import RECEIPT, Cue, publishes
from wenzhi.parse.mentions import Mention, Page
from wenzhi.parse.vocabulary import vocabulary

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年(?!以来)")
_YEARS = re.compile(r"(?:19|20)\d\d年?(?:至|到|-|—+|~)(?:19|20)\d\d年")
_CHANGED = re.compile(r"增加|增长|增多|上升|减少|下降|降低|关停|多了|少了")
_COMPARED = re.compile(r"(?:比|较|与|同)(?:上一?年|去年|20\d\d年)")
_CARRIED = re.compile(r"结转|转来|转入|遗留|未办结")
_STOCK = re.compile(r"以来|年起|历年|建站|粉丝|关注|用户|注册")
_SINCE = re.compile(r"截[至止][^,;。]{0,14}?(?:目前|今)|自[^,;。]{2,24}?以来|累计|历年")
_SCOPES: dict[str, Scope] = {
    "quarter": "quarter",
    "prior": "prior_year",
    "cumulative": "cumulative",
    "year": "report_year",
    "other": "other",
}
_POSTED = ("张贴", "张榜")
_UP_TO = 60
"""Characters before a count within which a channel named earlier in the sentence still holds."""


def read_scopes(
    page: Page, mentions: Sequence[Mention], cues: Sequence[Cue], year: int | None
) -> None:
    """Fill `scope`, `subject` and `channel`; parts take what their total has unless they say more."""
    for index, mention in enumerate(mentions):
        before = mentions[index - 1] if index else None
        scope = _own_scope(page, mention, year)
        parent = mention.parent
        mention.scope = scope or (parent.scope if parent else "report_year")
        mention.subject = _subject(page, mention)
        channel = _channel(page, mention, before)
        if channel not in RECEIPT or cues[index].table == "applications":
            mention.channel = channel


def _own_scope(page: Page, mention: Mention, year: int | None) -> Scope | None:
    """The scope told in the count's own sentence; None where nothing tells."""
    start = page.sentence_start(mention.start)
    if mention.parent is not None:
        start = max(start, mention.lead_start)
    text = page.text[start : mention.start]
    clause = page.clause_start(mention.start) - start
    cues = [(match.start(), _year_scope(match, year)) for match in _YEAR.finditer(text)]
    ranges: list[tuple[int, Scope]] = [(m.end(), "other") for m in _YEARS.finditer(text)]
    cues += ranges
    for match in vocabulary().scopes.period.finditer(text):
        cues.append((match.start(), _SCOPES[match.lastgroup or "year"]))
    said: Scope | None = None
    for place, scope in sorted(cues):
        behind = text[place : place + 12]
        if scope == "prior_year" and _CARRIED.search(behind):
            scope = "report_year"
        compared = scope == "prior_year" and _COMPARED.search(text[max(0, place - 2) :])
        if compared and (place < clause or _CHANGED.search(text[place:])):
            continue  # 较去年120件有所增加,今年…; 较去年增加5件: a comparison ends with its clause
        if (
            scope in ("other", "quarter")
            and place < clause
            and not text.startswith(("19", "20"), place)
        ):
            continue
        since = text[max(0, place - 14) :]
        if scope == "cumulative" and said == "report_year" and not _STOCK.search(since):
            continue  # 2020年…累计公开: the sum over the year
        if scope == "cumulative" and place < clause and text.startswith(("总", "粉", "关"), place):
            continue
        said = scope
    tail = mention.tail
    if said == "prior_year" and not mention.countable:
        said = "report_year"  # 比去年259条减少23%: the fall is this year's
    if tail and re.match(r"^(?:粉丝|关注)", tail):
        return "cumulative"
    return said


def _year_scope(match: re.Match[str], year: int | None) -> Scope:
    named = int(match[1])
    if year is None or named == year:
        return "report_year"
    if _SINCE.match(match.string, max(0, match.start() - 1)):
        return "cumulative"
    if _CARRIED.match(match.string, match.end()):
        return "report_year"
    return "prior_year" if named == year - 1 else "other"


def _subject(page: Page, mention: Mention) -> Subject:
    """Whose count it is: the nearest of 全市…, 全系统 and 我局 before it in its sentence."""
    scopes = vocabulary().scopes
    start = page.sentence_start(mention.start)
    text = page.text[start : mention.start]
    best: tuple[int, Subject] = (-1, "office")
    named: tuple[tuple[re.Pattern[str], Subject], ...] = (
        (scopes.region, "region"),
        (scopes.system, "system"),
        (scopes.office, "office"),
    )
    for pattern, subject in named:
        for match in pattern.finditer(text):
            best = max(best, (match.start(), subject))
    if best[0] < 0 and mention.parent is not None:
        return mention.parent.subject
    return best[1]


def _channel(page: Page, mention: Mention, before: Mention | None) -> str | None:
    """The one channel named for a count; None where none or several are."""
    pattern = vocabulary().scopes.channel
    own = _named(pattern, mention.lead) or _named(pattern, mention.tail)
    if mention.lead.startswith(_POSTED) and not set(own) - {"leaflet", "board"}:
        return "board"  # 张贴明白纸540份
    if own:
        return own[-1] if len(set(own)) == 1 else None
    if mention.parent is not None:
        return mention.parent.channel
    if not publishes(mention):
        return None
    floor = max(page.sentence_start(mention.start), mention.start - _UP_TO)
    if before is not None:
        floor = max(floor, before.end)
    clauses = re.split(r"[,;:]", page.text[floor : mention.lead_start])
    for clause in reversed(clauses):
        found = _named(pattern, clause)
        if found:
            return found[-1] if len(set(found)) == 1 else None
    return None


def _named(pattern: re.Pattern[str], text: str) -> list[str]:
    return [match.lastgroup or "" for match in pattern.finditer(text)]
