"""Floor 3: rules of family P, second part: claims without a numeral (均已办结, 均为自然人) against cells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wenzhi.base.records import Claim
from wenzhi.checks.bearers import is_disclaimed
from wenzhi.checks.dossier import Dossier, Number, part_start
from wenzhi.checks.forms import cell_label, table_of
from wenzhi.checks.readings import readings
from wenzhi.checks.rule import PASSED, Outcome, failed, rule, unjudged, without_form
from wenzhi.text.normalize import squeezed

_IN_TIME = re.compile("按时|按期|期限|时限|及时|限期|规定时间|[均都全已](?:部)?由|统一")
"""均按时办结, 均由办公室答复 say of what was done how it was done, not that nothing was left."""
_EITHER = re.compile("或|以及|除")
"""均已公开或部分公开 are two kinds together; 除一家外均为 leaves some out."""
_REST = re.compile("其余|其他|剩余|另外|余下")
"""除1件外,其余均维持: all but some, whose number the claim does not tell."""
_DUE = re.compile("到期|届满|应办|应答复|已满|期限已到")
"""所有到期申请均已答复 leaves those that are not due yet."""
_YEARS = ("equals_prior_year", "increased", "decreased")


def _claims(dossier: Dossier) -> list[Claim]:
    if not dossier.tables:
        raise without_form(dossier, "没有读到表格 / no official table was read")
    return [
        claim
        for claim in dossier.report.claims
        if claim.relation not in _YEARS and not is_disclaimed(dossier, claim.end)
    ]


def _cell(dossier: Dossier, claim: Claim) -> Number | None:
    options = readings(dossier, claim.fact)
    return options[0].value(dossier) if options else dossier.value(claim.fact)


def _label(dossier: Dossier, claim: Claim) -> str:
    options = readings(dossier, claim.fact)
    return options[0].label if options else cell_label(claim.fact)


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
            in_time = _IN_TIME.search(squeezed(claim.text)) is not None
            before = dossier.flat[part_start(dossier.flat, claim.start, ",;。\n") : claim.end]
            if _DUE.search(before):
                yield PASSED
                continue
            yield _told(dossier, "P111", claim, 0, value, sure=not in_time)


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
        else:
            sure = _EITHER.search(claim.text) is None and not _REST.search(claim.text)
            yield _told(dossier, "P112", claim, total, value, sure=sure)


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
        if value is None:
            yield unjudged("单元格空白或无法辨读 / the cell is blank or unreadable")
        elif (positive and value > 0) or (not positive and value == claim.value):
            yield PASSED
        else:
            yield _told(dossier, "P113", claim, "> 0" if positive else claim.value, value)
