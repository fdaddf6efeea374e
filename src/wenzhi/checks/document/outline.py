"""Floor 3: rules of family D: the document as a whole: its sections, their order, its dates."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import date

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Section, SectionKind, Span
from wenzhi.checks.deadlines import read_date
from wenzhi.checks.document.announced import headings_alone, parts_missing, titles_alone
from wenzhi.checks.document.fillers import says_nothing
from wenzhi.checks.document.headings import (
    SIX,
    heading_span,
    numbered_rows,
    official,
    printed_headings,
    skipped_sections,
)
from wenzhi.checks.dossier import LONGEST_EVIDENCE, Dossier
from wenzhi.checks.forms import application
from wenzhi.checks.rule import PASSED, Outcome, failed, rule, unjudged
from wenzhi.checks.years.periods import period_spans
from wenzhi.text.abbreviations import shortens
from wenzhi.text.patterns import compile_quick

_OLD_CONTENT: tuple[tuple[SectionKind, str, str], ...] = (
    ("active", "主动公开政府信息的情况", "主动公开|公开(?:各类|政府)?信息"),
    ("applications", "依申请公开和不予公开的情况", "申请公开|公开申请|申请"),
    ("fees", "收费及减免情况", "收费|费用|收取|减免"),
    ("review", "申请行政复议、提起行政诉讼的情况", "复议|诉讼"),
    (
        "problems",
        "存在的主要问题及改进情况",
        r"存在[^。]{0,14}(?:问题|不足|差距|薄弱)|(?:问题|不足|差距)(?:主要|和|及|与|是|有|:)|有待|不够|薄弱|下一步|今后|改进(?:措施|情况|意见)",
    ),
)
"""2007 条例 Art. 32 (1) to (5): kind, wording, words that show the content under whatever title."""
_FEW = 3
"""With fewer recognised sections the outline is not understood, and none can be called missing."""
_SURE_HEADING = 0.6
"""Confidence of a heading below which its section may begin elsewhere. Own judgement."""
_FEE = as_pattern(r"处理费|收费|费用|收取|收到费")
_OTHER_CHARGES = as_pattern(
    r"(?:涉企|教育|停车|医疗|殡葬|物业|学校|经营性?|服务性?|政府|部门)收费|收费(?:标准|目录|清单|项目|公示|政策|站|员|管理|窗口|许可)"
    r"|(?:收取|征收|收缴|收到)(?:(?!处理费|申请|信息公开)[^,。;]){0,30}行政事业性?收费[^,。;\d]{0,8}\d|行政事业性?收费"
    r"|(?:收取|征收|收缴|减免)(?:(?!处理费|申请|信息公开)[^,。;]){0,24}?"
    r"(?:资源费|补偿费|养护费|建设费|配套费|使用费|抚养费|学费|会费|党费|停车费|物业费|保证金|押金|罚款|税款|门票)"
    r"|(?:污水|垃圾|固废|危废|医废|废物|废弃物)(?:无害化)?处[理置]费"
    r"|费用(?:支出|报销|补贴|减免政策)|(?:经费|税费|医疗|水资源|补偿|运行|差旅|诉讼|公用)费用|收取(?:意见|建议|材料|证照|资料)"
)
"""Charges and takings that are not for information."""
_TITLE_LINE = as_pattern(
    r"^[ \t]*(?P<title>[^\n。,;:]{2,40}(?:政府信息公开|政务公开)[^\n。,;:]{0,8}(?:年度)?报告)[ \t]*$",
    re.MULTILINE,
)
_OPENING_LINE = as_pattern(r"[ \t]*一[ \t]*[、.][ \t]*(?:总体情况|概述|基本情况)")
_NAMED = as_pattern(r"[\u4e00-\u9fffA-Za-z0-9]")
_NO_SUCH_DAY = compile_quick(
    r"(?<![\d年.-])(?:0?2月3[01]|(?:0?[469]|11)月31|(?:1[3-9]|[2-9]\d)月(?:[12]?\d|3[01])|(?:0?\d|1[0-2])月(?:3[2-9]|[4-9]\d))日"
)
"""A day that no year has, told without its year: 9月31日."""
_DATE = as_pattern(r"((?:19|20)(?<!\d..)\d\d)年(\d{1,2})月(?:(\d{1,2})日)?")


_OTHER_THERE = as_pattern("其[他它]需要(?:报告|说明)|其[他它](?:应当|须|需|应)报告|无其[他它]事项")


@rule("D101")
def section_missing(dossier: Dossier) -> Iterator[Outcome]:
    """All six sections of the form are there."""
    sections = official(dossier)
    if len([s for s in sections if s.heading]) < _FEW:
        finding = dossier.finding(
            "D101", {"title": "各节标题", "kind": "the headings"}, verdict="unjudged"
        )
        yield unjudged("没有认出各节标题 / the headings were not recognised", finding)
        return
    found = {section.kind for section in sections} - skipped_sections(dossier)
    for kind, title, words in SIX:
        if kind in found:
            yield PASSED
            continue
        body = "\n".join(line.text for line in dossier.lines if line.section != "preamble")
        elsewhere = kind in dossier.tables or re.search(words, body) is not None
        skipped = kind in skipped_sections(dossier)
        # 其他事项 may be the heading of a part: the words of section six itself stand nowhere.
        skipped = skipped or (elsewhere and kind == "other" and not _OTHER_THERE.search(body))
        doubtful = elsewhere and not skipped
        finding = dossier.finding(
            "D101",
            {"title": title, "kind": kind},
            expected=title,
            verdict="unjudged" if doubtful else "fail",
            severity="warning" if skipped else None,
        )
        if doubtful:
            yield unjudged("内容似在别处 / its content seems to stand elsewhere", finding)
        else:
            yield failed(finding)


@rule("D111")
def content_missing(dossier: Dossier) -> Iterator[Outcome]:
    """Reporting years 2008 to 2018: what Art. 32 of the 2007 条例 requires is somewhere in the report."""
    meta = dossier.report.meta
    if meta.form in ("2019", "2021") or meta.year is None or not 2008 <= meta.year <= 2018:
        return
    kinds = {section.kind for section in dossier.report.sections}
    if len(kinds - {"preamble", "signature", "extra"}) < _FEW:
        yield unjudged("没有认出各节标题 / the headings were not recognised")
        return
    promised = parts_missing(dossier, {kind: words for kind, _, words in _OLD_CONTENT})
    body = "".join(line.text for line in dossier.lines)
    for kind, title, words in _OLD_CONTENT:
        if kind in promised:
            span, values = promised[kind], {"title": title, "kind": kind}
            yield failed(dossier.finding("D111", values, spans=[span], expected=title))
        elif kind in kinds or re.search(words, body):
            yield PASSED
        elif kind == "problems":
            # Problems are there every year: only what did not happen is left out with reason.
            yield failed(dossier.finding("D111", {"title": title, "kind": kind}, expected=title))
        else:
            finding = dossier.finding(
                "D111", {"title": title, "kind": kind}, expected=title, verdict="unjudged"
            )
            yield unjudged("没有发生时常略去不写 / often left out where nothing happened", finding)


@rule("D112")
def boundary_doubtful(dossier: Dossier) -> Iterator[Outcome]:
    """Where a section of the form begins was read from its heading, and surely."""
    for section in official(dossier):
        if section.heading and section.confidence >= _SURE_HEADING:
            yield PASSED
            continue
        title = next(title for kind, title, _ in SIX if kind == section.kind)
        finding = dossier.finding(
            "D112",
            {"title": title, "kind": section.kind},
            spans=[heading_span(section) if section.heading else _first_line(dossier, section)],
            expected=title,
            actual=(section.heading or "").strip() or None,
            verdict="unjudged" if section.heading else "fail",
        )
        told = unjudged("标题写法存疑 / the heading is of doubtful wording", finding)
        yield told if section.heading else failed(finding)


def _first_line(dossier: Dossier, section: Section) -> Span:
    text = dossier.report.text
    start = (
        section.start
        + len(text[section.start : section.end])
        - len(text[section.start : section.end].lstrip())
    )
    end = text.find("\n", start, section.end)
    return start, min(end if end > start else section.end, start + LONGEST_EVIDENCE)


@rule("D113")
def several_reports(dossier: Dossier) -> Iterator[Outcome]:
    """A file holds one report: no second title of its own above a second 总体情况."""
    text = dossier.flat
    openings = [start for start in numbered_rows(dossier) if _OPENING_LINE.match(text, start)]
    if len(openings) < 2:
        yield PASSED
        return
    titles = [match.span("title") for match in _TITLE_LINE.finditer(text)]
    above = {
        max((title for title in titles if title[0] < opening), default=None) for opening in openings
    } - {None}
    distinct = {
        "".join(text[start:end].split()): (start, end) for start, end in filter(None, above)
    }
    if len(distinct) < 2:
        yield PASSED
        return
    spans = sorted(distinct.values())
    yield failed(
        dossier.finding(
            "D113",
            {"n": len(spans), "second": "".join(text[slice(*spans[1])].split())},
            spans=spans,
            expected=1,
            actual=len(spans),
        )
    )


@rule("D102")
def section_order(dossier: Dossier) -> Iterator[Outcome]:
    """The six sections stand in the order of the form."""
    rank = {kind: place for place, (kind, _, _) in enumerate(SIX)}
    for one, other in itertools.pairwise(printed_headings(dossier)):
        if rank[other.kind] >= rank[one.kind]:
            yield PASSED
            continue
        finding = dossier.finding(
            "D102", {"first": one.title, "second": other.title}, spans=[one.span, other.span]
        )
        yield failed(finding)


@rule("D103")
def empty_section(dossier: Dossier) -> Iterator[Outcome]:
    """A section that is prose says something under its heading."""
    sections = dossier.report.sections
    for place, section in enumerate(sections):
        if section.kind not in ("overview", "problems", "other") or not section.heading:
            continue
        body = dossier.flat[section.start + len(section.heading) : section.end]
        following = sections[place + 1].kind if place + 1 < len(sections) else None
        said = _written_under(dossier, body)
        filled = section.kind != "other" and says_nothing(said, section.kind == "problems")
        if said and not filled:
            yield PASSED
        elif following in ("extra", "fees", section.kind):
            yield unjudged("下面的标题可能属于本节 / the next heading may belong here")
        else:
            title = "".join(section.heading.split())
            spans = [heading_span(section)]
            if filled:
                spans.append(_said_under(section, body.rstrip()))
            values = {"title": title, "kind": section.kind}
            yield failed(dossier.finding("D103", values, spans=spans))
    yield from _without_table(dossier)
    yield from _of_another_section(dossier)
    for start, end in titles_alone(dossier):
        title = dossier.flat[start:end]
        finding = dossier.finding(
            "D103", {"title": title, "kind": "problems"}, spans=[(start, end)], severity="warning"
        )
        yield failed(finding)
    for section in headings_alone(dossier):
        title, span = "".join((section.heading or "").split()), heading_span(section)
        values = {"title": title, "kind": section.kind}
        yield failed(dossier.finding("D103", values, spans=[span]))


_TABLED: tuple[SectionKind, ...] = ("active", "applications", "review")


def _without_table(dossier: Dossier) -> Iterator[Outcome]:
    """A section with a table has something under its heading where the other tables are in the text.

    Where none is, all may be pictures.
    """
    if dossier.free_outline or not dossier.tables:
        return
    for one, following in itertools.pairwise(dossier.report.sections):
        if one.kind not in _TABLED or not one.heading or following.kind in ("extra", one.kind):
            continue
        if not _NAMED.search(dossier.flat[one.start + len(one.heading) : one.end]):
            values = {"title": "".join(one.heading.split()), "kind": one.kind}
            spans = [heading_span(one)]
            yield failed(dossier.finding("D103", values, spans=spans, severity="warning"))


_SIGNED_DAY = as_pattern(
    r"^[(]?(?:(?:19|20)\d\d|[二一][〇○零九][〇○零一二三四五六七八九]{2})[年./-][\d一二三四五六七八九十]{1,3}[月./-](?:[\d一二三四五六七八九十]{1,3}日?)?[)]?$",
    re.MULTILINE,
)


def _written_under(dossier: Dossier, body: str) -> str:
    """What stands under a heading but the organ's signature and its day, which may end the text."""
    organ = dossier.report.meta.organization or ""
    lines = []
    for line in body.split("\n"):
        row = "".join(line.split())
        signed = len(row) > _SHORTEST_SIGNATURE and row[0] in organ and shortens(row, organ)
        if _NAMED.search(row) and not signed and not _SIGNED_DAY.match(row):
            lines.append(line)
    return "\n".join(lines)


