"""Floor 3: which cells, added in which way, a number in prose may stand for.

Takes an indicator of a count and gives readings in order of likelihood, each a set of cells to add up.
Offices use one verb for different sums: 收到 may be 新收 or 新收 + 结转, 答复 may leave out what was
rejected, 诉讼 is both blocks. A number that fits one reading contradicts nothing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count
from wenzhi.checks.dossier import Dossier, Number
from wenzhi.checks.forms import (
    BLOCKS,
    COLUMNS,
    GROUPS,
    ORGANISATIONS,
    application,
    cell_label,
    column_label,
    group_of,
    result_rows,
    row_label,
)


def _has_one(text: str, words: Sequence[str]) -> bool:
    """Whether one of the words stands in a text."""
    return any(map(text.__contains__, words))


@dataclass(frozen=True, slots=True)
class Reading:
    """Cells whose sum (times `scale`) a number may be; `less` are subtracted.

    `words` are those of which one must stand near the number for the reading to be open, `each` are groups
    of them, of every one of which one must, and `barred` those of which none may.
    """

    label: str
    cells: tuple[str, ...]
    less: tuple[str, ...] = ()
    scale: int = 1
    words: tuple[str, ...] = ()
    barred: tuple[str, ...] = ()
    each: tuple[tuple[str, ...], ...] = ()

    def open_in(self, context: str) -> bool:
        """Whether the words around a number allow this reading."""
        if _has_one(context, self.barred):
            return False
        if self.each and not all(_has_one(context, group) for group in self.each):
            return False
        return not self.words or _has_one(context, self.words)

    def value(self, dossier: Dossier) -> Number | None:
        """The sum; None unless every cell is readable."""
        plus, minus = dossier.total(self.cells), dossier.total(self.less)
        if plus is None or minus is None:
            return None
        value = round((plus - minus) * self.scale, _PLACES)
        return (
            int(value) if value == int(value) else value
        )  # 2495.24万 is 24952400 to the last figure


_PLACES = 6
"""Decimals that an amount may have in 元: what binary fractions add behind them is no part of it."""
SUITS = BLOCKS[1:]
"""The blocks of the table of suits: without a review first, and after one."""
_HANDLING = ("办", "处理", "答复", "回复")
"""收到 alone is never the number handled; 收到和处理, 收办, 受理办结 may be."""
_TAKING_IN = ("办理", "受理", "收", "处理")
"""办结 alone is never the number received; 办理 may be."""
_OF_THEM = (
    *("中办", "中答", "中已", "中本年", "中年内", "当年"),
    *(f"{when}{taken}" for when in ("本年", "本年度", "年内") for taken in ("新收", "收", "受理")),
    *(f"于{when}" for when in ("本年", "年内")),
)
"""新收的12件中办结10件 is what was done of this year's applications alone; 本年度办结10件 is all that was."""
_CLOSED = ("办结", "办完", "办毕", "办理完毕", "处理完毕", "结了", "审完", "答结", "实办", "办出")
"""答复38件 may leave out what was not answered but rejected; 办结38件 holds that too."""
_DECIDED = ("结", "审", "判", "裁", "完", "定")
"""发生6件 without one of these holds those that are still pending."""
_BOTH = (
    "复议诉讼",
    "复议、诉讼",
    "复议和诉讼",
    "复议及诉讼",
    "复议与诉讼",
    "复议、行政诉讼",
    "复议和行政诉讼",
    "诉讼和复议",
    "诉讼、复议",
    *(
        f"{kind}{told}"
        for kind in ("复议", "诉讼")
        for told in ("合计", "共计", "总计", "相加", "加起来")
    ),
    *(f"{joined}行政{kind}共" for joined in "同和与及上" for kind in ("复议", "诉讼")),
    *(f"{joined}{kind}共" for joined in "同和与及上" for kind in ("复议", "诉讼")),
)
"""Reviews and suits counted together."""
_REVIEWS_AND_SUITS = (("复议",), ("诉讼", "法院", "应诉", "起诉"))
"""被复议机关、人民法院纠正的案件34件 may be of both."""
_ONWARD = ("下", "至", "到", "入", "次年", "明年", "跨", "仍", "余", "尚", "继续")
"""结转1件 without one of these may have come from the year before: 收到29件(新收28件、结转1件)."""
_DISPUTES = ("复议", "诉讼", "应诉", "起诉", "法院")
"""被纠正的2件 without one of these may be of reviews and suits alike."""
_GIVEN_OUT = ("granted", "partial")
_TOGETHER = tuple(
    f"公开{joined}部分公开" for joined in ("和", "与", "及", "以及", "、", "的和", "的、")
)
"""公开和部分公开的40件 are of both rows."""
_TAKEN_TOGETHER = tuple(
    f"{both}{told}" for both in _TOGETHER for told in ("共", "合计", "总计", "的共", "的合计")
)
"""予以公开、部分公开共计50件 is of neither row alone."""
_ANEW = ("重新", "补充", "责令")
"""Decisions to be made anew are put under 结果纠正 or under 其他结果."""
_ANY_BODY = ("单位", "法人", "组织", "机构", "团体", "主体")
"""自然人121件,单位26件: whoever is no natural person."""
_AT_WORK = ("在办",)
_STILL = ("末", "底", "仍", "尚", "余", "剩", "还", "目前", "未", "转")
"""新收41件,上年转入2件,在办43件 is what came in and what was carried over; 年末在办8件 is what is carried on."""
_BODIES = ("research", "public_welfare", "legal_service")
"""Columns that prose lists seldom: 自然人742件、商业企业68件、其他申请人26件."""
_YUAN = 10_000
"""万元 in 元: amounts of the form are in 万元, counts in prose are folded to 元."""

