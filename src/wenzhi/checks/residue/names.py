"""Floor 3: rules of family R, second part: another organ's or place's name left in.

Only what stands where the organ speaks of itself is told: 我局 in a street's report, another county's
government as the one in charge. A visit to another place, an agreement with it or its good example is
no residue. Where the report's own place is not known, nothing is judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from functools import cache

from wenzhi.base.patterns import as_pattern, found_by
from wenzhi.checks.dossier import Dossier, Line, once
from wenzhi.checks.residue.accounts import foreign_accounts
from wenzhi.checks.residue.authors import SELF_NAMED, authors
from wenzhi.checks.residue.frames import (
    ACHIEVED,
    BENEFITING,
    COUNTY,
    EXCHANGE,
    GOVERNED,
    LOOKED_UP_TO,
    OWN_FRAME,
    PROVINCE,
    REACHED,
    SERVED,
    SERVED_FRAMES,
    TOWNSHIP,
    TOWNSHIP_OURS,
    TOWNSHIP_SERVED,
    WITHIN,
)
from wenzhi.checks.residue.lone_places import far_off, lone_places
from wenzhi.checks.residue.namesakes import (
    counterparts,
    is_counterpart,
    misnamed,
    offices_of_others,
    strangers,
)
from wenzhi.checks.residue.signatures import signatures
from wenzhi.checks.residue.stand_ins import (
    TOWNSHIPS,
    Frames,
    frames_in,
    hailed,
    namesakes,
    own_kind,
    stand_ins,
)
from wenzhi.checks.residue.subjects import acting_bureaus, acting_places
from wenzhi.checks.residue.toponyms import clause_around, may_be_place, own_places, parted, quoted
from wenzhi.checks.rule import PASSED, CannotRun, Outcome, failed, rule, unjudged
from wenzhi.parse.meta.places import gazetteer
from wenzhi.text.normalize import squeezed
from wenzhi.text.patterns import may_match

_LONGEST_PLACE = 12
_THING = as_pattern(r"来自|企业|公司|项目|大学|医院|银行|法院|住所|地址|邮编")
"""Right beside a place: what is named is a thing or person of that place."""
_BESIDE = 8
"""Characters on either side of a place in which such a word makes the difference."""
_IN_CHARGE = as_pattern(
    r"(?:人民)?政府|[省县区市]?委[、,和][省县区市]?(?:人民)?政府|(?:行政)?(?:辖区|区域|范围|境)内(?!率先|领先|首|第|排|名列|推广|通报|试点)|全域|(?:工作)?实际"
    r"|的(?:政务公开|政府信息公开|信息公开)(?:工作)?(?:水平|质量|能力|透明度)|委[、,]?[县区市]政府|政务公开|政府信息公开|各(?:级|部门|单位|镇|乡|街道)|全[县区市]"
    r"|(?:部分|个别|少数|一些|大部分|多数|不少|有的)(?:乡镇|镇|乡|街道|单位|部门|村)"
    r"|[\u4e00-\u9fff]{0,10}(?:局|委员会|政府|办事处)(?:的)?(?:政务公开|政府信息公开|信息公开)(?:工作)?"
    r"|[\u4e00-\u9fff]{1,8}(?:局|委员会)(?:认真|严格|坚持|将|在|高度|按照|始终|积极|主动|20\d\d|进一步)"
    r"|将(?:继续|进一步|着力|重点|加强)|认真(?:贯彻|落实)|高度重视|严格(?:按照|执行|落实)|始终坚持|共(?:收到|受理|主动公开)|主动公开|[未没]有?收到"
    r"|[\u4e00-\u9fff]{0,10}(?:局|委员会|政府|办事处)(?:工作人员|干部职工|全体|机关各|所属|门户网站|官网|公众号|办公室联系|办公室\()"
)
"""What follows a place's name where the organ in charge of the report's own place is due."""
_NEIGHBOURS = as_pattern(
    "相邻|邻近|周边|邻[县区市镇乡街]|异地|通办|务工|流动|跨|外[省市县地]|两地|三地|来自|共用|合用|共管"
    "|与[^,;。]{2,8}(?:共建|共享|合建|轮流)"
)
"""People of another place are rightly served too, and a neighbour shares a site with the own one."""
_PLACE_END = as_pattern("[县区市旗]")
_TOWNSHIP_END = as_pattern("|".join(TOWNSHIPS))
_PLACE_OR_SLOGAN = as_pattern("[省县区市旗新]|实践")
"""Without one of these a line names no county, city or province, and no slogan its place."""
_ORGAN_AT_WORK = as_pattern(
    r"(?:^|(?<=[,;]))(?:\(?[一二三四五六七八九十]{1,2}(?:\)|、|\.|是))?"
    r"(?P<organ>(?P<place>[\u4e00-\u9fff]{2,4}?[省市县区旗])[\u4e00-\u9fff]{0,14}?"
    r"(?:人民政府|街道办事处|委员会|管委会|[\u4e00-\u9fff]局)(?:办公室)?)"
    r"(?=高度重视|认真(?:贯彻|落实|执行|学习)|严格(?:按照|执行|落实)|始终(?:坚持|[把将以]|严格|认真)|坚持|切实(?:加强|做好)"
    r"|[未没]有?(?:收到|接到|发生|受理)|共(?:收到|受理|公开|发布)|积极(?:推进|做好|落实)|全面(?:贯彻|落实)|主动公开|及时(?:更新|公开|发布)|在(?:其)?(?:门户|官方)?(?:网站|公众号))"
)
"""A sentence whose subject is an organ named in full, doing what an organ reports of itself."""
_LEVEL = as_pattern("[省市县区旗]")
"""Ends the place that an organ named in full is of."""
_OF_A_PLACE = as_pattern("[省市县区州旗]")
"""Without one of these a line names no bureau or system of another place."""
_ABOVE_OR_BELOW = "可能是上级或下级 / it may be above or below the organ"
PLACE_UNKNOWN = "机关所在地不明 / the organ's place is not known"


@once
def own_names(dossier: Dossier) -> str:
    """The names a report gives its organ and its places, joined by bars."""
    meta = dossier.report.meta
    path = meta.region.path if meta.region else ()
    return squeezed("|".join([meta.organization or "", meta.title or "", *path]))


@rule("R202")
def other_place(dossier: Dossier) -> Iterator[Outcome]:
    """No other place's government is named as the one in charge (divisions of the gazetteer).

    Where the organ's own place is unknown, a place named may be above it and nothing can be said of
    it; a report that names none has nothing left in.
    """
    region = dossier.report.meta.region
    own = own_names(dossier)
    unknown = told = False
    for line in dossier.lines_with(_DIVISION_END):
        for start, end in _places(line.text):
            name = line.text[start:end]
            if name in own or (region is not None and _related(name, region.path)):
                yield PASSED
            elif _excused(line, start, end):
                continue
            elif region is None and not far_off(name, line.text, (start, end), own, dossier.flat):
                unknown = True
            elif (
                region is None
                or _IN_CHARGE.match(line.text[end : end + 20])
                or _stands_for_own(line, start)
            ):
                told = True
                yield _tell(dossier, "R202", line, start, end, name)
            else:
                yield unjudged("提到别的地方，未必是残留 / another place is named, perhaps rightly")
    if unknown and not told:
        raise CannotRun(PLACE_UNKNOWN)


def _stands_for_own(line: Line, start: int) -> bool:
    """Whether the place from `start` is one whose people are served or whose demands are followed."""
    if _NEIGHBOURS.search(line.text):
        return False
    frames = (m for pattern in SERVED_FRAMES[1:] for m in pattern.finditer(line.text))
    return any(frame.start(_group(frame)) == start for frame in frames)


def _excused(line: Line, start: int, end: int) -> bool:
    """Whether a sentence names the place in `[start, end)` for a reason of its own."""
    beside = line.text[max(0, start - _BESIDE) : end + _BESIDE]
    return EXCHANGE.search(line.text) is not None or _THING.search(beside) is not None


def _places(text: str) -> Iterator[tuple[int, int]]:
    """Full names of divisions (three characters and more), the longest at each end."""
    names, endings, taken = gazetteer(), _endings(), 0
    for match in _DIVISION_END.finditer(text):
        end = match.end()
        if text[end - 3 : end] not in endings:
            continue
        for start in range(max(taken, end - _LONGEST_PLACE), end - 2):
            if text[start:end] in names:
                yield start, end
                taken = end
                break


_DIVISION_END = as_pattern("[省市县区旗州盟]")


@cache
def _endings() -> Set[str]:
    """The last three characters of the names of divisions."""
    return {name[-3:] for name in gazetteer()}


def _related(name: str, path: tuple[str, ...]) -> bool:
    """Whether a division of that name is the own place, above it or in it."""
    return any(
        division.path[: len(path)] == path[: len(division.path)] for division in gazetteer()[name]
    )


@rule("R203")
def other_county(dossier: Dossier) -> Iterator[Outcome]:
    """No other county or city outside the gazetteer is named as the one in charge.

    Another county in a county's report is told; a city above it or a county below a city stays open.
    """
    meta = dossier.report.meta
    if meta.organization is None:
        raise CannotRun("机关名称不明 / the organ is not known")
    own = own_names(dossier)
    county = re.search(r"[\u4e00-\u9fff]{2,}?[县区旗]", own)
    unplaced = meta.region is None  # else R202 judges the names that the gazetteer has
    kind = own_kind(squeezed(meta.organization))
    frames = () if kind is None or kind in TOWNSHIPS else frames_in(kind, dossier.prose)
    for line in dossier.lines_with(_PLACE_OR_SLOGAN):
        for match in _other_counties(line.text):
            name, span = match[_group(match)], match.span(_group(match))
            if name in own or name[:2] in own or (county and county[0][-3:] in name):
                yield PASSED
            elif _plausible(name, line, match) and (unplaced or name not in gazetteer()):
                sure = _rivals(dossier, name, own, line) or _city_for_city(match, name, own)
                yield _tell(dossier, "R203", line, *span, name, sure=sure)
        yield from _acting(dossier, line, own)
        yield from _other_provinces(dossier, line, own)
        if kind is not None and kind not in TOWNSHIPS:
            yield from _standing_in(dossier, line, own, "R203", kind, frames)
        for start, end in hailed(line.text, own, dossier.flat):
            yield _tell(dossier, "R203", line, start, end, line.text[start:end])


def _acting(dossier: Dossier, line: Line, own: str) -> Iterator[Outcome]:
    """Another county or district acts, lends its site or judges where only the own one would."""
    if _PLACE_END.search(line.text) is None:
        return
    for start, end in acting_places(line.text):
        name = line.text[start:end]
        if name[:-1][-2:] in own or not may_be_place(name) or _listed_near(dossier, name):
            continue
        # A place visited or followed is named again in the next clause.
        again = dossier.flat.count(name) > 1
        around = line.text if again else clause_around(line.text, start, end)
        if any(reason.search(around) for reason in (EXCHANGE, _NEIGHBOURS, _BETWEEN_TWO)):
            continue
        if _rivals(dossier, name, own, line):
            yield _tell(dossier, "R203", line, start, end, name)


_RARE_FRAMES = (
    (as_pattern("辖区|区域|范围|境内|域内|全域"), WITHIN),
    (as_pattern("登[录陆]|访问|浏览|可|请|联系"), REACHED),
    (as_pattern("督|指导|组织|要求|推动|协调|通报|考核|带动|检查|帮助"), GOVERNED),
)
"""Frames with words without which they need not be looked for."""


def _other_counties(text: str) -> Iterator[re.Match[str]]:
    """Names of counties and cities where the own place is due, each place once."""
    if _PLACE_END.search(text) is None:
        return
    seen: set[int] = set()
    rare = [pattern for opening, pattern in _RARE_FRAMES if opening.search(text)]
    for pattern in (*SERVED_FRAMES, COUNTY, *rare):
        for match in pattern.finditer(text):
            start = match.start(_group(match))
            if start not in seen:
                seen.add(start)
                yield match


def _city_for_city(match: re.Match[str], name: str, own: str) -> bool:
    """Whether a city's people or standards stand where those of the own city are due.

    A city above the own one may be obeyed; its public as a whole is not the one a lower city serves.
    """
    served = found_by(match, BENEFITING, GOVERNED, ACHIEVED) or (
        found_by(match, LOOKED_UP_TO) and match["name"] is not None
    )
    return (
        served
        and name.endswith("市")
        and re.search(r"[\u4e00-\u9fff]{2,}?[市县区旗]", own) is not None
        and not re.search(r"[\u4e00-\u9fff]{2,}?[县区旗]", own)
    )


def _group(match: re.Match[str]) -> str:
    """Which group of a match holds the place's name."""
    return "above" if match["name"] is None else "name"


