"""Floor 3: rule R201: the organ speaks of itself, and of those who lead it, as what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import OrganKind, Span
from wenzhi.checks.dossier import Dossier, Line
from wenzhi.checks.residue.frames import EXCHANGE
from wenzhi.checks.residue.heads import of_another_kind, other_heads, other_leaders
from wenzhi.checks.residue.names import PLACE_UNKNOWN, own_names
from wenzhi.checks.residue.toponyms import may_be_place, quoted
from wenzhi.checks.rule import PASSED, CannotRun, Outcome, failed, rule, unjudged
from wenzhi.text.normalize import squeezed
from wenzhi.text.patterns import compile_quick

_SELF = compile_quick(
    r"(?<![自“])(?P<who>[我本])(?P<what>局|委|厅|街道|街|镇|乡|院|校|县|区|旗|办)"
    r"(?:(?<=局)(?![面势限域]|部(?![分门]))|(?<=街道)(?![域面])"
    r"|(?<![局道])(?![长员会组托村域面势限部中内间别分隔落子]|(?<=办)[法理公事结学]|(?<=乡)[土亲]))"
)
"""Not where the character begins a word of its own: 本区域, 我委员, 本局部; 我局会同 and 我局分管领导 are none."""
_WHO = as_pattern("[我本][局委厅街镇乡院校县区旗办]")

_MAY_SAY: dict[str, tuple[str, ...]] = {
    "局": ("局", "署", "海关", "税务", "队", "中心", "分局"),
    "委": ("委", "管委会"),
    "厅": ("厅",),
    "街道": ("街道", "办事处", "街"),
    "街": ("街", "办事处"),
    "镇": ("镇",),
    "乡": ("乡",),
    "办": ("办", "政务", "委"),
    "院": ("院",),
    "校": ("校", "学", "院"),
    "县": ("县", "旗"),
    "区": ("区",),
    "旗": ("旗",),
}
"""Self-references and what the organ's name or its place must hold for them to be its own."""
_JUDGED: frozenset[OrganKind] = frozenset(
    {"street", "town", "department", "vertical", "government"}
)
"""Kinds whose names show how they speak of themselves; offices and institutions write for others."""
_WAS_A_TOWNSHIP = as_pattern("撤乡|乡改镇|原[^,。;]{1,6}乡|改设[^,。;]{0,4}镇")
"""A town that was a township may still be told of as one."""
_OWN_DIVISION = as_pattern(r"[\u4e00-\u9fff]{2,7}?(?P<level>[省市县区旗])")
_LED = as_pattern(
    r"(?:在|按照?|根据|落实|贯彻|执行)(?P<whose>(?P<led>[县区旗])委[、,和]?(?P=led)(?:人民)?政府)(?:的)?"
    r"(?:坚强|正确|统一|高度|有力|关心|大力|决策|工作|部署|安排|要求|领导|指导|重视|支持)"
)
"""Who leads the organ: the party committee and government of its own place."""
_TEACHING_OR_HEALING = as_pattern("学校|大学|学院|中学|小学|幼儿园|医院|卫生院|保健院")
"""Institutions that are nobody's bureau; an archive or a centre may be one as well (档案馆, 档案局)."""
_NEVER_AN_INSTITUTION = frozenset({"局", "委", "厅", "街道", "街"})
"""What no school or hospital calls itself; 我镇 and 我县 may be the place it serves."""


@rule("R201")
def other_kind_of_organ(dossier: Dossier) -> Iterator[Outcome]:
    """The organ speaks of itself as what it is: no 我局 in a street's report."""
    meta = dossier.report.meta
    taught = _TEACHING_OR_HEALING.search(meta.organization or "") is not None
    centre = _is_a_centre(dossier)
    institution = meta.organ_kind == "public_institution" and (taught or centre)
    if meta.organization is None or not (meta.organ_kind in _JUDGED or institution):
        if told := list(_against_its_own_words(dossier)):
            yield from told
            return
        raise CannotRun("机关名称或性质不明 / the organ or its kind is not known")
    own = own_names(dossier)
    foreign = _foreign_levels(dossier, own)
    for line in dossier.lines_with(_WHO):
        for match in _SELF.finditer(line.text):
            if institution and match["what"] not in _NEVER_AN_INSTITUTION:
                continue
            alien = centre and match["what"] == "局"
            if not alien and any(word in own for word in _MAY_SAY[match["what"]]):
                yield PASSED
                continue
            if quoted(line.text, match.start()):
                continue
            if match["what"] == "办" and meta.organ_kind not in ("department", "vertical"):
                continue  # 我办 in a government's or a street's report is its office
            if match["what"] == "乡" and _WAS_A_TOWNSHIP.search(dossier.flat):
                continue
            # 我区 in a county may be the autonomous region.
            sure = match["what"] != "区" or meta.region is not None
            yield _speaks_as_another(dossier, match[0], line.span(*match.span()), sure=sure)
    for line in dossier.lines_for(_WHOLE) if foreign else ():
        for match in _WHOLE.finditer(line.text):
            if match["level"] not in foreign or EXCHANGE.search(line.text):
                continue
            if not quoted(line.text, match.start()):
                yield _speaks_as_another(dossier, match[0], line.span(*match.span()), sure=True)
    yield from _led_by_another(dossier)
    yield from _called_another(dossier, own)