_STOCKS = ("in_force", "published_total")
"""Cells that hold what has come together over the years."""


def readings(dossier: Dossier, indicator: str | None) -> tuple[Reading, ...]:
    """All readings of `indicator`; none where it is not about the official tables."""
    return () if indicator is None else _readings(indicator, dossier.cell_names)


@lru_cache(maxsize=1 << 12)
def _readings(indicator: str, cells: frozenset[str]) -> tuple[Reading, ...]:
    """The same of a report with these cells: which readings there are, no figure decides."""
    if "+" in indicator:
        parts = [_readings(part.strip(), cells) for part in indicator.split("+")]
        return _added(parts) if all(parts) else ()
    head = indicator.split(".", 1)[0]
    if head == "applications":
        return tuple(_application_readings(cells, indicator))
    if head in ("review", "litigation"):
        return tuple(_review_readings(indicator))
    if head == "active":
        return tuple(_active_readings(cells, indicator))
    return ()


def _added(parts: Sequence[tuple[Reading, ...]]) -> tuple[Reading, ...]:
    first = [part[0] for part in parts]
    cells = tuple(cell for reading in first for cell in reading.cells)
    return (Reading(" + ".join(reading.label for reading in first), cells),)


def _split(indicator: str) -> tuple[str, tuple[str, ...], str]:
    """Row, columns to add and the name of the columns."""
    body = indicator.removeprefix("applications.")
    row, _, column = body.rpartition(".")
    if column in COLUMNS and row:
        return row, (column,), column_label(column)
    if column == "legal_persons" and row:
        return row, ORGANISATIONS, "法人或其他组织"
    return body, ("total",), column_label("total")