def _rivals(dossier: Dossier, name: str, own: str, line: Line) -> bool:
    """Whether a place can be neither above nor below the own one: as a county beside a county.

    A city beside a county may be the one above it; not where only the own place can be meant, unless
    the report names that city more than once.
    """
    level = dossier.report.meta.level
    if name.endswith("省"):
        return re.search(r"[\u4e00-\u9fff]{2,}?省", own) is not None
    city = re.search(r"[\u4e00-\u9fff]{2,}?市", own) is not None
    county = re.search(r"[\u4e00-\u9fff]{2,}?[县区旗]", own) is not None
    if name.endswith("市"):
        alike = city and (level == "prefecture" or county or _has_counties(dossier))
    else:
        alike = county and level in ("county", "township")
    if alike:
        return True
    if level in ("central", "province") or (level == "prefecture" and not name.endswith("市")):
        return False
    framed = any(
        name in (frame["name"], frame["within"]) for frame in OWN_FRAME.finditer(line.text)
    )
    return framed and dossier.flat.count(name) == 1


def _has_counties(dossier: Dossier) -> bool:
    """Whether a city's government tells of the counties and districts under it: none is above it."""
    kind = dossier.report.meta.organ_kind
    return kind in ("government", "office") and _COUNTIES.search(dossier.flat) is not None


