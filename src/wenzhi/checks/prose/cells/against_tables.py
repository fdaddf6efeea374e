"""Floor 3: rules of family P: every number in prose against the cells it may stand for.

All mentions are compared, not the first; a number contradicts the tables only when no reading of it
fits. Where scope or subject leave another reading open, the place stays unjudged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count
from wenzhi.checks.dossier import Dossier, Number, once
from wenzhi.checks.forms import apart, table_of
from wenzhi.checks.prose.cells.bearers import (
    is_difference,
    is_of_a_stock,
    is_of_fees,
    is_of_one_organ,
    is_of_the_opening,
    is_of_wider_kind,
    of_another,
)
from wenzhi.checks.prose.cells.closed import closed_disputes
from wenzhi.checks.prose.cells.company import (
    is_of_kinds,
    is_of_rows,
    is_told_apart,
    keeps_company,
)
from wenzhi.checks.prose.cells.decisions import is_of_another_row, slipped_decisions
from wenzhi.checks.prose.cells.denial import denies_some
from wenzhi.checks.prose.cells.disputes import (
    is_closed,
    of_all_suits,
    of_suits_told,
    of_what_was_told,
    parts_a_right_total,
    told_together,
    within_a_row,
)
from wenzhi.checks.prose.cells.evidence import is_slip_of, speaks_of
from wenzhi.checks.prose.cells.in_turn import told_in_turn
from wenzhi.checks.prose.cells.items import changed_items
from wenzhi.checks.prose.cells.misnamed import misnamed_disputes
from wenzhi.checks.prose.cells.none_of import more_than_corrected
from wenzhi.checks.prose.cells.own_share import told_of_own
from wenzhi.checks.prose.cells.rows_told import sum_of_rows
from wenzhi.checks.prose.cells.several import names_several, told_as_one, told_two_ways
from wenzhi.checks.prose.cells.some_of import is_partial
from wenzhi.checks.prose.cells.subset import divides_with_unnamed, is_of_applicants, is_of_some
from wenzhi.checks.prose.cells.topics import is_no_row, is_on_hand
from wenzhi.checks.prose.words import (
    MARKS,
    SENTENCE,
    WHOLE_SENTENCE,
    clause_of,
    since,
    told_before,
    until,
)
from wenzhi.checks.readings import (
    Reading,
    in_scope,
    interval,
    is_transposed,
    last_place,
    nearest,
    readings,
)
from wenzhi.checks.rule import PASSED, Outcome, failed, rule, unjudged, without_form
from wenzhi.checks.tables.identities import mends
from wenzhi.text.normalize import squeezed

_BLANK = "对应单元格空白或无法辨读 / the cells are blank or unreadable"
_TABLE_ITSELF = "表格自身勾稽不成立，正文与其余各格相符 / the table contradicts itself; the prose fits its other cells"
OTHER_SCOPE = "口径可能不同 / the scope may differ"
_REMAINDER = as_pattern("(?:其余|剩余|余下|剩下|(?:^|[,;])其他)(?:的)?$")
"""Right before a number: what is left of a number told before, whatever that is of."""
_ELSEWHERE = as_pattern(
    "其[他它](?:方式(?!结案|审结|办结|了结|终止)|渠道|途径|形式|平台)|来电|来访|来信|热线|咨询|征询|征求|补正|延期|协助|配合|代办|转办|转交?(?:我|本)[\u4e00-\u9fff]{1,2}(?:办理|处理)|移交|代为"
)
"""Words of a clause whose number is of ways in, enquiries, letters or help, not of a row of the form."""
_EACH = as_pattern(
    "(?:各自?|分别|每[家个人]|均(?=有))(?:都|均|新?收到?|受理|办理|办结|申请|提出|提交|有|为)*(?:了)?$"
)
"""Before a number: it tells what each of several has."""
_DRAFTS = as_pattern(
    "发文|公文|拟发|(?:印发|制发|拟公开|审查)(?:的)?文件|公开属性|(?:定|标[注明]|划|列)为主动公开"
)
"""Documents are marked 主动公开, 依申请公开 or 不予公开 when drafted; that is no handling of applications."""
_FORM_WORDS = (
    "规范性文件", "规章", "行政事业性收费", "政府集中采购", "处理决定", "行政处罚决定", "行政许可决定",
    "行政强制决定",
)  # fmt: skip
_YEARS = as_pattern(r"(?<!\d)20\d\d年")
_LETTERS = as_pattern("信箱|热线|工单|留言|建议|提案|诉求")
_MOTIONS = as_pattern("(?:建议|提案)[^,。、]{0,8}件")
_TIMES = ("次", "人次", "件次", "余次")
"""Units of occasions: applications are counted so only where the clause says 申请."""
_APPLIED = as_pattern("(?<!依)申请|依申请公开")  # 依申请回应6次 are answers to the public
_LAST_YEARS = as_pattern(
    r"[较比与同](?:上一?年度?|去年|前一年)(?:同期)?\((?:新收|收到|受理|办结|答复|公开)?(?:申请)?[为是]?$"
)
"""与上年(新收35件)相比: last year's in brackets."""
_TABLE_SECTIONS = (
    "overview", "preamble", "active", "applications", "review", "extra", "statistics",
)  # fmt: skip
"""Sections whose numbers speak of the reported year's work; 五 and 六 mix in plans and older cases."""