_SHORTEST_SIGNATURE = 3
"""Characters from which on a line that is short for the organ's name is its signature."""
_DISPUTED = as_pattern("复议|诉讼|起诉|应诉|官司")


def _of_another_section(dossier: Dossier) -> Iterator[Outcome]:
    """Section four without its table says something of reviews or suits, not of other things alone."""
    if "review" in dossier.tables or dossier.free_outline:
        return
    for section in dossier.report.sections:
        heading = section.heading or ""
        body = dossier.flat[section.start + len(heading) : section.end]
        if section.kind != "review" or not heading or _DISPUTED.search(body):
            continue
        if not re.search("申请|公开", body) or len(body.strip()) > LONGEST_EVIDENCE:
            continue
        title = "".join(heading.split())
        spans = [heading_span(section), _said_under(section, body)]
        yield failed(dossier.finding("D103", {"title": title, "kind": section.kind}, spans=spans))


@rule("D105")
def organ_unnamed(dossier: Dossier) -> Iterator[Outcome]:
    """The report says which organ it is of: in its title where it has one.

    A text without a title was taken from a page that has one; what its own title leaves out is left out.
    """
    if dossier.report.meta.organization is not None:
        yield PASSED
        return
    title = _NAMELESS_TITLE.match(dossier.flat)
    if title is None:
        yield unjudged(
            "文中没有认出机关名称 / no organ was recognised",
            dossier.finding("D105", {}, verdict="unjudged"),
        )
    else:
        yield failed(dossier.finding("D105", {}, spans=[title.span("title")]))


