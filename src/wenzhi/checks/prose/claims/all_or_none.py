"""Floor 3: rules of family P: claims without a numeral (均已办结, 均为自然人) against cells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Claim
from wenzhi.checks.dossier import Dossier, Line, Number, part_end, part_start, places_of
from wenzhi.checks.forms import cell_label, table_of
from wenzhi.checks.prose.cells.bearers import is_disclaimed, is_of_one_organ, of_another
from wenzhi.checks.prose.cells.company import fits
from wenzhi.checks.prose.cells.denial import is_of_a_cause, leaves_out
from wenzhi.checks.prose.cells.none_of import denied_together
from wenzhi.checks.prose.claims.happened import all_given, said_to_have_happened
from wenzhi.checks.prose.claims.of_all import disputes_over, kinds_of_all, none_carried_over
from wenzhi.checks.prose.claims.single import of_the_only_one
from wenzhi.checks.prose.words import WHOLE_SENTENCE
from wenzhi.checks.readings import readings
from wenzhi.checks.rule import PASSED, Outcome, failed, rule, unjudged, without_form
from wenzhi.parse.figures.wordings import tables
from wenzhi.text.normalize import squeezed

_IN_TIME = as_pattern("按时|按期|期限|时限|及时|限期|规定时间|[均都全已](?:部)?由|统一")
"""均按时办结, 均由办公室答复 say of what was done how it was done, not that nothing was left."""
_EITHER = as_pattern("或|以及|除")
"""均已公开或部分公开 are two kinds together; 除一家外均为 leaves some out."""
_REST = as_pattern("其余|其他|剩余|另外|余下")
"""除1件外,其余均维持: all but some, whose number the claim does not tell."""
_DUE = as_pattern("到期|届满|应办|应答复|已满|期限已到")
"""所有到期申请均已答复 leaves those that are not due yet."""
_YEARS = ("equals_prior_year", "increased", "decreased")


def _claims(dossier: Dossier) -> list[Claim]:
    if not dossier.tables:
        raise without_form(dossier, "没有读到表格 / no official table was read")
    return [
        claim
        for claim in dossier.report.claims
        if claim.relation not in _YEARS and not is_disclaimed(dossier, claim.end)
        if not _of_another_year(dossier, claim) and not _of_one_office(dossier, claim)
        if table_of(claim.fact) != "review" or not _of_some_disputes(dossier, claim)
        if claim.relation not in _OF_ALL or not _is_of_another(dossier, claim.from_count)
    ]


_OF_ALL = ("zero", "equals_total")
"""Claims on each of those that a number before them tells."""


def _is_of_another(dossier: Dossier, index: int | None) -> bool:
    """Whether what a claim is said of is no row of the table: 涉税复议3件,全部维持; 县政府办收到6件,均已答复."""
    if index is None:
        return False
    count = dossier.report.counts[index]
    if of_another(dossier, count):
        return True
    options = readings(dossier, count.indicator)
    value = options[0].value(dossier) if options else None
    return value is not None and is_of_one_organ(dossier, count, value)


def _of_some_disputes(dossier: Dossier, claim: Claim) -> bool:
    """Whether disputes are denied of one cause alone, or besides those told."""
    start = part_start(dossier.flat, claim.start, ",;。\n")
    before = "".join(dossier.flat[start : claim.end].split())
    return is_of_a_cause(squeezed(claim.text)) or (claim.relation == "zero" and leaves_out(before))


_NAMED_YEAR = as_pattern(r"(?<!\d)(20\d\d)年(?![底末]|\d)")
_OWN_LEVEL = as_pattern("本级|机关|办公[室厅]|政府办|[局委厅办]|本单位|部门|乡|镇|街道")


def _of_another_year(dossier: Dossier, claim: Claim) -> bool:
    """Whether the clause of a denial, or the sentence of what there was, names only years not reported on."""
    if claim.relation not in ("zero", "positive"):
        return False
    marks = ",;。\n" if claim.relation == "zero" else WHOLE_SENTENCE
    start = part_start(dossier.flat, claim.start, marks)
    named = _NAMED_YEAR.findall(dossier.flat[start : claim.start])
    year = dossier.report.meta.year
    return bool(named) and year is not None and str(year) not in named


def _of_one_office(dossier: Dossier, claim: Claim) -> bool:
    """Whether what a government's report says was not decided may be of one of its offices."""
    if not claim.fact.startswith("active.") or dossier.report.meta.organ_kind != "government":
        return False
    start = part_start(dossier.flat, claim.start, WHOLE_SENTENCE)
    return _OWN_LEVEL.search(dossier.flat[start : claim.start]) is not None