def _places(
    dossier: Dossier, table: str, *, denied: bool = False
) -> list[tuple[int, Count, tuple[Reading, ...]]]:
    """Counts about `table` with their readings; breakdowns of one indicator by unit are left out.

    With `denied` only those told as not having happened.
    """
    if table not in dossier.tables:
        raise without_form(dossier, "没有读到这张表 / this table was not read")
    flat = dossier.flat
    found = []
    for index, count in _counts_by_table(dossier).get(table, ()):
        if denied and not count.zero_by_negation:
            continue
        before, sentence = since(flat, count, MARKS), since(flat, count, WHOLE_SENTENCE)
        context = before + flat[count.start : count.end] + until(flat, count, MARKS)
        elsewhere = _ELSEWHERE.search(_without_own_word(context, count))
        if (elsewhere and not keeps_company(dossier, index)) or _of_letters(flat, count, sentence):
            continue
        if _EACH.search("".join(before.split())) or _of_drafts(sentence):
            continue
        if _LAST_YEARS.search(sentence):
            continue
        services = table == "applications" and count.unit == "项"
        if (count.unit in _TIMES or services) and not _APPLIED.search(context):
            continue
        if is_difference(dossier, count) or is_of_the_opening(dossier, count):
            continue
        if table == "applications" and is_of_fees(dossier, count):
            continue
        if is_closed(dossier, index, context) or is_no_row(dossier, index):
            continue
        if of_suits_told(dossier, index):
            continue
        if told_together(dossier, index):
            context += "复议诉讼"
        if flat.endswith("中,", 0, count.start - len(before)):
            context = "中" + context.lstrip()  # 受理的12件中,年内办结10件
        if dossier.report.meta.year is not None:
            context = context.replace(f"{dossier.report.meta.year + 1}年", "次年")
        indicator = of_all_suits(dossier, index) or count.indicator
        options = tuple(r for r in readings(dossier, indicator) if r.open_in(context))
        if count.unit in _CASES and not _LISTS.search(context):
            options = tuple(r for r in options if not _counts_items(r))
        if table == "review":
            options = of_what_was_told(dossier, index, options)
        if options:
            # None received is none received: 0 leaves no room for another reading.
            found.append((index, count, options[:1] if count.value == 0 else options))
    return found


@once
def _counts_by_table(dossier: Dossier) -> Mapping[str, Sequence[tuple[int, Count]]]:
    """The counts about each table that may be what its cells hold, with their places."""
    found: dict[str, list[tuple[int, Count]]] = defaultdict(list)
    for index, count in enumerate(dossier.report.counts):
        told = count.indicator is not None and count.unit not in ("%", "倍") and in_scope(count)
        if told:
            found[table_of(count.indicator or "")].append((index, count))
    return dict(found)


_CASES = ("件", "宗", "起", "次", "例", "份")
"""Units of what was decided; the kinds of it that an organ may decide are 项."""
_LISTS = as_pattern("事项|项目|清单|目录|权力|权责|种类")
"""In the clause of a number: kinds of decisions are counted."""


def _counts_items(reading: Reading) -> bool:
    return any(cell.endswith(".previous_items") for cell in reading.cells)


def _without_own_word(context: str, count: Count) -> str:
    """The words around a number less 补正 where its row is about just that (逾期不补正)."""
    corrected = (count.indicator or "").split(".")[-2:-1] in (
        ["other_no_correction"],
        ["unclear_after_correction"],
    )
    return context.replace("补正", "") if corrected else context