@rule("D106")
def year_unnamed(dossier: Dossier) -> Iterator[Outcome]:
    """The report says which year it is on: its title does, or a sentence."""
    if dossier.report.meta.year is not None:
        yield PASSED
        return
    title = _YEARLESS_TITLE.match(dossier.flat)
    if title is None or _ANY_YEAR.search(_OF_STATUTES.sub("", dossier.flat)):
        yield unjudged(
            "文中没有认出年度 / no year was recognised",
            dossier.finding("D106", {}, verdict="unjudged"),
        )
    else:
        yield failed(dossier.finding("D106", {}, spans=[title.span("title")]))


_NAMELESS_TITLE = as_pattern(
    r"\s*(?P<title>(?:(?:19|20)\d\d年度?)?(?:政府信息|信息|政务)公开(?:工作)?(?:年度)?(?:工作)?"
    r"(?:报告|年报|总结))[ \t]*\n"
)
"""The first line where it is a report's title that names no organ."""
_YEARLESS_TITLE = as_pattern(
    r"\s*(?P<title>[^\n。,;:\d]{0,40}(?:信息公开|政务公开)(?:工作)?(?:年度)?(?:工作)?(?:报告|年报|总结))[ \t]*\n"
)
"""The first line where it is a report's title that names no year."""
_ANY_YEAR = as_pattern(r"(?:19|20)\d\d|二[〇○零][〇○零一二三四五六七八九]{2}")
_OF_STATUTES = as_pattern(
    r"[〔\[(](?:19|20)\d\d[〕\])]\s*\d+号|(?:19|20)\d\d年(?:\d{1,2}月(?:\d{1,2}日)?)?(?:新?修订|公布|施行|颁布|印发)"
)
"""A document's number, and the year in which a statute was made: no year of the report."""