def _cell(dossier: Dossier, claim: Claim) -> Number | None:
    options = readings(dossier, claim.fact)
    return options[0].value(dossier) if options else dossier.value(claim.fact)


def _label(dossier: Dossier, claim: Claim) -> str:
    options = readings(dossier, claim.fact)
    return options[0].label if options else cell_label(claim.fact)


_UNPAID = "applications.result.other_fee_unpaid.total"
_NAMED = ("复议", "诉讼", "申请")


def _named(dossier: Dossier, index: int) -> bool:
    """Whether a number named by the trained model has its name in the word right before it."""
    count = dossier.report.counts[index]
    start = count.start
    return count.indicator_probability is not None and dossier.flat[
        max(0, start - 4) : start
    ].rstrip().endswith(_NAMED)


def _told(
    dossier: Dossier, code: str, claim: Claim, expected: object, actual: Number, sure: bool = True
) -> Outcome:
    finding = dossier.finding(
        code,
        {"text": squeezed(claim.text)[:60], "place": _label(dossier, claim), "value": actual},
        spans=[(claim.start, claim.end)],
        facts=[claim.fact],
        counts=[]
        if claim.from_count is None or _named(dossier, claim.from_count)
        else [claim.from_count],
        expected=expected,
        actual=actual,
        verdict="fail" if sure else "unjudged",
    )
    return failed(finding) if sure else unjudged("说法可有他解 / another reading is open", finding)


@rule("P111")
def nothing_left(dossier: Dossier) -> Iterator[Outcome]:
    """A claim that a cell is 0 (均已办结, 无结转, 未收费) fits the cell."""
    for claim in _claims(dossier):
        if claim.relation != "zero" and claim.value != 0:
            continue
        value = _cell(dossier, claim)
        if value is None:
            yield unjudged("单元格空白或无法辨读 / the cell is blank or unreadable")
        elif value == 0:
            yield PASSED
        else:
            paid = claim.fact == _UNPAID  # 均按期缴纳 says that all paid
            in_time = not paid and _IN_TIME.search(squeezed(claim.text)) is not None
            before = dossier.flat[part_start(dossier.flat, claim.start, ",;。\n") : claim.end]
            if _DUE.search(before) or (claim.fact == _LEFT and _BEFORE_IT.search(before)):
                yield PASSED
                continue
            yield _told(dossier, "P111", claim, 0, value, sure=not in_time)
    yield from _all_closed(dossier)
    yield from disputes_over(dossier)
    yield from none_carried_over(dossier)
    yield from denied_together(dossier)


_LEFT = "applications.carried_forward.total"
_BEFORE_IT = as_pattern(
    "(?:上一?年度?|去年|往年|上期|前一年度?)[^,;。\\d]{0,4}[无没未]|[无没]有?积压$"
)
"""上年无结转 is of what was carried over; 无积压 of nothing that is late."""
_ALL_CLOSED = as_pattern(
    r"(?:上述|以上|前述|所有|全部|收到的|受理的)(?:政府信息公开|信息公开|公开)?申请(?:件|事项)?"
    r"(?:已|均|都|于|在|年内|当年|20\d\d年|年底|年末|12月(?:底|31日)|之?前|以前)*(?:全部|均|都|悉数)(?:已经?|于年底前|予以|依法)*(?:办结|办理完毕|处理完毕|答复完毕)"
)
"""上述申请已于年底前全部办结: nothing is left, though no figure stands beside it."""
_NONE_CARRIED = as_pattern(
    r"(?<!上年)(?<!去年)申请(?:件|事项)?(?:中|里)?,?无一(?:结转|跨年)(?!.{0,4}(?:今年|本年))"
)
"""收到的申请无一结转."""
_BUT = as_pattern(r"除[^。;]{1,12}外|结转|未到期|尚未|正在|在办")