_COUNTIES = as_pattern(r"县\(市、?区\)|县\(市\)、?区|县\(区|各县[、]?区|县市区")


def _other_provinces(dossier: Dossier, line: Line, own: str) -> Iterator[Outcome]:
    """Another province where the own one is due, in a report that names its own."""
    if "省" not in line.text or not _OWN_PROVINCE.search(own):
        return
    for match in PROVINCE.finditer(line.text):
        name, place = match["name"], match.span("name")
        listed = dossier.report.meta.region is not None and name in gazetteer()
        if name in own or listed or not may_be_place(name) or _excused(line, *place):
            continue
        if _IN_CHARGE.match(line.text[place[1] : place[1] + 20]):
            yield _tell(dossier, "R203", line, *place, name)


_OWN_PROVINCE = as_pattern(r"(?:^|\|)[\u4e00-\u9fff]{2,3}省")


def _plausible(name: str, line: Line, match: re.Match[str]) -> bool:
    if not may_be_place(name):
        return False
    if found_by(match, BENEFITING, ACHIEVED, LOOKED_UP_TO):
        return EXCHANGE.search(line.text) is None and _NEIGHBOURS.search(line.text) is None
    if found_by(match, SERVED, GOVERNED):
        # Whose work is furthered is said in one clause; a reason elsewhere excuses nothing.
        return EXCHANGE.search(clause_around(line.text, *match.span("name"))) is None
    after = line.text[match.end("name") : match.end("name") + 20]
    return not _excused(line, *match.span("name")) and _IN_CHARGE.match(after) is not None


