"""Floor 3: rules of family P: what is said of the processing fee (信息处理费), place by place.

Amounts are compared by unit (元 after folding) and kind: notices sent, billed, received. 行政事业性收费 of
table two is another kind of charge and is never looked at.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count, Span
from wenzhi.checks.dossier import Dossier, Line, part_end, part_start
from wenzhi.checks.prose.words import SENTENCE, told_before
from wenzhi.checks.rule import PASSED, Outcome, failed, rule, unjudged
from wenzhi.text.normalize import squeezed
from wenzhi.text.slips import slips_of

_KINDS = {
    "fee.processing.notices": ("收费通知件数", "notices sent"),
    "fee.processing.billed": ("应收总额", "the amount billed"),
    "fee.processing": ("实收总额", "the amount received"),
}
_UNIT_SLIP = 10_000
"""Two amounts apart by just this are the same figure in 元 and 万元."""

Told = tuple[int, Count]
"""A count with its index."""


def _told(dossier: Dossier, indicator: str) -> list[Told]:
    """What is said exactly of the reported year in all, in reading order."""
    return [
        (index, count)
        for index, count in enumerate(dossier.report.counts)
        if count.indicator == indicator
        and count.scope in ("report_year", "unknown")
        and count.role != "component"
        and count.approx is None
        and count.value is not None
        and _is_of_processing(dossier, count)
    ]


def _is_of_processing(dossier: Dossier, count: Count) -> bool:
    """Whether an amount charged is of applications, not of courses or tickets."""
    if count.unit != "元" or not count.value:
        return True
    start = part_start(dossier.flat, count.start, SENTENCE)
    before = "".join(dossier.flat[start : count.start].split())
    told_there = count.section in ("other", "fees", "applications")
    return _THE_FEE.search(before) is not None or (told_there and not _OTHER_CHARGE.search(before))


def _apart(dossier: Dossier, one: Count, other: Count) -> bool:
    """Whether two counts stand in different sentences: in one, they may be of different applicants."""
    between = dossier.flat[one.end : other.start]
    return "。" in between or "\n" in between


_THE_FEE = as_pattern("处理费|(?:信息公开|申请)[^,;。]{0,8}(?:费|收取|收费)")
_OTHER_CHARGE = as_pattern(
    "事业性收费|行政性收费|其[他它余]收费|表[二2]|[学杂住培报考水电气暖邮寄工检验配套易地建设挖掘修复使用占用停车物业垃圾污水绿化测绘鉴定评估登记注册年检体检诊疗]+费(?!用)|[罚税]|资金|基金|投资|保证金|服务收入"
)
"""Other money than the processing fee, in the sentence of an amount."""
_NOT_TAKEN = as_pattern(
    "拟|预计|预收|应收|应缴|(?<!按)(?<!据)(?<!照)通知|减免|免收|免予|退[还回]|撤[回销]|未再|标准|每[页件份]"
)
"""What was to be paid need not have been."""


_BORNE = as_pattern("承担|负担|垫付|列支|支出|开支|花费|支付")
"""In the sentence before an amount: the organ paid it (邮寄费用由我局承担,约1500元)."""
_NONE_TAKEN = as_pattern(r"(?:实收|实际收[取到])[^,;。\d]{0,6}0(?![.\d])")
"""Behind an amount in its sentence: it was asked for only (金额合计36元,免收36元,实收0元)."""


def _is_taken(dossier: Dossier, count: Count) -> bool:
    """Whether an amount of the processing fee was received: not of another charge, not only asked for."""
    if not count.value:
        return False
    start = part_start(dossier.flat, count.start, SENTENCE)
    before = "".join(dossier.flat[start : count.start].split())
    behind = "".join(dossier.flat[count.end : part_end(dossier.flat, count.end, SENTENCE)].split())
    if not _is_of_processing(dossier, count) or _NONE_TAKEN.search(behind):
        return False
    return _BORNE.search(before) is None and _NOT_TAKEN.search(before.rpartition(",")[2]) is None


_CALLED = as_pattern(
    r"^[^。;\n\d不非未]{0,8}(?:也就是|就是|即为?|属于?|算作|计入|列为)(?:政府)?信息(?:公开)?处理费"
)
_TOOK = as_pattern("(?<!未)(?<!没有)(?:收了|收取了?|实收|收到)[^,;。]{0,6}$")


def _called_the_fee(dossier: Dossier) -> list[tuple[int, Count]]:
    """Amounts that the words behind call the processing fee: 收了20元复印费,也就是信息处理费."""
    return [
        (index, count)
        for index, count in enumerate(dossier.report.counts)
        if count.unit == "元" and count.value and count.indicator != "fee.processing"
        if "处理费" in dossier.flat[count.end : count.end + 24]
        if _CALLED.match(dossier.flat[count.end : count.end + 24])
        and _TOOK.search(dossier.flat[max(0, count.start - 12) : count.start])
    ]


_COPYING = as_pattern(
    r"(?:共|合计|累计|实际|一共|但|仅|只|才)?(?:收取|收到|收)(?:了|之|的)?(?:政府信息公开)?(?:[检查]索、?|复[制印]、?|邮[寄递]、?|工本|打印|成本|材料|等|和|及|、)+(?:费用?)(?:共|合计|计|为)*$"
)
_NO_FEE_AT_ALL = as_pattern("(?:未|没有|不|免)[^,;。]{0,8}收取?[^,;。]{0,16}(?:费用|一分钱)")


def _other_fee_told(dossier: Dossier) -> list[Told]:
    """Amounts taken for copies and the like right behind a denial of any fee: 未收取任何费用,共收取复制费20元."""
    found = []
    for index, count in enumerate(dossier.report.counts):
        if count.unit != "元" or not count.value or count.scope not in ("report_year", "unknown"):
            continue
        start = part_start(dossier.flat, count.start, SENTENCE)
        before = "".join(dossier.flat[start : count.start].split())
        denial, _, own = before.rpartition(",")
        if _COPYING.search(own) and _NO_FEE_AT_ALL.search(denial):
            found.append((index, count))
    return found


@rule("P107")
def fee_told_twice(dossier: Dossier) -> Iterator[Outcome]:
    """The processing fee is not denied in one place and told in another."""
    told = [
        (index, count)
        for index, count in enumerate(dossier.report.counts)
        if count.indicator in ("fee.processing", _NOTICES)
        and count.scope in ("report_year", "unknown")
        and count.value is not None
    ]
    taken = [one for one in told if one[1].indicator != _NOTICES and _is_taken(dossier, one[1])]
    taken += _called_the_fee(dossier)
    if not taken:
        taken = _other_fee_told(dossier)
    denied = _denied(dossier, told) if taken else []
    if not denied or not taken:
        if said := _charged_without_notice(dossier, told):
            yield said
        elif told:
            yield PASSED
        return
    (index, span), (place, count) = denied[0], taken[0]
    finding = dossier.finding(
        "P107",
        {"first": squeezed(dossier.flat[slice(*span)]), "second": squeezed(count.text)},
        spans=[span, (count.start, count.end)],
        counts=[place] if index is None else [index, place],
        expected=0,
        actual=count.value,
        vouched=_is_named_fee(dossier, count),
    )
    yield failed(finding)


_CHARGED = as_pattern(
    r"(?:^|[,;])(?:20\d\d年(?:度)?|全年|本年度?|年内|本机关|本单位|我[局委厅办镇乡院校站市县区]|街道|,)*"
    r"(?:(?:已经?|有[1-9]\d*件)(?:就依申请公开|向申请人)?(?:收取|收)(?:了)?|收取了)(?:政府信息公开)?(?:信息(?:公开)?处理费|费用?|收费)(?=,)"
    r"|,(?:(?:已经?|有[1-9]\d*件)收费|(?:(?:已经?|有[1-9]\d*件)收取(?:了)?|收取了)(?:政府信息公开)?(?:信息(?:公开)?处理费|费用))$"
)
"""In a sentence without 。: the fee is said to have been charged."""


def _charged_without_notice(dossier: Dossier, told: Sequence[Told]) -> Outcome | None:
    """已收取信息处理费,发出收费通知0件: charged in the very sentence that tells of no notice."""
    for index, count in told:
        if count.indicator != _NOTICES or count.value != 0:
            continue
        start = part_start(dossier.flat, count.start, SENTENCE)
        end = part_end(dossier.flat, count.end, SENTENCE)
        said = _CHARGED.search(dossier.flat[start:end])
        if said is None:
            if billed := _billed_in_line(dossier, index):
                return billed
            continue
        span = (start + said.start(), start + said.end())
        finding = dossier.finding(
            "P107",
            {"first": squeezed(said[0]).strip(","), "second": squeezed(count.text)},
            spans=[span, (count.start, count.end)],
            counts=[index],
            expected=0,
            actual=squeezed(said[0]).strip(","),
        )
        return failed(finding)
    return None


def _billed_in_line(dossier: Dossier, notices: int) -> Outcome | None:
    """没有发出收费通知,按通知收取60元: an amount billed in the line that tells of no notice."""
    counts, flat = dossier.report.counts, dossier.flat
    none = counts[notices]
    start, end = part_start(flat, none.start, "\n"), part_end(flat, none.end, "\n")
    for index, count in enumerate(counts):
        if count.indicator != "fee.processing.billed" or not start <= count.start < end:
            continue
        if not count.value or count.scope != "report_year" or not _is_named_fee(dossier, count):
            continue
        finding = dossier.finding(
            "P107",
            {"first": squeezed(none.text), "second": squeezed(count.text)},
            spans=[(none.start, none.end), (count.start, count.end)],
            counts=[notices, index],
            expected=0,
            actual=count.value,
        )
        return failed(finding)
    return None


def _is_named_fee(dossier: Dossier, count: Count) -> bool:
    """Whether the sentence calls an amount the processing fee, whatever named the count."""
    start = part_start(dossier.flat, count.start, SENTENCE)
    return "处理费" in "".join(dossier.flat[start : count.end].split())


_NOTICES = "fee.processing.notices"
_SOME_ONLY = as_pattern(
    r"(?:检索|复制|邮寄|复印|工本|打印|成本|培训|查阅)[^,;。]{0,12}费|提供[^,;。]{0,6}(?:打印|复印|查阅|查询|咨询)"
    r"|其[余他它](?!需|说明|报告|事项|有)|部分(?!公开)|除[^,;。]{1,16}外|\d件[^,;。\d]{0,4}(?:未|免|不)"
)
"""In the sentence of a denial and before it: it is of other charges, or of some applications."""

_FREE = "免费"
_ASKED_FOR = as_pattern("申请|处理费|收费|费用|提供(?:政府|公开)?信息|信息(?:均|都|全部|一律)")
_BARE = 8
"""Characters of a sentence that says no more than that all is free: what is, the one before says."""


def _is_given_away(dossier: Dossier, span: Span) -> bool:
    """Whether what is called free is no answer to an application: 公报12期,全部免费赠阅."""
    flat = dossier.flat
    if _FREE not in flat[slice(*span)]:
        return False
    start = part_start(flat, span[0], SENTENCE)
    told = flat[start : part_end(flat, span[1], SENTENCE)]
    if len("".join(told.split())) <= _BARE:
        told = flat[part_start(flat, max(0, start - 1), SENTENCE) : start] + told
    return _ASKED_FOR.search("".join(told.split())) is None


def _denied(dossier: Dossier, told: Sequence[Told]) -> list[tuple[int | None, Span]]:
    """Where nothing at all is said to have been charged: its count, if a figure says so, and its span."""
    found: list[tuple[int | None, Span]] = [
        (index, (count.start, count.end)) for index, count in told if count.value == 0
    ]
    found += [
        (None, (claim.start, claim.end))
        for claim in dossier.report.claims
        if claim.fact == "fee.processing" and claim.relation == "zero"
    ]
    return [
        (index, span)
        for index, span in found
        if not dossier.flat.startswith(("逾期", "拖欠", "不及时"), span[1])
        and not (index is None and _is_given_away(dossier, span))
        and not _SOME_ONLY.search(
            "".join(dossier.flat[part_start(dossier.flat, span[0], SENTENCE) : span[1]].split())
        )
    ]


@rule("P121")
def fee_amounts_differ(dossier: Dossier) -> Iterator[Outcome]:
    """Notices sent, amounts billed and amounts received are told alike wherever they are told."""
    for indicator, (zh, en) in _KINDS.items():
        told = [(i, c) for i, c in _told(dossier, indicator) if c.value]
        for one, other in itertools.pairwise(told):
            if one[1].value == other[1].value:
                yield PASSED
            elif _apart(dossier, one[1], other[1]) and _may_be_one(dossier, one[1], other[1]):
                yield _differ(dossier, zh, en, (one, other))


def _may_be_one(dossier: Dossier, one: Count, other: Count) -> bool:
    """Whether both are called the fee, or so near that a slip, or 元 for 万元, may have made two of one."""
    if _is_named_fee(dossier, one) and _is_named_fee(dossier, other):
        return True
    low, high = sorted((one.value or 0, other.value or 0))
    return high == low * _UNIT_SLIP or low in slips_of(high) or high in slips_of(low)


def _differ(dossier: Dossier, zh: str, en: str, pair: Sequence[Told]) -> Outcome:
    (first_index, first), (second_index, second) = pair
    low, high = sorted((first.value or 0, second.value or 0))
    slip = high == low * _UNIT_SLIP
    finding = dossier.finding(
        "P121",
        {
            "kind": zh,
            "what": en,
            "first": squeezed(first.text),
            "second": squeezed(second.text),
            "hint": "，相差一万倍，疑为元与万元之误" if slip else "",
            "hint_en": ", ten thousand times apart: 元 for 万元" if slip else "",
        },
        spans=[(first.start, first.end), (second.start, second.end)],
        counts=[first_index, second_index],
        expected=first.value,
        actual=second.value,
    )
    return failed(finding)


@rule("P122")
def fee_beyond_billed(dossier: Dossier) -> Iterator[Outcome]:
    """No more was received of the processing fee than was billed."""
    billed, received = _told(dossier, "fee.processing.billed"), _told(dossier, "fee.processing")
    if len(billed) != 1 or len(received) != 1:
        return
    (one, bill), (other, taken) = billed[0], received[0]
    if (taken.value or 0) <= (bill.value or 0):
        yield PASSED
        return
    if _apart(dossier, *sorted((bill, taken), key=lambda one: one.start)) and not _may_be_one(
        dossier, bill, taken
    ):
        yield unjudged("可能是另一种收费 / it may be another charge")
        return
    finding = dossier.finding(
        "P122",
        {"billed": squeezed(bill.text), "received": squeezed(taken.text)},
        spans=[(bill.start, bill.end), (taken.start, taken.end)],
        counts=[one, other],
        expected=f"≤ {bill.value}",
        actual=taken.value,
        vouched=_NAMED_AS_TAKEN.search(told_before(dossier.flat, taken)) is not None,
    )
    yield failed(finding)


_NAMED_AS_TAKEN = as_pattern("(?:实际|共|已)收[取到]?|实收|到账")
"""Right before an amount: the words of a sentence that bills, too, tell what was taken."""
_AMOUNT = r"(?P<{}>\d[\d,]*(?:\.\d+)?)(?P<{}_unit>万?元)"
_BILLED = as_pattern(
    r"(?:应收|应缴|应收取|通知[^,;。]{0,12}金额|金额合计|合计金额|总金额|金额共计|涉及金额)(?:(?!分别)[^,;。\d]){0,10}"
    + _AMOUNT.format("sum", "sum")
)
_RECEIVED = as_pattern(
    r"(?:实际收取|实际收到|实际到账|实收|已收|已缴|到账)[^,;。\d]{0,8}(?:(?P<notices>\d+)[件份笔][、,]?[^,;。\d]{0,8})?"
    + _AMOUNT.format("sum", "sum")
)
_UNPAID = as_pattern(
    r"(?:其余|剩余|余下|另外?|尚有|还有|未缴|欠缴|未收)(?:的)?(?:(?P<notices>\d+)[件份笔][、,]?[^;。\d]{0,20}?)?"
    + _AMOUNT.format("sum", "sum")
    + r"|(?:未|没有)(?:按期)?(?:缴纳|缴费|支付)[^;。\d]{0,8}"
    + _AMOUNT.format("left", "left")
)
_ALL_PAID = as_pattern(
    "(?:均|都|全部)(?:已)?(?:按期|按时|如期|及时|足额)*(?:缴纳|缴清|付清|到账|收讫)"
)
_LESSENED = as_pattern("减免|免收|免除|减收|退[还回费]|分期|上一?年")
"""In the sentence: amounts that neither were received nor are left."""


@rule("P123")
def fee_parts(dossier: Dossier) -> Iterator[Outcome]:
    """What was billed is what was received and what is left unpaid, or what each of the payers gave."""
    yield from _told_by_payers(dossier)
    for line in dossier.lines_for(_BILLED):
        if "元" not in line.text:
            continue
        billed, received = _BILLED.search(line.text), _RECEIVED.search(line.text)
        if billed is None or received is None or _LESSENED.search(line.text):
            continue
        unpaid = _UNPAID.search(line.text, received.end())
        if unpaid is None and not _ALL_PAID.search(line.text):
            continue
        whole, taken = _yuan(billed, "sum"), _yuan(received, "sum")
        left = 0.0
        if unpaid is not None:
            left = _yuan(unpaid, "sum" if unpaid["sum"] else "left")
        if abs(whole - taken - left) < _PENNY:
            yield PASSED
        else:
            yield _apart_in_all(dossier, line, [billed, received, *([unpaid] if unpaid else [])])


_PAYER = (
    r"(?P<payers>[1-9]\d?)[人名件份笔户家宗](?:申请人?)?(?P<each>各|每[人名件份笔户家宗]|均为?)?"
    r"(?:收取?|缴纳?|为)?(?P<paid>\d[\d,]*(?:\.\d+)?)元"
)
_PAYERS = as_pattern(
    r"处理费(?:共|合计|总额|总计|为|计)*"
    + _AMOUNT.format("sum", "sum")
    + r"[,:(](?:其中|即|分别为)?[,:]?(?P<rows>(?:"
    + re.sub(r"P<[a-z]+>", ":", _PAYER)
    + r"[,、;和]?){2,})(?=[。;)\n]|$)"
)
"""信息处理费380元,其中2人各100元,1人80元."""
_ONE_PAYER = as_pattern(_PAYER)


def _told_by_payers(dossier: Dossier) -> Iterator[Outcome]:
    """What each of some payers gave comes to what is told before as the sum."""
    for line in dossier.lines_for(_PAYERS) if "处理费" in dossier.flat else ():
        for told in _PAYERS.finditer(line.text):
            rows = list(_ONE_PAYER.finditer(told["rows"]))
            paid = [float(one["paid"].replace(",", "")) for one in rows]
            times = [int(one["payers"]) if one["each"] else 1 for one in rows]
            added = sum(one * number for one, number in zip(paid, times, strict=True))
            if abs(added - _yuan(told, "sum")) < _PENNY:
                yield PASSED
                continue
            values = {"terms": told["rows"].rstrip(",、;和"), "text": told[0].partition(",")[0]}
            span = line.span(told.start("sum"), told.end("rows"))
            finding = dossier.finding(
                "P123", values, spans=[span], expected=f"{added:g}", actual=told["sum"]
            )
            yield failed(finding)


_PENNY = 0.005


def _yuan(match: re.Match[str], name: str) -> float:
    """An amount in 元."""
    return float(match[name].replace(",", "")) * (
        _UNIT_SLIP if "万" in match[f"{name}_unit"] else 1
    )


def _apart_in_all(dossier: Dossier, line: Line, told: Sequence[re.Match[str]]) -> Outcome:
    finding = dossier.finding(
        "P123",
        {"terms": "、".join(one[0] for one in told[1:]), "text": told[0][0]},
        spans=[line.span(*one.span()) for one in told],
        expected=told[0]["sum"],
        actual="+".join(one["sum"] or one["left"] for one in told[1:]),
    )
    return failed(finding)