def _application_readings(cells: Set[str], indicator: str) -> Iterator[Reading]:
    row, columns, name = _split(indicator)
    form = "2021" if application("result.other_misc", "total") in cells else "2019"
    results = result_rows(form)

    def reading(
        label: str,
        rows: Sequence[str],
        less: Sequence[str] = (),
        words: tuple[str, ...] = (),
        barred: tuple[str, ...] = (),
    ) -> Reading:
        return Reading(
            f"{label}·{name}",
            tuple(application(r, c) for r in rows for c in columns),
            tuple(application(r, c) for r in less for c in columns),
            words=words,
            barred=barred,
        )

    new, old, done = "new_received", "carried_over", "result.total"
    if columns == ("other_org",) and application(row, "other_org") in cells:
        yield from _rest(row)
        every = tuple(application(row, column) for column in ORGANISATIONS)
        yield Reading(f"{row_label(row)}·法人或其他组织", every, words=_ANY_BODY)
        return
    if row in (new, "received_and_carried", "received_and_answered"):
        first = [reading(row_label(new), [new]), reading("新收+上年结转", [new, old])]
        yield from reversed(first) if row == "received_and_carried" else first
        yield reading(row_label(done), [done], words=_HANDLING)
        yield reading("办理结果总计+结转下年", [done, "carried_forward"])
        return
    if row == done:
        yield reading(row_label(done), [done])
        yield reading(row_label(new), [new], words=_TAKING_IN)
        yield reading("新收+上年结转", [new, old], words=_TAKING_IN)
        rejected, other = ([r for r in results if group_of(r) == g] for g in ("rejected", "other"))
        yield reading("新收−结转下年", [new], ["carried_forward"], _OF_THEM)
        yield reading("办理结果总计−上年结转", [done], [old], _OF_THEM)
        for left_out, rows in (
            ("其他处理", other),
            ("不予处理", rejected),
            ("不予处理、其他处理", [*rejected, *other]),
        ):
            yield reading(f"总计（不含{left_out}）", [done], rows, barred=_CLOSED)
        return
    if row == "carried_forward":
        yield reading(row_label(row), [row])
        yield reading(row_label(old), [old], words=("结转",), barred=_ONWARD)
        yield reading("新收+上年结转", [new, old], words=_AT_WORK, barred=_STILL)
        return
    group = row.removeprefix("result.")
    if group in GROUPS:
        rows = [r for r in results if group_of(r) == group]
        given = group in _GIVEN_OUT
        yield reading(GROUPS[group], rows, barred=_TAKEN_TOGETHER if given else ())
        if given:
            both = [r for r in results if group_of(r) in _GIVEN_OUT]
            words = _TOGETHER if group == "partial" else ()
            yield reading("予以公开+部分公开", both, words=words)
        return
    if application(row, columns[0]) in cells:
        yield reading(row_label(row), [row])
        if row.startswith("result.other"):
            yield reading(GROUPS["other"], [r for r in results if group_of(r) == "other"])


def _rest(row: str) -> Iterator[Reading]:
    """其他 is the column of that name, or with it those of the bodies that a list leaves out."""
    for more in range(len(_BODIES) + 1):
        for named in combinations(_BODIES, more):
            columns = ("other_org", *named)
            label = "+".join(column_label(column) for column in columns)
            yield Reading(
                f"{row_label(row)}·{label}", tuple(application(row, column) for column in columns)
            )


def _review_readings(indicator: str) -> Iterator[Reading]:
    head, _, outcome = indicator.rpartition(".")
    if indicator in ("review.total", "litigation.total") or head in BLOCKS:
        blocks = (head,) if head in BLOCKS else SUITS
    elif head == "litigation":
        blocks = SUITS
    else:
        return
    label = "行政诉讼" if len(blocks) > 1 else None
    cells = tuple(f"{block}.{outcome}" for block in blocks)
    name = cell_label(cells[0])
    yield Reading(f"{label}·{name.split('·')[1]}" if label else name, cells)
    if len(blocks) > 1:
        yield from (Reading(cell_label(cell), (cell,)) for cell in cells)
    if outcome == "corrected":
        others = tuple(f"{block}.other" for block in blocks)
        yield Reading("其他结果", others, words=_ANEW)
    if outcome != "total":
        every = tuple(f"{block}.{outcome}" for block in BLOCKS)
        yield Reading(f"行政复议+行政诉讼·{name.split('·')[1]}", every, barred=_DISPUTES)
        if head not in SUITS:
            joined = f"行政复议+行政诉讼·{name.split('·')[1]}"
            yield Reading(joined, every, each=_REVIEWS_AND_SUITS)
    if outcome == "total":
        pending = tuple(f"{block}.pending" for block in blocks)
        yield Reading("总计（不含尚未审结）", cells, pending, words=_DECIDED)
        every = tuple(f"{block}.total" for block in BLOCKS)
        waiting = tuple(f"{block}.pending" for block in BLOCKS)
        yield Reading("行政复议+行政诉讼·总计", every, words=_BOTH)
        yield Reading("行政复议+行政诉讼·总计（不含尚未审结）", every, waiting, words=_BOTH)