@rule("R204")
def other_township(dossier: Dossier) -> Iterator[Outcome]:
    """A street's or town's report does not speak as another street or town."""
    meta = dossier.report.meta
    if meta.organ_kind is None or meta.organization is None:
        raise CannotRun("机关名称或性质不明 / the organ or its kind is not known")
    if meta.organ_kind not in ("street", "town"):
        return
    own = own_names(dossier)
    kind = own_kind(squeezed(meta.organization))
    patterns = (TOWNSHIP, TOWNSHIP_SERVED, TOWNSHIP_OURS)
    for line in dossier.lines_for(*patterns):
        for match in (found for pattern in patterns for found in pattern.finditer(line.text)):
            name = match["name"]
            stem = name.removesuffix("街道").removesuffix("镇").removesuffix("乡")
            if stem[-2:] in own or not may_be_place(name) or _of_old(dossier, stem):
                yield PASSED
            elif not _excused(line, *match.span("name")) and not _NEIGHBOURS.search(line.text):
                yield _tell(dossier, "R204", line, *match.span("name"), name)
    if kind is not None and kind in TOWNSHIPS:
        frames = frames_in(kind, dossier.prose)
        for line in dossier.lines_with(_TOWNSHIP_END):
            yield from _standing_in(dossier, line, own, "R204", kind, frames)