_SPEAKERS = ("局", "委", "厅", "街道", "镇", "乡", "校", "院")
"""What an organ calls itself by its kind; 我县 and 我区 may be the place of any."""
_MOSTLY = 5
"""Times from which on a text shows how its organ speaks of itself."""


def _against_its_own_words(dossier: Dossier) -> Iterator[Outcome]:
    """Where no name says what the organ is: one 我镇 in a text that speaks of 我局 throughout."""
    said: dict[str, list[tuple[Line, re.Match[str]]]] = {}
    for line in dossier.lines_with(_WHO):
        for match in _SELF.finditer(line.text):
            if not quoted(line.text, match.start()):
                said.setdefault(match["what"], []).append((line, match))
    own = max(said, key=lambda what: len(said[what]), default=None)
    others = [found for what, found in said.items() if what != own and what in _SPEAKERS]
    if own not in _SPEAKERS or len(said[own]) < _MOSTLY or sum(map(len, others)) != 1:
        return
    line, match = others[0][0]
    if not EXCHANGE.search(line.text):
        text = match[0]
        finding = dossier.finding(
            "R201",
            {"text": text, "organ": f"我{own}"},
            spans=[line.span(*match.span())],
            expected=f"我{own}",
            actual=text,
            severity="warning",
        )
        yield failed(finding)


_RENAMED = as_pattern("合并|并入|撤并|撤[镇乡县]|改设|更名|改[街镇区]|区划调整")
"""A place that was of another kind may still be called so."""


def _called_another(dossier: Dossier, own: str) -> Iterator[Outcome]:
    """The own work is led by the head of no other kind of organ, and the own place is of its kind."""
    organ = squeezed(dossier.report.meta.organization or "")
    renamed = _RENAMED.search(dossier.flat) is not None
    for line in dossier.lines:
        found = [*other_heads(organ, line.text), *other_leaders(organ, line.text)]
        found += () if renamed else of_another_kind(organ, line.text)
        for start, end in found:
            name = line.text[start:end]
            if name not in own and not quoted(line.text, start) and not EXCHANGE.search(line.text):
                yield _speaks_as_another(dossier, name, line.span(start, end), sure=True)


def _is_a_centre(dossier: Dossier) -> bool:
    """Whether an organ named 中心 calls itself that again and again, and a bureau but once."""
    organ = squeezed(dossier.report.meta.organization or "")
    if not organ.endswith("中心"):
        return False
    often = len(_CENTRE.findall(dossier.prose)) >= _AGAIN
    return often and len(_BUREAU.findall(dossier.prose)) == 1


_CENTRE = as_pattern("[我本]中心")
_BUREAU = as_pattern("[我本]局(?![面势限域部])")
_AGAIN = 3


def _foreign_levels(dossier: Dossier, own: str) -> frozenset[str]:
    """Levels of which the report cannot say 全县: beside its own, where the text names no place of them.

    A district has no 全县 and a town no 全乡; 全区 may be the autonomous region, 全市 is what is above.
    """
    organ = squeezed(dossier.report.meta.organization or "")
    last = _LAST_LEVEL.search(organ)
    if last is None or _WHOLE.search(dossier.prose) is None:
        return frozenset()
    return frozenset(
        level
        for level in _BESIDE.get(last["level"], ())
        if level not in own
        and not any(
            may_be_place(named[0])
            for named in re.finditer(rf"[\u4e00-\u9fff]{{2}}{level}", dossier.prose)
        )
    )


_WHOLE = as_pattern(r"全(?P<level>县|镇|乡|街道)(?![^,。;]{0,2}(?:平均|排名|第))")
_LAST_LEVEL = as_pattern(
    r".*[\u4e00-\u9fff]{2}(?P<level>街道|[市县区镇乡])(?:人民政府|办事处|[\u4e00-\u9fff]{2,14}[局委会室])?$"
)
_BESIDE = {"区": "县", "市": "县", "镇": ("乡", "街道"), "乡": ("镇", "街道"), "街道": ("镇", "乡")}
"""Levels that stand beside a place's own, or below it where it has none such."""


def _speaks_as_another(dossier: Dossier, text: str, span: Span, *, sure: bool) -> Outcome:
    """That the organ is called or led as no organ of its kind is."""
    organ = dossier.report.meta.organization or ""
    finding = dossier.finding(
        "R201",
        {"text": text, "organ": organ},
        spans=[span],
        expected=organ,
        actual=text,
        verdict="fail" if sure else "unjudged",
    )
    return failed(finding) if sure else unjudged(PLACE_UNKNOWN, finding)


def _led_by_another(dossier: Dossier) -> Iterator[Outcome]:
    """A county's organ is led by its 县委、县政府, a district's by its 区委、区政府."""
    meta = dossier.report.meta
    levels = [m["level"] for m in _OWN_DIVISION.finditer(squeezed(meta.organization or ""))]
    if not levels or meta.level not in ("county", "township") or levels[-1] not in "县区旗":
        return
    for line in dossier.lines_for(_LED):
        for match in _LED.finditer(line.text):
            if match["led"] == levels[-1]:
                yield PASSED
            elif not quoted(line.text, match.start()) and not EXCHANGE.search(line.text):
                span = line.span(*match.span("whose"))
                yield _speaks_as_another(dossier, match["whose"], span, sure=True)