def _active_readings(cells: Set[str], indicator: str) -> Iterator[Reading]:
    if indicator not in cells:
        return
    row = indicator.rpartition(".")[0]
    scale = _YUAN if indicator == "active.fees.amount" else 1
    yield Reading(cell_label(indicator), (indicator,), (), scale)
    if indicator == "active.procurement.amount":
        # The form gives this column no unit.
        yield Reading(cell_label(indicator), (indicator,), (), _YUAN)
    if f"{row}.previous_items" in cells and f"{row}.change" in cells:
        # The items of this year are those of the last and what was added.
        items = (f"{row}.previous_items", f"{row}.change")
        yield Reading("上一年项目数量+本年增减", items, (), scale)
    for name in sorted(cells):
        if name != indicator and name.rpartition(".")[0] == row and not name.endswith(".change"):
            words: tuple[str, ...] = _OF_STOCK if name.endswith(_STOCKS) else ()
            barred: tuple[str, ...] = ()
            if name.endswith(".repealed"):
                words, barred = _AWAY, _NEW
            elif indicator.endswith(".repealed"):
                barred = _AWAY
            yield Reading(cell_label(name), (name,), (), scale, words, barred)


_AWAY = ("废", "失效", "清理", "停止", "取消", "清退")
_NEW = ("制", "立", "出台", "印发", "新", "订", "颁", "发布", "公布")
"""What is told as made is not what was repealed, and the other way round."""


_OF_STOCK = (
    "累计",
    "现行",
    "有效",
    "总",
    "存",
    "现有",
    "共有",
    "保留",
    "截至",
    "截止",
    "历年",
    "公开",
    "发布",
)
"""制定9件 without one of these is never what has come together over the years."""


def in_scope(count: Count) -> bool:
    """Whether the number is one of the reported year; 结转下年 and 上年结转 name other years in passing."""
    row = (count.indicator or "").split(".")[1:2]
    if (count.indicator or "").endswith(_STOCKS):
        return count.scope in ("report_year", "unknown", "cumulative")
    if row == ["carried_forward"]:
        return count.scope in ("report_year", "unknown", "other")
    if row == ["carried_over"]:
        return count.scope in ("report_year", "unknown", "prior_year")
    return count.scope in ("report_year", "unknown")


def interval(count: Count) -> tuple[float, float] | None:
    """The numbers that `count` may stand for, both ends included; None where it has no value.

    近2万 is at most 20000 and within the unit of its last figure; 5500余 is over 5500 by less than
    that unit; 约 leaves a tenth either way; a number in tenths of 万 is right within its last figure.
    """
    if count.approx is None:
        if count.value is None:
            return None
        slack = _rounded(count)
        return count.value - slack, count.value + slack
    if count.approx == "range":
        return None if count.low is None or count.high is None else (count.low, count.high)
    value = count.value if count.value is not None else count.low or count.high
    if value is None:
        return None
    step = last_place(value)
    if count.approx == "over":
        return value, count.high if count.high is not None else value + step
    if count.approx == "under":
        return count.low if count.low is not None else value - step, value
    slack = max(abs(value) * 0.1, 1)
    return value - slack, value + slack