def _standing_in(
    dossier: Dossier, line: Line, own: str, code: str, kind: str, frames: Frames
) -> Iterator[Outcome]:
    """Another place of the own one's `kind` in its address, on its site, in its documents, at its work."""
    for start, end, sure in stand_ins(kind, line.text, frames):
        name = line.text[start:end]
        stem, ending = parted(name)
        around = clause_around(line.text, start, end)
        if stem in own or any(word in line.text[end : end + _BESIDE] for word in own_places(own)):
            yield PASSED  # or a place above the own one, which is named next
            continue
        if not may_be_place(name) or _of_old(dossier, stem) or _listed_near(dossier, name):
            continue
        if any(reason.search(around) for reason in (EXCHANGE, _NEIGHBOURS, _BETWEEN_TWO)):
            continue
        if sure or kind != "市" or _rivals(dossier, stem + ending, own, line):
            first = end - len(stem + ending)
            yield _tell(dossier, code, line, first, end, stem + ending)
    for start, end in lone_places(kind, line.text):
        name = line.text[start:end]
        known = name[: -len(kind)][-2:] in own or dossier.flat.count(name) > 1
        if known or not may_be_place(name) or name in gazetteer() or quoted(line.text, start):
            continue
        if not any(reason.search(line.text) for reason in (EXCHANGE, _NEIGHBOURS, _BETWEEN_TWO)):
            yield _tell(dossier, code, line, start, end, name, sure=kind != "市")


_OURSELVES = as_pattern("[我本](?:局|委|厅|办|机关|单位|部门|院|中心)")
_UNITED = as_pattern("会同|联合|移送|转|告知|建议|通报")
_BETWEEN_TWO = as_pattern("与我|同属|函询|来函|复函|承接|移民|参照")
"""What is between the own place and another."""


def _listed_near(dossier: Dossier, name: str) -> bool:
    """Whether the gazetteer has a place of that name above, in or beside the own one's path."""
    region = dossier.report.meta.region
    return region is not None and name in gazetteer() and _related(name, region.path)


def _of_old(dossier: Dossier, stem: str) -> bool:
    """Whether a town's name is one that the own one had, or that of a town merged into it (原石塘乡)."""
    former = re.search(r"原(?:来的?)?[\u4e00-\u9fff]{0,4}" + stem.removeprefix("原"), dossier.flat)
    return stem.startswith("原") or (
        former is not None and _MERGED.search(dossier.flat) is not None
    )


_MERGED = as_pattern("合并|并入|撤并|撤[镇乡]|划入|整合|更名|改设|区划调整")