@rule("D107")
def processing_fee_unmentioned(dossier: Dossier) -> Iterator[Outcome]:
    """2021 form: section six says what was done about the processing fee (信息处理费)."""
    meta = dossier.report.meta
    if meta.form not in ("2019", "2021") or (meta.year is not None and meta.year < 2021):
        return
    if meta.form == "2019" and application("result.other_misc", "total") not in dossier.facts:
        return  # filled in on the old form, which does not ask for it
    others = [s for s in dossier.report.sections if s.kind == "other" and s.heading]
    if not others:
        return
    if any(_FEE.search(_OTHER_CHARGES.sub("", line.text)) for line in dossier.lines_for(_FEE)):
        yield PASSED
        return
    section = others[0]
    body = dossier.flat[section.start + len(section.heading or "") : section.end]
    if not _NAMED.search(body):
        # An empty section is told as such.
        return
    said = _said_under(section, body)
    yield failed(dossier.finding("D107", {}, spans=[heading_span(section), said]))


def _said_under(section: Section, body: str) -> Span:
    """Where `body`, which stands behind a section's heading, has its text, no longer than evidence may be."""
    start = section.start + len(section.heading or "") + len(body) - len(body.lstrip())
    return start, start + min(len(body.strip()), LONGEST_EVIDENCE)