def _of_letters(flat: str, count: Count, sentence: str) -> bool:
    """Whether the sentence has turned from applications to letters, calls or motions before a number.

    `sentence` is all of it before the number.
    """
    before = since(flat, count, SENTENCE).rpartition("申请")[2]
    whole = sentence.rpartition("申请")[2]
    return _LETTERS.search(before) is not None or _MOTIONS.search(whole) is not None


def _of_drafts(sentence: str) -> bool:
    """Whether the sentence told of documents drafted, and of no application, before a number."""
    before = "".join(sentence.split())
    drafted = _DRAFTS.search(before)
    return drafted is not None and "申请" not in before[drafted.end() :].replace("依申请", "")


def _judge(
    dossier: Dossier, code: str, index: int, count: Count, options: Sequence[Reading]
) -> Outcome:
    bounds = interval(count)
    if bounds is None:
        return unjudged("数值不定 / the number is not definite")
    values = [reading.value(dossier) for reading in options]
    fitting = [
        option
        for option, value in zip(options, values, strict=True)
        if value is not None and bounds[0] <= value <= bounds[1]
    ]
    apart = any(is_told_apart(dossier, index, options[0], one) for one in fitting)
    if fitting and not apart:
        return PASSED
    if _together(dossier, count, values) or sum_of_rows(dossier, index, count):
        return PASSED
    if is_of_kinds(dossier, count) or is_on_hand(dossier, count):
        return PASSED
    if is_of_applicants(dossier, index):
        return PASSED
    if within_a_row(dossier, index, count) or is_of_some(dossier, index):
        return unjudged(OTHER_SCOPE)
    vouched = keeps_company(dossier, index) or parts_a_right_total(dossier, index)
    if _is_remainder(dossier.flat, count) and not vouched:
        return unjudged(OTHER_SCOPE)
    closest = nearest(dossier, options, bounds[0])
    if values[0] is None or closest is None:
        return unjudged(_BLANK)
    partial = is_partial(dossier, count) and not _is_still_open(dossier.flat, count)
    if partial and bounds[0] <= max(value for value in values if value is not None):
        return PASSED
    meant = count.zero_by_negation or is_of_another_row(dossier, count)
    meant = meant or speaks_of(dossier, count, values, vouched)
    if not meant and not is_slip_of(dossier, count, values[0], vouched):
        return unjudged(OTHER_SCOPE)
    if _fits_the_rest(dossier, count, options[0], values[0]):
        return unjudged(_TABLE_ITSELF)
    outcome = _contradiction(dossier, code, index, count, options[0], values[0], closest, vouched)
    return outcome if meant else _doubted(outcome)


def _fits_the_rest(dossier: Dossier, count: Count, first: Reading, value: Number) -> bool:
    """Whether a cell that contradicts its own table is the one that is wrong: the prose has what the others come to."""
    change = ((count.value or 0) - value) / first.scale
    return any(mends(dossier, cell, change) for cell in first.cells)


def _doubted(outcome: Outcome) -> Outcome:
    """The same outcome, an error made a warning."""
    if outcome.finding is None or outcome.verdict != "fail":
        return outcome
    return failed(msgspec.structs.replace(outcome.finding, severity="warning"))


def _is_remainder(flat: str, count: Count) -> bool:
    """Whether a number is what another leaves (其余28件均在期限内答复) and no row of its own."""
    return (
        not _is_still_open(flat, count) and _REMAINDER.search(told_before(flat, count)) is not None
    )


def _is_still_open(flat: str, count: Count) -> bool:
    """Whether what is left is told as carried on, which is all the cell counts: 其余10件结转下年度办理."""
    carried = "carried" in (count.indicator or "")
    return carried and "转" in until(flat, count, MARKS)


def _together(dossier: Dossier, count: Count, values: Sequence[Number | None]) -> bool:
    """Whether the sentence tells the cell in parts: 考生与家长7件、校友2件 are nine natural persons."""
    first = count.start - len(since(dossier.flat, count, SENTENCE))
    last = count.end + len(until(dossier.flat, count, SENTENCE))
    parts = [
        other.value or 0
        for other in dossier.report.counts
        if first <= other.start < last
        and other.indicator == count.indicator
        and other.value not in values
    ]
    told = len(parts) > 1 and count.indicator is not None and sum(parts) in values
    return told or divides_with_unnamed(dossier, count, values)