def _all_closed(dossier: Dossier) -> Iterator[Outcome]:
    """That all applications were closed within the year, told where the parser reads no claim."""
    value = dossier.value(_LEFT)
    told = {place for claim in dossier.report.claims for place in range(claim.start, claim.end)}
    for line in dossier.lines_for(_ALL_CLOSED, _NONE_CARRIED) if value is not None else ():
        match = _NONE_CARRIED.search(line.text)
        if match is None:
            match = _ALL_CLOSED.search(line.text)
            if match is None or _BUT.search(line.text):
                continue
        if _DUE.search(line.text) or _BEFORE_IT.search(line.text[: match.end()]):
            continue
        start, end = line.span(*match.span())
        if not told.isdisjoint(range(start, end)):
            continue
        if value == 0:
            yield PASSED
            continue
        finding = dossier.finding(
            "P111",
            {"text": match[0][:60], "place": cell_label(_LEFT), "value": value},
            spans=[(start, end)],
            facts=[_LEFT],
            expected=0,
            actual=value,
        )
        yield failed(finding)


@rule("P112")
def all_of_one_kind(dossier: Dossier) -> Iterator[Outcome]:
    """A claim that all are of one kind (均为自然人, 均获维持) fits the cell and its total."""
    for claim in _claims(dossier):
        if claim.relation != "equals_total":
            continue
        value, total = _cell(dossier, claim), _total(dossier, claim)
        if value is None or total is None:
            yield unjudged("单元格空白或无法辨读 / the cell is blank or unreadable")
        elif value in (total, _closed(dossier, claim, total)):
            yield PASSED
        elif claim.from_count is not None and total < value:
            yield PASSED  # some of what the cell holds (市政府的复议决定6件,均为维持)
        elif _is_open(dossier, claim):
            yield unjudged("说法可有他解 / another reading is open")
        else:
            sure = _EITHER.search(claim.text) is None and not _REST.search(claim.text)
            yield _told(dossier, "P112", claim, total, value, sure=sure)
    yield from all_given(dossier)
    yield from kinds_of_all(dossier)
    yield from of_the_only_one(dossier)


def _is_open(dossier: Dossier, claim: Claim) -> bool:
    """Whether a claim may be of some only, of several kinds, or of something that no cell counts."""
    otherwise = _of_two_kinds(claim) or _is_a_reason(dossier, claim)
    return otherwise or _of_some(dossier, claim) or _is_of_no_cell(dossier, claim)


def _of_two_kinds(claim: Claim) -> bool:
    """Whether a claim names two rows or columns of the table: 均因重复申请、信访, 申请人都是企业和群众."""
    if table_of(claim.fact) != "applications" or not _JOINED.search(claim.text):
        return False
    row, _, column = claim.fact.removeprefix("applications.").rpartition(".")
    named = tables().rows if column == "total" else tables().columns
    kinds = {one.id for one in named if one.match.search(claim.text + "#")} - {"total"}
    return len(kinds) > 1 and (row if column == "total" else column) in kinds


def _is_a_reason(dossier: Dossier, claim: Claim) -> bool:
    """Whether a claim tells what was asked for, or why a part was held back, and not how it was answered."""
    if not claim.fact.startswith("applications.result."):
        return False
    return (
        _ASKED_FOR.search(claim.text) is not None
        or _IN_PART.match(dossier.flat, claim.end) is not None
    )


_ASKED_FOR = re.compile("索取|索要|想要|要的是")
_IN_PART = re.compile(r"\s*,\s*(?:故|就|决定|依法|作出?|予以|给予|予)*部分公开")
"""因含第三方商业秘密,部分公开 is counted as that alone."""
_JOINED = re.compile("[、和与及或]")


def _is_of_no_cell(dossier: Dossier, claim: Claim) -> bool:
    """Whether the number a claim is of is not what its own cell has, so that it may be of another: 申请公开的有3件."""
    if claim.from_count is None:
        return False
    count = dossier.report.counts[claim.from_count]
    result = (count.indicator or "").startswith("applications.result.")
    return result and not fits(dossier, count)


_ALL = as_pattern("[均皆都全]|所有|一律|一概|悉数|无一|清一色")
_RIGHT_BEHIND = as_pattern(r"[,;:(。—\s]*")
_MOSTLY = as_pattern("居多|为主|[多半]数|大多|主要|过半|一半|部分情|占")
_MORE = as_pattern(r"[\d(]")
_FIGURE_BEHIND = as_pattern(r"\s*\([^()]{0,20}\)(?:的|者|有|为)*[1-9]\d*[件起宗]")


