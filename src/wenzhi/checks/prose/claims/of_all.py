"""Floor 3: what a clause says of all that it counts itself (P111, P112): 不予公开的2件都是执法案卷, 复议2件均已审结.

The parser reads claims in clauses that hold no figure; here the figure, or none, stands in the clause itself. Takes
lines of prose and the cells. It must not know what rule asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Claim, Count, Span
from wenzhi.checks.dossier import Dossier, Line, part_start
from wenzhi.checks.forms import APPLICANTS, ORGANISATIONS, application, group_of
from wenzhi.checks.prose.cells.company import keeps_company
from wenzhi.checks.prose.claims.happened import against, held
from wenzhi.checks.readings import SUITS
from wenzhi.checks.rule import PASSED, Outcome
from wenzhi.parse.figures.wordings import tables
from wenzhi.text.numerals import how_many

_NUMBER = r"(?P<number>[1-9]\d*|[一二两三四五六七八九十])[件宗起例]"
_EVERY = "(?:均|都|全部?|一律|皆|悉数|清一色|无一例外地?)"
_START = r"(?:^|(?<=[,。;:)]))"
_IS = "(?:已|是|为|属于?|系|因为?|由于|涉及|被|要的|申请的?|经查)*"
_GROUPS = {
    "denied": "(?:决定)?不(?:予)?(?:以)?公开|(?:未予?|没有?|没能)公开",
    "unavailable": "无法提供|(?:不能|未能|没法|没能)提供|给不了|提供不了",
    "rejected": "(?:决定)?不予?处理|未予处理",
}
_WHY = "(?:[,]?(?:其)?(?:原因|理由|情形|类型|事由|要的))?"
_OF_GROUP = {
    group: as_pattern(
        rf"(?:{_START}(?:其中|上述|决定|共|这)?(?:{words})(?:的)?(?:申请)?(?:{_NUMBER})(?:申请)?"
        rf"|{_START}(?:其中|上述|这)?{_NUMBER.replace('number', 'first')}(?:{words})(?:的)?(?:申请)?"
        rf"|{_START}(?:其中|上述|凡)?(?:{words})的(?:申请)?)"
        rf"{_WHY},?{_WHY}{_EVERY}{_IS}(?P<what>[^,;。:()\d]{{2,24}}?)(?:的)?(?=[,;。])"
    )
    for group, words in _GROUPS.items()
}
_NOT_SO = as_pattern(
    "不[是属涉为]|并非|未涉|[或和与及](?!其他)|向|告知|说明|答复|书面|引导|作出|予以"
)
"""In what is said of them: it is denied, there are two kinds, or it tells what was done."""

_WHO = (
    {"村民": "natural_person", "居民": "natural_person", "群众": "natural_person"}
    | {
        "老百姓": "natural_person",
        "公司": "enterprise",
    }
    | APPLICANTS
)
_ASKED_BY = as_pattern(
    rf"{_START}(?:全年|今年|本年度?|年内|当年)?(?:共)?(?P<new>新收(?:到)?的?|新)?(?:收到|受理)?(?:的)?(?:{_NUMBER})?(?:政府信息公开)?"
    rf"(?:(?<=申请)|申请|(?:提出|提交)申请)(?:人|者|的)?,?(?:的)?{_EVERY}(?:是|为|系|属于?|由|来自于?)*"
    rf"(?P<who>{'|'.join(sorted(_WHO, key=len, reverse=True))})"
    r"(?:个人)?(?:提出|提交|递交|申请|提|写|递来|发起)?的?(?=[,;。])"
)
_NO_ORGANISATION = as_pattern(
    rf"{_START}(?:(?:且|并|申请人(?:中|里)?|其中)?(?:无|没有|未有)(?:一[家个])?"
    r"(?P<org>法人(?:[和或及与、](?:其[他它])?组织)?|(?:任何)?(?:单位|机构)|(?:商业|社会)?企业)"
    r"(?:(?:来|向我[局委镇乡]|提出|提交|递交)*(?:政府信息公开|信息公开)?申请)?"
    r"|(?:收到的?|全部|所有)?(?:的)?申请(?:中|里)?,?(?:无一|没有一[件个])(?:是|为|由|来自于?)*(?P<none>法人|单位|组织|企业)(?:提出|提交|申请|提)?的?)(?=[,;。])"
)

_CLOSED = (
    "(?:审结|结案|办结|审理完毕|审理终结|有了?(?:结果|结论|定论)|作出(?:了)?(?:复议)?(?:决定|裁决|裁判|判决|裁定)|裁决|判决|宣判)"
    "(?:完毕|了)?"
)
_BY_THEN = "(?:目前|现|年内|全年|年底前?|截?至?到?(?:20\\d\\d年)?(?:年底|年末|12月底|12月31日)(?:前|时)?|截至目前)*"
_ALL_CLOSED = as_pattern(
    rf"{_START}(?P<before>[^,;。:()\d]{{0,20}}?)(?P<kind>复议|诉讼)(?:案件?|申请)?{_NUMBER}(?:案件?)?,?(?:{_BY_THEN}|已经?|复议机关|法院|县政府)*"
    rf"{_EVERY}(?:已经?|于[^,;。]{{0,8}}?前|予以)*{_CLOSED}(?=[,;。])"
)
_NUMBER_FIRST = as_pattern(
    rf"{_START}(?P<before>[^,;。:()\d]{{0,8}}?){_NUMBER}(?:行政)?(?P<kind>复议|诉讼)(?:案件?|申请)?,?(?:{_BY_THEN}|已经?|复议机关|法院|县政府)*"
    rf"{_EVERY}(?:已经?|于[^,;。]{{0,8}}?前|予以)*{_CLOSED}(?=[,;。])"
)
_NONE_OPEN = as_pattern(
    rf"{_START}(?P<before>)(?:目前|年底|至年底)?(?:(?:行政)?(?P<kind>复议|诉讼)(?:案件?|方面)?(?:均|也)?(?:无|没有)(?:一件)?(?:尚|仍)?未(?:审结|结案|结)的?(?:案件?)?"
    r"|(?:无|没有)(?:一件)?(?:尚|仍)?未(?:审结|结案)的?(?:行政)?(?P<kinds>(?:复议|诉讼)(?:[、和或及与](?:行政)?(?:复议|诉讼))?)(?:案件?)?)(?=[,;。])"
)
_OTHERS = as_pattern(
    "政府(?!信息)|审理(?!完毕|终结)|受理|上一?年|去年|往年|以前|除|其余|另|承办|办理县|20\\d\\d年[^,]{0,4}(?:结转|遗留)"
)
"""In the sentence: others are meant, or all but some."""

_NO_SUIT = as_pattern(
    rf"{_START}(?P<after>(?:行政)?复议(?:决定|结果|结论)?(?:作出)?(?:之?后)?,?)?(?:各|所有|全部)?(?:复议)?(?:申请人|当事人|双方|群众)?"
    r"(?:对(?:复议|该|上述)[^,;。\d]{0,6})?(?P<all>均|都|也|全部)*(?:服从[^,;。]{0,6},)?"
    r"(?:(?:未|没有?|不)(?P<again>再|又|另行|继续|进一步)?|(?P<none>无一|没有一[件人个]))(?:再|人)?(?:向(?:人民)?法院|到法院|走到|打到)?"
    r"(?:提起|提出|发生|引发|引起|转为|转入|进入|产生|打)?(?:了)?(?:行政)?(?:诉讼|起诉|官司)(?:程序|案件|阶段)?(?=[,;。])"
)
_AFTER_REVIEW = "litigation.after_review.total"
_NOT_ALL_REVIEWS = as_pattern(
    "上一?年|去年|其中|另|处罚|许可|征收|裁决|(?<!\\d)1件[^,]{0,6}申请人|撤回"
)


_LEFT = "(?:结转|遗留|转[来入]|转过来|接转|留下|剩下?)(?:下来|过来|到今年|至今年)?"
_OVER_TAIL = "(?:的|未办结|继续办理)*(?:政府信息公开)?(?:申请|办件|件|事项|情况)?"
_NONE_OVER = as_pattern(
    rf"{_START}(?:(?:上一?年度?|去年|(?P<year>20\d\d)年度?)(?:均|都|也)?(?:无|没有?|未有)(?:需要?)?{_LEFT}{_OVER_TAIL}"
    rf"|(?:无|没有)(?:去年|上一?年度?)(?:{_LEFT}|接着办|没办完|未办结){_OVER_TAIL})(?=[,;。])"
)
"""上年无结转, 没有去年接着办的申请."""
_OVER = application("carried_over", "total")


def none_carried_over(dossier: Dossier) -> Iterator[Outcome]:
    """Nothing is said to be from the year before where the cell is 0 (P111), unless the parser is sure of it."""
    value, year = dossier.value(_OVER), dossier.report.meta.year
    for line in dossier.lines_for(_NONE_OVER) if value is not None and year else ():
        for told in _NONE_OVER.finditer(line.text):
            span = line.span(*told.span())
            if (told["year"] and int(told["year"]) + 1 != year) or _is_read(dossier, span):
                continue
            yield held(dossier, "P111", span, told[0], _OVER, 0)


def _is_read(dossier: Dossier, span: Span) -> bool:
    """Whether a nought there is held against the cell as every figure is."""
    return any(
        one.indicator == _OVER
        and _meets(one, span)
        and (not dossier.is_guessed(index) or keeps_company(dossier, index))
        for index, one in enumerate(dossier.report.counts)
    )


def kinds_of_all(dossier: Dossier) -> Iterator[Outcome]:
    """All refused are of one kind, and all applications from one kind of applicant, as the cells have it (P112)."""
    for group, pattern in _OF_GROUP.items():
        cells = _cells_of(dossier.cell_names, group)
        total = dossier.total(cells) if cells else None
        for line in dossier.lines_for(pattern) if total else ():
            for told in pattern.finditer(line.text):
                yield from _of_group(dossier, line, told, cells, total)
    yield from _asked_by(dossier)


@lru_cache(maxsize=64)
def _cells_of(names: Set[str], group: str) -> tuple[str, ...]:
    """The totals among the cells `names` of the rows of a group."""
    return tuple(
        name
        for name in sorted(names)
        if name.endswith(".total")
        and group_of(name.removeprefix("applications.").removesuffix(".total")) == group
    )


def _of_group(
    dossier: Dossier, line: Line, told: re.Match[str], cells: Sequence[str], total: float | None
) -> Iterator[Outcome]:
    number = told["number"] or told["first"]
    if (number and how_many(number) != total) or _NOT_SO.search(told["what"]):
        return
    rows = [_rows_named(part) for part in told["what"].split("、")]
    named = set().union(*rows)
    if not all(rows):
        return  # 本机关不掌握、未制作: one of two may be of another row
    facts = [application(row, "total") for row in named]
    if len(facts) != 1 or facts[0] not in cells or _is_claimed(dossier, facts[0], line, told):
        return
    yield held(dossier, "P112", line.span(*told.span()), told[0], facts[0], total)


def _rows_named(words: str) -> set[str]:
    return {row.id for row in tables().rows if row.match.search(words + "#")}


def _is_claimed(dossier: Dossier, fact: str, line: Line, told: re.Match[str]) -> bool:
    """Whether the parser reads a claim on that cell there, which is held against it anyway."""
    span = line.span(*told.span())
    return any(one.fact == fact and _meets(one, span) for one in dossier.report.claims)


def _asked_by(dossier: Dossier) -> Iterator[Outcome]:
    cells = [application("new_received", column) for column in ORGANISATIONS]
    received, organisations = dossier.value(_RECEIVED), dossier.total(cells)
    for line in dossier.lines_for(_ASKED_BY) if received else ():
        for told in _ASKED_BY.finditer(line.text):
            fact = application("new_received", _WHO[told["who"]])
            counted = told["number"] and how_many(told["number"]) != received
            if dossier.value(fact) is None or counted or _is_claimed(dossier, fact, line, told):
                continue
            yield held(dossier, "P112", line.span(*told.span()), told[0], fact, received)
    for line in dossier.lines_for(_NO_ORGANISATION) if organisations is not None else ():
        for told in _NO_ORGANISATION.finditer(line.text):
            named = told["org"] or told["none"]
            facts = [_ENTERPRISES] if "企业" in named else cells
            value = dossier.total(facts)
            if value is None or ("申请" not in told[0]) or _is_denied(dossier, line, told):
                continue
            if value == 0:
                yield PASSED
            else:
                first = next(one for one in facts if dossier.value(one))
                yield against(dossier, "P112", line.span(*told.span()), told[0], first, 0, value)


_RECEIVED = application("new_received", "total")
_ENTERPRISES = application("new_received", "enterprise")


def _is_denied(dossier: Dossier, line: Line, told: re.Match[str]) -> bool:
    """Whether the parser reads a nought there."""
    span = line.span(*told.span())
    return any(
        one.value == 0 and _meets(one, span) and (one.indicator or "").startswith("applications.")
        for one in dossier.report.counts
    )


def _meets(one: Count | Claim, span: Span) -> bool:
    """Whether what the parser read there and a place share a character."""
    return one.start < span[1] and span[0] < one.end


def disputes_over(dossier: Dossier) -> Iterator[Outcome]:
    """All reviews or suits are decided, and none went on to court, as the cells have it (P111)."""
    for pattern in (_ALL_CLOSED, _NUMBER_FIRST, _NONE_OPEN):
        for line in dossier.lines_for(pattern):
            for told in pattern.finditer(line.text):
                yield from _closed(dossier, line, told)
    suits = dossier.value(_AFTER_REVIEW)
    for line in dossier.lines_for(_NO_SUIT) if suits is not None else ():
        for told in _NO_SUIT.finditer(line.text):
            start = part_start(line.text, told.start(), "。;")
            before = line.text[: told.start()]
            of_reviews = told["after"] or "复议" in before
            on = told["after"] or told["again"] or told["none"] or told["all"]
            if not of_reviews or not on or _NOT_ALL_REVIEWS.search(line.text, start, told.end()):
                continue
            yield held(dossier, "P111", line.span(*told.span()), told[0], _AFTER_REVIEW, 0)


def _closed(dossier: Dossier, line: Line, told: re.Match[str]) -> Iterator[Outcome]:
    start = part_start(line.text, told.start(), "。;")
    if _OTHERS.search(line.text, start, told.end()):
        return
    groups = told.groupdict()
    for kind in ("复议", "诉讼"):
        if kind not in (groups.get("kind") or groups.get("kinds") or ""):
            continue
        blocks = ("review",) if kind == "复议" else SUITS
        total = dossier.total([f"{block}.total" for block in blocks])
        open_cells = [f"{block}.pending" for block in blocks]
        still = dossier.total(open_cells)
        number = groups.get("number")
        if still is None or (number and how_many(number) != total):
            continue
        if still == 0:
            yield PASSED
            continue
        first = next(one for one in open_cells if dossier.value(one))
        if not _is_claimed(dossier, first, line, told):
            yield against(dossier, "P111", line.span(*told.span()), told[0], first, 0, still)