_TENTHS = as_pattern(r"\d\.(?P<tail>\d+)\s*(?P<myriad>[万亿])")
"""3.1万: rounded, or cut off, at its last printed figure."""


def _rounded(count: Count) -> float:
    """How far a number told in tenths of 万 or 亿 may lie from what it stands for: 3.1万 by 1000."""
    told = _TENTHS.search(count.text)
    if told is None or (told["myriad"] == "万" and count.unit in ("元", "万元", "亿元")):
        # 12.5万元 is the form's own unit, to the last figure.
        return 0
    unit = 1e4 if told["myriad"] == "万" else 1e8
    return float(unit / 10 ** len(told["tail"]))


_LAST_YEAR = as_pattern(r"(?:上一?年度?|去年|前一年)(?:同期)?[^,。;\d]{0,6}$")
_BREAKS = as_pattern("[。;,]")
_ROSE_FROM = as_pattern("(?:上升|增加|增长|提高|扩大|下降|减少|降低|压减|缩减|[升增降减])[至到为]")
"""After a number: what it was before it changed (由8件上升到12件)."""


def told_of_last_year(flat: str, count: Count) -> bool:
    """Whether a number is told as an earlier one: 上年8件, 去年同期为8件, 由8件上升到12件."""
    behind = flat[count.end : count.end + 12]
    if ("至" in behind or "到" in behind or "为" in behind) and _ROSE_FROM.match(
        "".join(behind.split())
    ):
        return True
    before = flat[max(0, count.start - 16) : count.start]
    if count.scope != "prior_year" and "年" not in before:
        return False
    before = "".join(before.split())
    if "结转" in _BREAKS.split(before)[-1] or (count.indicator or "").startswith(
        "applications.carried_"
    ):
        # 上年结转3件 is this year's work.
        return False
    return count.scope == "prior_year" or _LAST_YEAR.search(before) is not None


_YEARS_END = as_pattern(r"(?<!\d)(?P<year>20\d\d)年(?:年?[末底]|12月31日)")


def ends_year(words: str, year: int | None) -> bool:
    """Whether words name the end of this year: 2024年末 of the report on 2024 tells what there is at last."""
    said = _YEARS_END.search(words) if year is not None else None
    return said is not None and int(said["year"]) == year


def is_transposed(one: float, other: float, least: int = 3) -> bool:
    """Whether two numbers have the same figures in another order (604 and 640): a slip of the hand.

    Numbers of fewer than `least` figures are alike too often by chance.
    """
    first, second = f"{one:g}", f"{other:g}"
    alike = len(first) == len(second) >= least and sorted(first) == sorted(second)
    return alike and first != second


def last_figure(text: str) -> float:
    """One unit of the last figure printed of the first number in `text`: 3.25% → .01, 12人 → 1."""
    figures = re.search(r"\d+(?:\.(\d+))?", text)
    return float(10.0 ** -len((figures[1] or "") if figures else ""))


def rounded_off(mean: float, count: Count) -> float:
    """How far a figure told as a mean may lie from it: by one of its last figure, by nothing where it is even."""
    step = last_figure(count.text) * (10_000 if "万" in count.text else 1)
    return 0.0 if math.isclose(mean, step * round(mean / step), abs_tol=1e-9) else step


def last_place(value: float) -> float:
    """The unit of the last figure that is not 0: 5500 → 100, 20000 → 10000, 36 → 1."""
    step = 1.0
    while value and math.isclose(value % (step * 10), 0, abs_tol=1e-9) and step < 1e12:
        step *= 10
    return step


def nearest(
    dossier: Dossier, options: Sequence[Reading], value: float
) -> tuple[Reading, Number] | None:
    """The readable reading whose sum is nearest to `value`; the first of equals."""
    known = [(r, v) for r in options if (v := r.value(dossier)) is not None]
    return min(known, key=lambda pair: abs(pair[1] - value), default=None)