def _of_some(dossier: Dossier, claim: Claim) -> bool:
    """Whether a claim may be of some of its count, or of another: it stands not right behind, or is told of some.

    无法提供122件,绝大多数(102件)是本机关不掌握; 维持3起,其他结果(申请人撤回)1起. With 均 no more than another
    figure, or a bracket, may stand between.
    """
    if claim.from_count is None:
        return False
    count = dossier.report.counts[claim.from_count]
    between = dossier.flat[count.end : claim.start]
    if _FIGURE_BEHIND.match(dossier.flat, claim.end):
        return True  # 申请人撤回而终止(计入其他结果)1件
    every = _ALL.search(claim.text) is not None
    if _MOSTLY.search(claim.text) or (claim.text.endswith(("的", "者")) and not every):
        return True  # 无法提供23件,属于不掌握的,均告知了掌握机关
    if every or count.value == 1:
        return _MORE.search(between.lstrip(" \n(:")) is not None and "(" in between
    return _RIGHT_BEHIND.fullmatch(between) is None


def _total(dossier: Dossier, claim: Claim) -> Number | None:
    """What the cell must hold all of: the count it is said of, or the total of its row or block."""
    if claim.from_count is not None:
        return dossier.report.counts[claim.from_count].value
    owner, _, column = claim.fact.rpartition(".")
    if table_of(claim.fact) == "applications" and column == "total":
        return dossier.value("applications.result.total.total")
    options = readings(dossier, f"{owner}.total")
    return options[0].value(dossier) if options else dossier.value(f"{owner}.total")


def _closed(dossier: Dossier, claim: Claim, total: Number) -> Number | None:
    """Of disputes, those that have an outcome: 结果均为维持 says nothing of one still pending."""
    if table_of(claim.fact) != "review" or claim.from_count is not None:
        return None
    pending = readings(dossier, f"{claim.fact.rpartition('.')[0]}.pending")
    waiting = pending[0].value(dossier) if pending else None
    return None if waiting is None else total - waiting


@rule("P113")
def stated_cell(dossier: Dossier) -> Iterator[Outcome]:
    """A claim that a cell holds something (a number other than 0, or anything at all) fits the cell."""
    for claim in _claims(dossier):
        positive = claim.relation == "positive"
        if not positive and (claim.relation is not None or not claim.value):
            continue
        value = _cell(dossier, claim)
        fits_it = value == claim.value or _was_to_be_done(dossier, claim)
        if value is None:
            yield unjudged("单元格空白或无法辨读 / the cell is blank or unreadable")
        elif (positive and value > 0) or (not positive and fits_it):
            yield PASSED
        elif positive and claim.fact == "review.corrected" and dossier.value("review.other"):
            yield PASSED  # an answer to be given anew may stand under 其他结果
        else:
            yield _told(dossier, "P113", claim, "> 0" if positive else claim.value, value)
    yield from said_to_have_happened(dossier)


def _was_to_be_done(dossier: Dossier, claim: Claim) -> bool:
    """收到和处理26件,其中年内办结25件: of what came in and was carried over the sentence tells what was done."""
    if claim.from_count is None or claim.fact != "applications.result.total.total":
        return False
    due = [f"applications.{row}.total" for row in ("new_received", "carried_over")]
    counts = dossier.report.counts
    if counts[claim.from_count].indicator != due[0] or dossier.total(due) != claim.value:
        return False
    end = part_end(dossier.flat, claim.end, "。\n")
    return any(one.indicator == claim.fact and claim.end <= one.start < end for one in counts)