def _contradiction(
    dossier: Dossier,
    code: str,
    index: int,
    count: Count,
    first: Reading,
    value: Number,
    closest: tuple[Reading, Number],
    vouched: bool,
) -> Outcome:
    several = names_several(dossier, count, value)
    if several and (not vouched or is_of_rows(dossier, count)):
        return unjudged(OTHER_SCOPE)
    if is_of_one_organ(dossier, count, value) or is_of_wider_kind(dossier.flat, count, value):
        return unjudged(OTHER_SCOPE)
    if of_another(dossier, count, vouched) or is_of_a_stock(dossier, count, value):
        return unjudged(OTHER_SCOPE)
    if len(_YEARS.findall(clause_of(dossier.flat, count))) > 1:
        return unjudged(OTHER_SCOPE)
    told_there = count.section in _TABLE_SECTIONS
    doubtful = (
        not told_there
        or several
        or told_two_ways(dossier, count, value)
        or of_another(dossier, count)
        or (dossier.is_guessed(index) and not told_as_one(dossier, count))
    )
    clear = not doubtful and _clear(dossier, count, value)
    sure = clear
    beyond = not told_there and not several and _is_more_than_decided(dossier, index, value)
    vouched = vouched or told_as_one(dossier, count) or is_slip_of(dossier, count, value, vouched)
    clear = clear or vouched or beyond
    finding = dossier.finding(
        code,
        {
            "text": squeezed(count.text),
            **apart(first.label, closest[0].label, closest[1]),
        },
        spans=[(count.start, count.end)],
        facts=[*first.cells, *closest[0].cells],
        counts=[index],
        expected=value,
        actual=count.value if count.value is not None else squeezed(count.text),
        verdict="fail" if clear else "unjudged",
        severity=None if count.approx is None and sure else "warning",
        vouched=vouched,
    )
    return failed(finding) if clear else unjudged(OTHER_SCOPE, finding)


_DECISION = as_pattern(r"复议|诉讼|法院|被[^,;。]{0,6}(?:纠正|撤销|维持)")
_AFTERWARDS = as_pattern(r"(?:纠正|撤销)(?:之|以)?后")
"""纠正后发出的4件答复均合规 are no decisions."""


def _is_more_than_decided(dossier: Dossier, index: int, value: Number) -> bool:
    """Whether a section on problems tells of more decisions of a kind than table four has.

    Fewer may be some of them (有1件因程序被纠正), more cannot be the year's.
    """
    count = dossier.report.counts[index]
    decided = (count.indicator or "").endswith((".corrected", ".maintained"))
    certain = count.approx is None and not dossier.is_guessed(index)
    clause = "".join(clause_of(dossier.flat, count).split())
    if not _DECISION.search(clause) or _AFTERWARDS.search(clause):
        return False
    return decided and certain and count.scope == "report_year" and (count.value or 0) > value


def _clear(dossier: Dossier, count: Count, value: Number) -> bool:
    """Whether the number speaks of just what the table counts: this organ's reported year."""
    if count.scope == "unknown":
        return False
    loose = count.approx is not None and count.approx != "range" and (count.low or 0) < value
    if loose and not _is_bounded(count, value):
        # 100余件 beside 250: loose, not wrong.
        return False
    kind = dossier.report.meta.organ_kind
    if count.zero_by_negation and count.subject == "region" and count.value == 0:
        # None in the whole county is none here.
        return True
    if kind == "office" and count.subject == "region" and (count.value or 0) > value:
        # The office's tables may be its own.
        return False
    if kind in ("government", "office"):
        # A government's tables cover its whole region; 本级 alone is less.
        if _of_the_whole(dossier, count):
            return True
        return count.subject != "office" or (count.value or 0) > value
    return count.subject in ("office", "unknown")


def _is_bounded(count: Count, value: Number) -> bool:
    """Whether a loose number leaves no room for more: 不足60件 for 64, 60余件 for 75; 约60件 and 100余件 do."""
    if count.approx == "under":
        return (count.high if count.high is not None else count.value or 0) < value
    told = count.value or 0
    by_tens = last_place(told) == _TEN and any(map(count.text.__contains__, "余多"))
    return count.approx == "over" and by_tens and value >= told + _TEN


_TEN = 10


def _of_the_whole(dossier: Dossier, count: Count) -> bool:
    """Whether a government tells of none at all, or of charges, and names no organ of its own."""
    whole = count.zero_by_negation or (count.indicator or "").startswith("active.fees")
    named = _OWN_LEVEL.search(since(dossier.flat, count, WHOLE_SENTENCE))
    return whole and named is None and dossier.report.meta.organ_kind == "government"