@rule("D108")
def period_not_a_year(dossier: Dossier) -> Iterator[Outcome]:
    """The period covered is the whole year, 1 January to 31 December."""
    meta = dossier.report.meta
    first, last = (read_date(day) for day in meta.period) if meta.period else (None, None)
    if first is None or last is None:
        return
    if meta.year is None or meta.year < 2009:
        # The first period began with the 条例 itself, 1 May 2008.
        return
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        yield PASSED
        return
    if first.year != meta.year:
        # Told as a period of another year (Y202).
        return
    finding = dossier.finding(
        "D108",
        {"first": first.isoformat(), "last": last.isoformat()},
        spans=period_spans(dossier, first, last),
        expected=f"{first.year}-01-01 – {first.year}-12-31",
        actual=f"{first.isoformat()} – {last.isoformat()}",
    )
    yield failed(finding)


@rule("D109")
def impossible_date(dossier: Dossier) -> Iterator[Outcome]:
    """Every date, with or without its day, is one of the calendar."""
    for match in _DATE.finditer(dossier.flat):
        try:
            date(*(int(part or 1) for part in match.groups()))
        except ValueError:
            yield failed(dossier.finding("D109", {"text": match[0]}, spans=[match.span()]))
        else:
            yield PASSED
    for line in dossier.lines_for(_NO_SUCH_DAY):
        for match in _NO_SUCH_DAY.finditer(line.text):
            yield failed(
                dossier.finding("D109", {"text": match[0]}, spans=[line.span(*match.span())])
            )


@rule("D110")
def no_annual_report(dossier: Dossier) -> Iterator[Outcome]:
    """The text is an annual report: it has a section or a table of one."""
    known = any(s.kind not in ("preamble", "extra", "contents") for s in dossier.report.sections)
    if known or dossier.tables:
        yield PASSED
        return
    title = _OTHER_DOCUMENT.match(dossier.flat)
    if title is None:
        yield unjudged(
            "没有认出任何一节或一张表 / neither a section nor a table was recognised",
            dossier.finding("D110", {}, verdict="unjudged"),
        )
    else:
        yield failed(dossier.finding("D110", {}, spans=[title.span("title")]))


_OTHER_DOCUMENT = as_pattern(
    r"\s*(?P<title>[^\n。,;:]{4,80}(?:通知|公告|通告|方案|办法|意见|批复|复函|决定|纪要|通报|说明|指南|目录|细则"
    r"|规定|制度|函|要点|清单))[ \t]*(?:\n|$)"
)
"""The first line where it is the title of another kind of document."""


@rule("D114")
def corrections_without_problems(dossier: Dossier) -> Iterator[Outcome]:
    """Where decisions were corrected on review or in court, section five admits some problem."""
    section = next((s for s in dossier.report.sections if s.kind == "problems"), None)
    cells = ["review.corrected", "litigation.direct.corrected", "litigation.after_review.corrected"]
    corrected = [name for name in cells if dossier.value(name)]
    if section is None or not corrected:
        return
    if dossier.report.narrative.problems:
        yield PASSED
        return
    finding = dossier.finding(
        "D114",
        {"n": sum(dossier.value(name) or 0 for name in corrected)},
        facts=corrected,
        spans=[*dossier.spans(corrected), heading_span(section)]
        if section.heading
        else dossier.spans(corrected),
    )
    yield failed(finding)