_ALL_IN_TIME = as_pattern(
    r"(?:按时|按期|及时|限期)(?:答复|办结|办理|回复|作出)?率[^,。;]{0,6}100%"
    r"|(?:均|全部|都|所有|一律|逐件)[^,。;]{0,14}(?:法定|规定|答复|办理)(?:的)?(?:期限|时限|时间)(?:之|以)?内[^,。;]{0,4}(?:答复|办结|作出|办理|完成)"
    r"|(?:均|全部|都)(?:已)?(?:按时|按期|如期)[^,。;]{0,4}(?:答复|办结|办理|回复)"
    r"|(?:无|没有|未发生|未出现|未有|杜绝)(?:一[件例])?(?:了)?(?:逾期|超期|超时限?)(?:未?答复|未?办结|办理|回复|件|现象|情形|情况|(?=[,;。)]|$))"
    r"|(?:均|都|全部|一律|无一|没有一[件例])(?:未|没有|无)?(?:出现|发生)?(?:逾期|超期|超时)(?!不?补正|未?缴)"
)
"""A claim that every application was answered in time."""
_SOME_LATE = as_pattern(
    r"(?:已经?|曾)(?:出现|发生|产生)(?:过|了)?(?:逾期|超期|超时限?)(?!不?补正|未?缴)(?:未?答复|未?办结|办理|回复)?|"
    r"(?:有|另|其中|因[^,。;]{2,20},|但|,|、|^)[^,。;\d]{0,8}(?<!\d)(?P<first>[1-9]\d{0,3})件[^,。;、\d无未没]{0,8}(?:逾期|超期|超时|超(?:过|出)(?:了)?(?:法定|规定|答复|办理)?(?:期限|时限))(?!不?补正|未?缴)[^,。;]{0,4}"
    r"|(?:逾期|超期|超时限?)(?:未?(?:答复|办结|办理|回复|作出))?(?:的|者)?(?:申请|件)?(?:仅|有|共|为|计)*(?P<second>[1-9]\d{0,3})[件宗起]"
    r"|(?:按[时期]|及时|限时|如期)(?:答复|办结|回复|办理)率(?:均|已|约|仅|只)?(?:[为是达]到?)?(?:了)?(?P<rate>[1-9]\d(?:\.\d{1,2})?)%"
)
"""A number of applications answered late, or a rate of those answered in time that leaves some out."""
_DAYS = 20
"""Working days in which an application is to be answered; as many again where that is put off (Art. 33)."""
_LONGEST = as_pattern(r"(?:最长|最慢|最久)(?:的)?[^,;。\d]{0,10}?(?P<days>[1-9]\d{0,2})个?工作日")
_NEVER_PUT_OFF = as_pattern(
    r"(?:未|没有|无)(?:一件|一例|一)?(?:[^,;。]{0,4})(?:延期|延长|展期)|(?:延期|延长)[^,;。\d]{0,8}?[:为]?0件|(?:延期|延长)[^,;。]{0,8}(?:为零|无)(?=[,;。])"
)
_PUT_OFF = as_pattern(
    r"(?:延期|延长)[^,;。\d未没无不]{0,12}[1-9]\d*件|[1-9]\d*件[^,;。\d未没无不]{0,8}(?:延期|延长)"
)
_OF_OTHERS = as_pattern(
    r"上一?年|去年|同期|往年|此前|整改|工单|热线|留言|信箱|来信|建议|提案|办件|许可|补正|缴费|失信|投诉|复议|诉讼|超[过出][^,;。]{0,16}延[长期]|避免|防止|杜绝|若|如有|凡"
)
"""In the sentence: another year, another business, or nothing that happened."""


@rule("P115")
def in_time(dossier: Dossier) -> Iterator[Outcome]:
    """Where all are said to have been answered in time, none is said to have been answered late."""
    claimed = _told_of(dossier, _NEVER_PUT_OFF)
    late = _told_of(dossier, _PUT_OFF) if claimed else None
    if claimed is None or late is None:
        claimed = _told_of(dossier, _ALL_IN_TIME)
        late = None
    if claimed is None:
        return
    late = late or _told_of(dossier, _SOME_LATE) or _longest(dossier)
    if late is None:
        yield PASSED
        return
    first, second = claimed[1], late[1]
    yield failed(
        dossier.finding(
            "P115",
            {"text": first[0][:40], "late": second[0].lstrip(",、")[:40]},
            spans=places_of(claimed, late),
            expected="0" if "days" not in second.re.groupindex else f"≤ {_DAYS}",
            actual=second[second.lastgroup or 0][:40],
        )
    )


def _longest(dossier: Dossier) -> tuple[Line, re.Match[str]] | None:
    """The longest time taken for an answer, where it is beyond the statute's and nothing was put off."""
    told = _told_of(dossier, _LONGEST)
    if told is None:
        return None
    days = int(told[1]["days"])
    put_off, kept_to = (
        any(pattern.search(line.text) for line in dossier.lines_for(pattern))
        for pattern in (_PUT_OFF, _NEVER_PUT_OFF)
    )
    return told if days > 2 * _DAYS or (days > _DAYS and kept_to and not put_off) else None


def _told_of(dossier: Dossier, pattern: re.Pattern[str]) -> tuple[Line, re.Match[str]] | None:
    """The first place in prose that tells it of applications."""
    for line in dossier.lines_for(pattern):
        match = pattern.search(line.text)
        if match is None or _OF_OTHERS.search(line.text):
            continue
        start, end = line.whole
        near = dossier.flat[max(0, start - _NEAR) : end]
        if "申请" in near or line.section == "applications":
            return line, match
    return None


_NEAR = 300
"""Characters before a sentence within which applications are spoken of."""
