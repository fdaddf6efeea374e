"""Floor 2: lists of what did not happen: each cell that a list denies (无行政许可、行政处罚事项).

A count by negation tells one cell, and a list denies several. Takes folded text; gives a claim for each cell
named. It must not see tables; `data/denials.toml` holds the wordings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Claim
from wenzhi.base.resources import read_toml
from wenzhi.parse.figures.mentions import Page
from wenzhi.text.patterns import compile_quick

SOURCE = "denials.toml"
_APPLICANTS = "applications.new_received.{}"
_UNPAID = "applications.result.other_fee_unpaid.total"
_LONGEST = 90
_NEGATES = as_pattern("[未没无零不0]")
_FIGURES = as_pattern(r"^.*[1-9]\d*[件宗个项起]?(?:、|和|以及|及)(?=\D)")
"""自然人57件、企业6件、法律服务机构、科研机构均为0: what is denied stands behind the figures."""
_PAID = as_pattern(
    "申请人(?:均|都|全部|已)+(?:按期|按时|如期|及时|足额|按通知|按规定|依规|在(?:规定)?期限内)*"
    "(?:缴纳|缴费|交费|缴清|付清|支付)(?:了)?(?:信息处理费|费用)?$"
)
_OTHER_ROW = as_pattern("结转|办结|答复|办理结果|不予|公开的")
_NEW = as_pattern("新收|收到|受理|申请人|申请主体|来源|身份")


@dataclass(frozen=True, slots=True)
class _Table:
    """What may be denied of one table, and how."""

    fact: str
    items: dict[str, re.Pattern[str]]
    frames: tuple[re.Pattern[str], ...]
    quick: re.Pattern[str]


@cache
def _tables() -> tuple[re.Pattern[str], tuple[_Table, ...]]:
    data = read_toml(SOURCE)
    return as_pattern(data["elsewhere"]), tuple(_table(data, entry) for entry in data["tables"])


def _table(data: dict[str, str], entry: dict[str, str | dict[str, str]]) -> _Table:
    items, before, behind = entry["items"], entry["before"], entry["behind"]
    assert isinstance(items, dict)  # for the type alone
    words = "|".join(f"(?:{pattern})" for pattern in items.values())
    listed = f"{before}(?:{words}){behind}(?:{data['join']}+{before}(?:{words}){behind})*"
    frames = (str(entry["frame"]), data["none_of"])
    return _Table(
        fact=str(entry["fact"]),
        items={
            name: as_pattern(f"(?:^|{data['join']}){before}(?:{pattern})")
            for name, pattern in items.items()
        },
        frames=tuple(
            as_pattern(f"{data['opens']}(?:{frame.replace('{items}', listed)})") for frame in frames
        ),
        quick=compile_quick(words),
    )


def find_denials(page: Page) -> Iterator[Claim]:
    """A claim of nought for every cell that a list denies."""
    text = page.text
    elsewhere, tables = _tables()
    for left, right in pairwise([-1, *page.breaks, len(text)]):
        start, clause = left + 1, text[left + 1 : right]
        if not 4 <= len(clause) <= _LONGEST:
            continue
        paid = _PAID.search(clause) if "申请人" in clause else None
        if paid is not None:
            yield _nought(text, start + paid.start(), right, _UNPAID)
        if not _NEGATES.search(clause):
            continue
        figures = _FIGURES.match(clause)
        if figures is not None:
            start, clause = start + figures.end(), clause[figures.end() :]
        named = [table for table in tables if table.quick.search(clause)]
        if not named:
            continue
        before = text[page.sentence_start(start) : start]
        if elsewhere.search(before) or elsewhere.search(clause):
            continue
        for table in named:
            yield from _denied(text, start, clause, before, table)


def _denied(text: str, start: int, clause: str, before: str, table: _Table) -> Iterator[Claim]:
    said = next((match for frame in table.frames if (match := frame.fullmatch(clause))), None)
    if said is None or (table.fact == _APPLICANTS and not _is_of_new(before)):
        return
    named = [name for name, words in table.items.items() if words.search(said["list"])]
    if named == ["other_org"]:
        return  # 其他均为0 alone: of what?
    for name in named:
        place = start + said.start("list")
        yield _nought(text, place, start + len(clause), table.fact.format(name))


def _is_of_new(before: str) -> bool:
    """Whether applicants told behind `before` are those of the applications that came in."""
    other = [match.end() for match in _OTHER_ROW.finditer(before)]
    new = [match.end() for match in _NEW.finditer(before)]
    return not other or (bool(new) and new[-1] > other[-1])


def _nought(text: str, start: int, end: int, fact: str) -> Claim:
    return Claim(text=text[start:end], start=start, end=end, fact=fact, value=0, relation="zero")
