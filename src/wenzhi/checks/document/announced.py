"""Floor 3: what a report before the official forms announces and does not hold.

Takes a report; gives the parts its preamble lists that no heading of the body has, and headings with nothing
under them. It makes no finding.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Section, SectionKind, Span
from wenzhi.checks.dossier import LONGEST_EVIDENCE, Dossier

_EVERY_YEAR: tuple[SectionKind, ...] = ("active", "applications", "fees", "review")
_NAMED = as_pattern(r"[\u4e00-\u9fffA-Za-z0-9]")
_CONTENTS_SAID = as_pattern(
    r"(?:内容|部分|章节|全文|报告)[^。;:]{0,10}(?:依次|分别|包括|分为|由|有|含)?[^。;:]{0,10}[:,](?P<list>[^。]{20,300})"
)
"""In the preamble: the parts of the report, named one after another (内容依次为:概述;…)."""
_LEAST_PARTS = 4
"""Parts that make a list the report's outline. Own choice."""
_TITLE_ALONE = as_pattern(
    r"^[ \t]*(?P<title>(?P<no>\([一二三四五六七八九十]{1,2}\)|\d{1,2}[.、])?[ \t]*"
    r"(?:[^\n,。;:、]{0,10}(?:存在(?:的)?(?:主要)?(?:问题|不足)|主要问题|问题和不足|不足之处)|[^\n,。;:、]{0,8}(?:改进|整改|努力|工作)(?:情况|措施|方向|打算|计划|举措|思路)"
    r"|下一步[^\n,。;:]{0,12}(?:打算|措施|安排|计划|思路|工作)|问题|不足|短板|改进|整改|措施|打算))[:。]?[ \t]*\n\s*"
    r"(?=[一二三四五六七八九十]{1,2}[ \t]*[、.]"
    r"|(?P<next>\([一二三四五六七八九十]{1,2}\)|\d{1,2}[.、])[ \t]*[^\n]{2,30}\n)",
    re.MULTILINE,
)
"""A title of the two halves of section five, on a line of its own, with the next heading right behind."""


def titles_alone(dossier: Dossier) -> Iterator[Span]:
    """Titles within section five (存在的问题, 改进情况) that have nothing under them."""
    for section in dossier.report.sections:
        if section.kind != "problems" or not section.heading:
            continue
        start = section.start + len(section.heading)
        end = min(len(dossier.flat), section.end + LONGEST_EVIDENCE)
        for label in _LABEL_ALONE.finditer(dossier.flat, start, section.end):
            yield label.span("title")
        body = dossier.flat[start : section.end]
        said = _NOTHING_BEHIND.search(body) if body.rstrip().endswith(":") else None
        if said is not None:
            yield start + said.start("title"), start + said.end("title")
        for match in _TITLE_ALONE.finditer(dossier.flat, start, end):
            if match.start() >= section.end:
                break
            number, following = match["no"], match["next"]
            # (一)存在的问题 above 1. is the heading of what follows; so is a title without a number.
            if following is None or (number and (number[0] == "(") == (following[0] == "(")):
                if following is not None and not _TITLE_ONLY.match(dossier.flat, match.end()):
                    continue
                yield match.span("title")


_HALVES = (
    "(?:政府信息公开)?(?:工作)?(?:存在)?(?:的)?(?:主要|突出)?(?:问题|不足|短板|差距)(?:和不足|与不足|及不足)?"
    "|(?:下一步)?(?:的)?(?:改进|整改|工作)?(?:措施|打算|计划|思路|安排|举措|办法)|改进(?:情况)?|整改(?:情况)?|下一步(?:工作)?"
)
_NOTHING_BEHIND = as_pattern(
    r"(?:^|[。;,:\n])[ \t]*(?P<title>[^。;,:\n]{0,24}"
    r"(?:问题|不足|措施|举措|方面|工作|打算|办法|思路|几点|如下|有|改进)):\s*$"
)
"""采取下列改进措施: at the end of the section."""
_LABEL_ALONE = as_pattern(
    rf"^[ \t]*(?:[●•▪◆※★—-]+|[【\[(])?[ \t]*(?P<title>{_HALVES})[】\])]?:[ \t]*\n\s*"
    rf"(?=(?:[●•▪◆※★—-]+|[【\[(])?[ \t]*(?:{_HALVES})[】\])]?:)",
    re.MULTILINE,
)
"""问题: on a line of its own with 改进: right behind."""
_TITLE_ONLY = as_pattern(
    r"[^\n,。;:]{0,24}(?:问题|不足|情况|措施|方向|打算|计划|举措|思路|改进|整改)[ \t]*(?:\n|$)"
)
"""The next line is a title of the same rank, not the first of the points."""


def headings_alone(dossier: Dossier) -> Iterator[Section]:
    """Sections on what every year has to report that are a heading and nothing under it."""
    sections = dossier.report.sections if dossier.free_outline else ()
    for one, following in itertools.pairwise(sections):
        if one.kind not in _EVERY_YEAR or not one.heading or following.kind == one.kind:
            continue
        body = dossier.flat[one.start + len(one.heading) : one.end]
        # 三、依申请公开 above 3.1 收到申请: the next heading is of the same part unless its number goes on.
        if one.no is not None and following.no == one.no + 1 and not _NAMED.search(body):
            yield one


def parts_missing(dossier: Dossier, words_of: Mapping[SectionKind, str]) -> dict[SectionKind, Span]:
    """The kinds of parts the preamble lists and no section is of, and where it names them.

    `words_of` gives the words that show a part of each kind.
    """
    present = {section.kind for section in dossier.report.sections}
    return {
        kind: span
        for kind, span in _listed(dossier, words_of).items()
        if kind not in present and not _headed(dossier, span)
    }


def _listed(dossier: Dossier, words_of: Mapping[SectionKind, str]) -> dict[SectionKind, Span]:
    found: dict[SectionKind, Span] = {}
    for line in dossier.lines_for(_CONTENTS_SAID):
        said = _CONTENTS_SAID.search(line.text) if line.section == "preamble" else None
        if said is None:
            continue
        mark = ";" if ";" in said["list"] else "[,、]"
        parts = list(re.finditer(rf"(?:(?!{mark}).)+", said["list"]))
        if len(parts) < _LEAST_PARTS:
            continue
        for part in parts:
            for kind, words in words_of.items():
                if re.search(words, part[0]) and kind not in found:
                    start = said.start("list") + part.start()
                    found[kind] = line.span(start, said.start("list") + part.end())
                    break
    return found


def _headed(dossier: Dossier, promised: Span) -> bool:
    """Whether some heading of the body has the words of the part, or a line of its own repeats them."""
    named = _bare("".join(dossier.flat[slice(*promised)].split()))
    heads = (_bare("".join((section.heading or "").split())) for section in dossier.report.sections)
    if any(head and (head in named or named in head) for head in heads):
        return True
    return any(
        named in _bare("".join(row.split()))
        for row in dossier.flat[promised[1] :].split("\n")[1:]
        if len(row) < LONGEST_EVIDENCE // 4
    )


def _bare(title: str) -> str:
    """A part's name without its ordinal, 政府信息 and 情况."""
    stem = re.sub(r"^(?:第?\(?[一二三四五六七八九十\d]{1,2}(?:部分|\)|、|\.|是)?)", "", title)
    return re.sub("政府信息公开|政府信息|的|情况|工作|因", "", stem)
