"""Floor 2: applications told by the way they came in, wherever that stands: 新收8件。…。途径:网络5件;信函2件;当面1件.

Takes the figures of a page with their indicators. A sentence that tells ways side by side, and comes to what came in
exactly, divides it; one that does not is left alone. It must not know tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wenzhi.base.patterns import as_pattern
from wenzhi.parse.figures.mentions import Mention, Page
from wenzhi.parse.parts.frames import added, join_parts, same_unit, told_aside

_TAKEN_IN = "applications.new_received.total"
_WAYS = {
    "online": as_pattern("网|线上|平台|系统"),
    "mail": as_pattern("信函|邮寄|邮政|来信|信件|书信|寄|快递"),
    "in_person": as_pattern("当面|现场|窗口|上门|面交|到[局场所]"),
    "fax": as_pattern("传真"),
    "email": as_pattern("邮箱|电子邮件|电邮"),
    "phone": as_pattern("电话|口头"),
    "other": as_pattern("其[他它](?:方式|渠道|途径)"),
}
_FEWEST = 2


def link_receipts(page: Page, mentions: Sequence[Mention]) -> None:
    """Fill `parent`, `group`, `role` and `closed` of ways of application that come to what came in."""
    totals = [one for one in mentions if one.indicator == _TAKEN_IN and one.approx is None]
    if not totals:
        return
    for run in _runs(page, mentions):
        value = added(run)
        told = (one for one in reversed(totals) if one.start < run[0].start)
        total = next((one for one in told if one.value == value and same_unit(one, run[0])), None)
        if total is not None and not any(one is total for one in run):
            for part in run:
                part.role, part.closed = None, None
            join_parts(mentions, run, total)


def _runs(page: Page, mentions: Sequence[Mention]) -> Iterator[list[Mention]]:
    """Figures of one sentence side by side that each tell another way, of no total but one another."""
    run: list[Mention] = []
    ways: set[str] = set()
    end = -1
    ends: list[Mention | None] = [*mentions, None]
    for one in ends:
        way = _way(one) if one is not None else None
        free = one is not None and (one.parent is None or any(one.parent is it for it in run))
        if one is not None and way and free and one.start < end and way not in ways:
            run, ways = [*run, one], ways | {way}
            continue
        if len(run) >= _FEWEST:
            yield run
        run, ways, end = [], set(), -1
        if one is not None and way and free:
            run, ways, end = [one], {way}, page.sentence_end(one.start)


def _way(one: Mention) -> str | None:
    """The one way that the words right before a figure of applications tell."""
    plain = one.countable and not one.zero and one.unit in ("件", "份", "宗", "起", "个")
    named = one.indicator is not None and not one.indicator.startswith(("published.", "visits"))
    if not plain or named or told_aside(one):
        return None
    ways = [name for name, words in _WAYS.items() if words.search(one.lead)]
    return ways[0] if len(ways) == 1 or ways[:1] == ["email"] else None