@rule("R205")
def other_organ(dossier: Dossier) -> Iterator[Outcome]:
    """No organ of another place stands as the one whose work a sentence tells."""
    meta = dossier.report.meta
    if meta.organization is None:
        raise CannotRun("机关名称不明 / the organ is not known")
    own = own_names(dossier)
    path = meta.region.path if meta.region else ()
    organ = squeezed(meta.organization)
    at_work = may_match(_ORGAN_AT_WORK, dossier.prose)
    signed = {match.start("organ") for match in signatures(dossier)}  # told by who signs
    for line in dossier.lines:
        if line.offsets[0] in signed:
            continue
        taken: set[int] = set()
        found: list[re.Match[str]] = []
        if _LEVEL.search(line.text):
            if at_work and may_match(_ORGAN_AT_WORK, line.text):
                found += _ORGAN_AT_WORK.finditer(line.text)
            found += SELF_NAMED.finditer(line.text) if "政府信息公开" in line.text else ()
        for match in found:
            place = match["place"]
            listed = place in gazetteer() and bool(path) and _related(place, path)
            longer = any(one in match["organ"] for one in own_places(own))
            if longer or match["organ"] in own or listed or place[-3:-1] in own:
                yield PASSED
            elif may_be_place(place) and not _excused(line, *match.span("place")):
                sure = meta.level in ("county", "township") or found_by(match, SELF_NAMED)
                sure = sure or is_counterpart(organ, match["organ"], place)
                sure = sure or _rivals(dossier, place, own, line)
                yield _tell(dossier, "R205", line, *match.span("organ"), match["organ"], sure=sure)
                taken.add(match.start("organ"))
        yield from _counterparts(dossier, line, organ, own, taken)


def _counterparts(
    dossier: Dossier, line: Line, organ: str, own: str, taken: Set[int]
) -> Iterator[Outcome]:
    """The same office as `organ` in another place, another school, or another organ in the bracket behind 我局.

    Places in `taken` are told already.
    """
    told = set(taken)
    for start, end, place in counterparts(organ, line.text):
        name = line.text[start:end]
        # 公司 and 医院 are words that elsewhere show a thing of that place.
        named = place is None or name.endswith("公司")
        reason = EXCHANGE.search(line.text) if named else _excused(line, start, end)
        if start in told or reason or name in own:
            continue
        if place is None or (may_be_place(place) and _rivals(dossier, place, own, line)):
            yield _tell(dossier, "R205", line, start, end, name)
            told.add(start)
    for start, end, place in namesakes(organ, line.text):
        if start in told or place[:2] in own or not may_be_place(place):
            continue
        if (
            EXCHANGE.search(line.text)
            or _NEIGHBOURS.search(line.text)
            or _BETWEEN_TWO.search(line.text)
            or _listed_near(dossier, place)
        ):
            continue
        beside = place.endswith(("省", *TOWNSHIPS)) or _rivals(dossier, place, own, line)
        if beside and line.text[start - 1 : start] != "原":
            yield _tell(dossier, "R205", line, start, end, line.text[start:end])
            told.update(range(start - 2, end))
    elsewhere = tuple(offices_of_others(organ, line.text))
    visited = elsewhere and EXCHANGE.search(line.text)
    kind = dossier.report.meta.organ_kind if _OF_A_PLACE.search(line.text) else None
    alone = kind in ("department", "vertical", "public_institution")
    others = [
        place
        for place in (strangers(organ, line.text) if alone else ())
        if not EXCHANGE.search(clause_around(line.text, *place))
    ]
    if kind in ("department", "vertical"):
        related = _OURSELVES.search(line.text)  # what another bureau does with us
        told_there = () if related else acting_bureaus(organ, line.text)
        acting = (p for p in told_there if line.text[p[0] - 1 : p[0]] != "原")
        others += [p for p in acting if not _UNITED.search(clause_around(line.text, *p))]
    others += authors(organ, line.text) if line.section == "preamble" else ()
    told_of = (*misnamed(organ, line.text), *(() if visited else elsewhere), *others)
    for start, end in foreign_accounts(organ, own, line.text) if "”" in line.text else ():
        if dossier.flat.count(line.text[start:end]) == 1:
            yield _tell(dossier, "R205", line, start, end, line.text[start:end])
    for start, end in told_of:
        if start in told:
            continue
        if not quoted(line.text, start) and line.text[start:end] not in own:
            yield _tell(dossier, "R205", line, start, end, line.text[start:end])


def _tell(
    dossier: Dossier, code: str, line: Line, start: int, end: int, name: str, *, sure: bool = True
) -> Outcome:
    organ = dossier.report.meta.organization or ""
    finding = dossier.finding(
        code,
        {"text": name, "organ": organ},
        spans=[line.span(start, end)],
        expected=organ or None,
        actual=name,
        verdict="fail" if sure else "unjudged",
    )
    return failed(finding) if sure else unjudged(_ABOVE_OR_BELOW, finding)