_OWN_LEVEL = as_pattern("本级|机关|办公[室厅]|政府办|[局委厅办]|本单位|各|部门|乡|镇|街道")
"""In the sentence of a number: it may be of one organ only."""


@rule("P101")
def applications(dossier: Dossier) -> Iterator[Outcome]:
    """Numbers of applications in prose fit the applications table."""
    for index, count, options in _places(dossier, "applications"):
        if not count.zero_by_negation:
            yield _judge(dossier, "P101", index, count, options)
    yield from told_in_turn(dossier)
    yield from told_of_own(dossier, "P101", "applications")


@rule("P102")
def reviews(dossier: Dossier) -> Iterator[Outcome]:
    """Numbers of reviews and law suits in prose fit the table of section four."""
    for index, count, options in _places(dossier, "review"):
        if not count.zero_by_negation:
            yield _judge(dossier, "P102", index, count, options)
    yield from closed_disputes(dossier)
    yield from more_than_corrected(dossier)
    yield from misnamed_disputes(dossier)
    yield from told_of_own(dossier, "P102", "review")


@rule("P103")
def active_disclosure(dossier: Dossier) -> Iterator[Outcome]:
    """Numbers of documents and decisions in prose fit table two."""
    for index, count, options in _places(dossier, "active"):
        if count.zero_by_negation:
            continue
        outcome = _judge(dossier, "P103", index, count, options)
        if outcome.verdict != "fail" or _is_comparable(dossier, index, count, options[0]):
            yield outcome
            continue
        value = options[0].value(dossier)
        slip = value is not None and is_slip_of(dossier, count, value)
        yield _doubted(outcome) if slip else unjudged(OTHER_SCOPE)
    yield from changed_items(dossier)
    yield from slipped_decisions(dossier)


def _is_comparable(dossier: Dossier, index: int, count: Count, first: Reading) -> bool:
    """Whether a number is a slip of the cell's, or is worded or accompanied as what the form counts."""
    value = first.value(dossier)
    slip = value is not None and is_transposed(count.value or 0, value, least=2)
    alike = slip or is_of_another_row(dossier, count) or _same_kind(dossier, count)
    return alike or keeps_company(dossier, index)


def _same_kind(dossier: Dossier, count: Count) -> bool:
    """Whether the wording is the form's own: 规范性文件, 规章, 收费, 行政处罚决定; work is told many ways."""
    words = squeezed(count.object or "")
    before = dossier.flat[max(0, count.start - _WORD) : count.start].rstrip()
    if any(word in words or before.endswith(word) for word in _FORM_WORDS):
        return True
    if "强制" in before and _COERCED.search(told_before(dossier.flat, count)):
        return True
    return (
        _DECIDED.search(since(dossier.flat, count, SENTENCE) + until(dossier.flat, count, SENTENCE))
        is not None
    )


_DECIDED = as_pattern(
    r"(?:作出|下达)(?:了)?(?:行政)?(?:处罚|许可|强制)决定|实施行政(?:强制|处罚)(?:措施)?(?:决定)?$"
    r"|(?:^|(?<=[,。;:.]))(?:全年|今年|本年度?|年内|共计?|我局)*行政(?:处罚|许可|强制),(?:均|全部|都|已|当年|按时|依法|及时|\d+个?(?:工作)?日内)*(?:上网(?:公示)?|(?:网上)?公示)(?:了|\d+件)?(?=[,;。]|$)"
)
"""In the sentence of a number of cases: each of them ended in a decision, or was put on show as one."""
_COERCED = as_pattern(
    r"(?:实施|采取|作出|下达|全年|年内|今年|本年度?)了?行政强制(?:措施|决定)?(?:有|共|计|为|了)*$"
)
"""Before a number: nothing but decisions is done so; in a list 行政强制38件 may be what was put on show."""
_WORD = 8
"""Characters before a figure that hold the word for what it counts."""

_BUT = as_pattern(r"\s*(?:以外|之外|除外)")


@rule("P104")
def denied_in_prose(dossier: Dossier) -> Iterator[Outcome]:
    """What prose says did not happen is 0 in the tables."""
    for table in ("applications", "review", "active"):
        if table not in dossier.tables:
            continue
        for index, count, options in _places(dossier, table, denied=True):
            if _BUT.match(dossier.flat, count.end):
                continue  # 无行政强制以外的争议 denies what lies beyond
            if denies_some(dossier, count):
                continue
            yield _judge(dossier, "P104", index, count, options)
