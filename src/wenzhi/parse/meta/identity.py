"""Floor 2: identity: who reports, on which year, over which period, published and signed when.

Takes folded text, its sections, the form its tables have, the years in its file name and what its page
says of itself; gives `Meta` with the source of each field. The text comes first, the page fills what it
leaves open. Every field is null where nothing says it; nothing is looked up but the names of
administrative divisions.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

from msgspec.structs import replace

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import FormId, Level, Meta, OrganKind, PageFields, Section
from wenzhi.base.resources import read_toml
from wenzhi.parse.meta.places import Located, locate, places_in, resolve
from wenzhi.parse.meta.timestamps import (
    DATE,
    find_period,
    find_stated_period,
    read_date,
    read_year,
    years_in,
)
from wenzhi.parse.meta.titles import Line, Title, clean_name, find_title, is_name, page_title
from wenzhi.text.normalize import Folded, fold

LAST_FREE_YEAR = 2018
"""Reports on this year and before have no official form: 国办公开办函〔2019〕60号 begins with FY2019."""

_HEAD_LINES = 40
"""Non-blank lines in which page metadata and the title are sought: page furniture seldom has thirty."""

_TAIL_LINES = 8
_PUBLISHED = as_pattern(
    r"(?:发布日期|发布时间|信息提供日期|公开日期|公开时间|发表时间|发表日期|发文时间|公布日期|公布时间|上网日期|上传时间|更新时间|更新日期)[:|\s\]】]*"
)
_PAGE_DATE = as_pattern(r"(?:^|[\s|\[【])(?:日期|时间)[:\s]*")
_PUBLISHER = as_pattern(
    r"(?:发布机构|发布单位|公开主体|公开机构|发文机关|发文单位|制发机关|公开责任部门|责任部门|信息来源|来源单位|编制机关|编制单位|报告单位|填报单位|来源)"
    r"[:|\s\]】]*(?P<name>[\u4e00-\u9fff()]{2,40})"
)
_LEADS = as_pattern(r"^(?:由|将|公布|编制|发布|与|现|向社会|予以|本报告|是|为|经(?![开济营]))+")
_PARTS_OF_A_CITY = as_pattern(r"各县\(?[市区]|各区\(?县|各县、|各县和|各区、县")
"""Said by an organ of a city that has counties or districts: a city above the county level."""

_COMPILED = as_pattern(
    r"(?:^|[,。;:、》)\"”\s]|由|将|公布|发布|编制|是|经|向社会公布|现)"
    r"(?P<name>[\u4e00-\u9fff()]{2,28}?)"
    r"(?=\(以下简称|根据《|按照《|依据《|根据国|根据中|编制|编写|组织编|负责编|汇总编|撰写|关于20|20\d\d年度?(?:政府|政务|信息|年度)|二[〇○零]|政府信息公开(?:工作)?(?:年度)?(?:工作)?(?:报告|年报)|现将20|现公布20|现向社会|特编制|特向|特公布|联系)"
)


_NO_PAGE = PageFields()

_ANNOUNCED = as_pattern(
    r"公(?:布|开)20\d\d年度?(?P<name>[\u4e00-\u9fff()]{2,28}?)(?=政府信息公开|信息公开|政务公开)"
)
"""特向社会公布2019年度某某局信息公开年度报告: the organ stands after the year."""


@dataclass(frozen=True, slots=True)
class _Signature:
    organ: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class _Organ:
    name: str
    source: str


def read_identity(
    folded: Folded,
    sections: Sequence[Section],
    form: FormId | None,
    path: str,
    page: PageFields = _NO_PAGE,
) -> Meta:
    """Who reports on which year, as the text says it; `report_id` is left to the corpus.

    `form` is what the tables show; `path` may hold the years of the file's name; `page` is what stands
    beside the text.
    """
    head, tail, preamble = _regions(folded, sections)
    printed, beside = find_title(head), page_title(page.title)
    title = printed or beside
    signature = _read_signature(tail, head, title)
    organ = _organization(head, preamble, printed, signature, tail, _page_names(beside, page))
    preamble = preamble.replace("\n", "")
    period = find_period(preamble) or find_period("".join(line.text for line in head))
    text = "".join(folded.text.split())
    period = period or find_stated_period(text)
    year, year_from = _year(text, printed, period, preamble, path, _page_years(beside, page))
    published = _published(head, tail) or _page_day(page.published)
    described = _describe(organ, title, preamble, text) if organ else Meta()
    sources = {
        "title": ("page" if title.labelled else "title") if title else None,
        "organization": organ.source if organ else None,
        "year": year_from,
        "period": "preamble" if period else None,
        "published": "page" if published else None,
        "signed": "signature" if signature.date else None,
    }
    return Meta(
        title=title.text if title else None,
        organization=described.organization,
        organ_id=described.organ_id,
        level=described.level,
        organ_kind=described.organ_kind,
        region=described.region,
        year=year,
        form=form or ("pre2019" if year is not None and year <= LAST_FREE_YEAR else None),
        published=published,
        signed=signature.date,
        period=period,
        sources={field: source for field, source in sources.items() if source},
    )


def identify(name: str, hints: Iterable[str] = ()) -> Meta:
    """What an organ's name (folded, without blanks) alone says: kind, level, region, stable id.

    `hints` are full names of places mentioned beside it; they settle a name that places share.
    """
    bare = re.sub(r"\(.*?\)", "", name) or name
    placed = _pattern("prefixes").sub("", bare)
    located = locate(placed)
    central = located.level is None and _pattern("central").search(bare) is not None
    region = resolve(located, hints)
    return Meta(
        organization=name,
        organ_id=_organ_id(bare, placed, located, region.path if region else None),
        level="central" if central else _level(bare, located),
        organ_kind=_kind(bare, located),
        region=region,
    )


def _describe(organ: _Organ, title: Title | None, preamble: str, text: str) -> Meta:
    hints = places_in((title.text if title else "") + " " + organ.name + " " + preamble[:1500])
    described = identify(organ.name, hints)
    city = re.match(r"[\u4e00-\u9fff]{1,5}市", organ.name)
    if described.level is None and city and _PARTS_OF_A_CITY.search(text):
        return replace(described, level="prefecture")
    return described


# ---------------------------------------------------------------------------------- regions of text


def _regions(folded: Folded, sections: Sequence[Section]) -> tuple[list[Line], list[Line], str]:
    """Lines of the beginning, lines of the end, and the preamble's lines without blanks."""
    lines = _lines(folded)
    first = next((s.start for s in sections if s.kind not in ("preamble", "contents")), None)
    opening = [line for line in lines if first is None or line.start < first]
    head = opening[:_HEAD_LINES] if first is not None else lines[:15]
    own = [s for s in sections if s.kind not in ("appendix", "statistics")]
    body = [line for line in lines if not own or line.start < own[-1].end]
    # A report is signed at its own end: the table of figures behind it has a heading too.
    last = max((s.start for s in own if s.heading), default=0)
    tail = [line for line in body[-_TAIL_LINES:] if line.start > last]
    for line in lines[-3:]:
        if line not in tail and line.start > last:
            tail.append(line)
    return head, tail, "\n".join(line.text for line in (opening if first is not None else head))


def _lines(folded: Folded) -> list[Line]:
    result: list[Line] = []
    start = 0
    for raw in folded.text.split("\n"):
        text = "".join(raw.split())
        if text:
            result.append(Line(folded.offsets[start], text, raw))
        start += len(raw) + 1
    return result


# ------------------------------------------------------------------------------------- organization


def _organization(
    head: Sequence[Line],
    preamble: str,
    title: Title | None,
    signature: _Signature,
    tail: Sequence[Line],
    beside: Sequence[str] = (),
) -> _Organ | None:
    """From the title, else the signature, else the preamble, else page metadata, else `beside` it."""
    offers: list[_Organ] = []
    if title is not None and title.organ:
        offers.append(_Organ(title.organ, "title"))
    else:
        offers += [_Organ(line.text, "title") for line in head[:3] if _heads(line.text)]
    if signature.organ:
        offers.append(_Organ(signature.organ, "signature"))
    compiled = _compiler(preamble[:2000])
    if compiled:
        offers.append(_Organ(compiled, "preamble"))
    for line in (*head, *tail):
        match = _PUBLISHER.search(line.raw)
        if match and is_name(match["name"]):
            offers.append(_Organ(match["name"], "page"))
    offers += [_Organ(name, "page") for name in beside]
    return _fullest(offers)


def _page_names(title: Title | None, page: PageFields) -> list[str]:
    """Organs a page or export names: in its title, as its publisher."""
    publisher = "".join(fold(page.publisher).text.split()) if page.publisher else ""
    names = [title.organ] if title and title.organ else []
    return [*names, publisher] if is_name(publisher) else names


def _heads(text: str) -> bool:
    """Whether a line that stands over a report is the name of an organ with its place."""
    located = locate(text)
    placed = located.known or re.match(r"[\u4e00-\u9fff]{1,8}[市县区州盟旗]", text) is not None
    return placed and located.rest != "" and is_name(text)


def _fullest(offers: Sequence[_Organ]) -> _Organ | None:
    """The first offer, unless it is a bare tail (区水务局) of a fuller name offered after it."""
    if not offers:
        return None
    first = offers[0]
    relative = not locate(first.name).known
    fuller = next((o for o in offers[1:] if _completes(o.name, first.name)), None)
    return fuller if relative and fuller else first


def _completes(fuller: str, name: str) -> bool:
    """Whether a name is another one with the place before it."""
    whole, tail = _core(fuller), _core(name)
    lead = whole.removesuffix(tail)
    if lead == whole or not lead:
        return False
    return lead[-1] in "省市县区州盟旗" or tail[0] in "省市县区州盟旗"


def _core(name: str) -> str:
    return re.sub(r"(?:办事处|人民政府)$", "", name)


def _compiler(lines: str) -> str | None:
    # Line by line first: across a line break a name may run into the end of the line before.
    flat = "".join(lines.split())
    found = (p.finditer(text) for text in (lines, flat) for p in (_COMPILED, _ANNOUNCED))
    for match in chain.from_iterable(found):
        name = clean_name(match["name"])
        name = _LEADS.sub("", name)
        if is_name(name) and not name.startswith(("国务院", "上级", "省政府办公厅")):
            return name
    return None


def _organ_id(bare: str, placed: str, located: Located, path: tuple[str, ...] | None) -> str | None:
    """Stable over spellings: the region's full path, then what is left of the name."""
    lead = bare[: len(bare) - len(placed)]
    rest = located.rest if path else placed
    rest = re.sub(r"(街道)(?:办事处|办)$", r"\1", rest)
    rest = re.sub(r"(?:^|(?<=[市县区旗州盟]))人民政府(?=.+街道$)", "", rest)
    rest = re.sub(r"(^|[省市县区旗州盟镇乡])(?:人民)?政府$", r"\1", rest)
    return "".join(path or ()) + lead + rest or None


@cache
def _kinds() -> tuple[tuple[OrganKind, re.Pattern[str]], ...]:
    return tuple(
        (rule["kind"], as_pattern(rule["pattern"])) for rule in read_toml("organs.toml")["kinds"]
    )


def _kind(name: str, located: Located) -> OrganKind | None:
    if located.known and not located.rest:
        return "government"
    return next((kind for kind, pattern in _kinds() if pattern.search(name)), None)


def _level(name: str, located: Located) -> Level | None:
    if located.level is not None:
        return located.level
    return "township" if re.search(r"街道|[镇乡](?:人民政府|政府)?$|苏木", name) else None


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """A pattern of names that stands with the lists of organs."""
    return as_pattern(read_toml("organs.toml")["names"][name])


# ------------------------------------------------------------------------------------------- dates


def _year(
    text: str,
    title: Title | None,
    period: tuple[str, str] | None,
    preamble: str,
    path: str,
    beside: tuple[int | None, int | None] = (None, None),
) -> tuple[int | None, str | None]:
    """The year reported on and where it was read: title, period, preamble, prose, file name.

    `beside` are the year in the page's title, which is plainer than what most of the prose speaks of,
    and the year said of the page, which may be that of its publication and comes behind it.
    """
    if title is not None and title.year is not None:
        return title.year, "page" if title.labelled else "title"
    if period is not None and period[0][:4] == period[1][:4]:
        return int(period[0][:4]), "preamble"
    stated = read_year(preamble)
    if stated is not None:
        return stated, "preamble"
    entitled, said = beside
    if entitled is not None:
        return entitled, "page"
    named = sorted(set(years_in(path)))
    usual = _usual_year(text)
    if usual is not None:
        return usual, "text"
    if said is not None:
        return said, "page"
    return (named[0], "filename") if len(named) == 1 else (None, None)


def _usual_year(text: str) -> int | None:
    """The year most prose speaks of (`2021年` not before a month), if it has three fifths of them."""
    years = Counter(int(y) for y in re.findall(r"(?<!\d)(20\d\d)年(?!\d{1,2}月)", text))
    if not years:
        return None
    (year, times), total = years.most_common(1)[0], sum(years.values())
    return year if times >= 2 and times >= 0.6 * total else None


def _published(head: Sequence[Line], tail: Sequence[Line]) -> str | None:
    """A date the page calls its publication date."""
    for pattern in (_PUBLISHED, _PAGE_DATE):
        for number, line in enumerate((*head, *tail)):
            match = pattern.search(line.raw)
            if match is None:
                continue
            following = line.raw[match.end() :]
            if not following.strip() and number + 1 < len(head):
                following = head[number + 1].raw
            date = DATE.match("".join(following.split()))
            if date is not None:
                return read_date(date)
    for line in head:
        date = DATE.match(line.text.strip("()"))
        # (2021年1月20日发布) below the title.
        if date is not None and line.text.strip("()")[date.end() :] in ("发布", "公布", "公开"):
            return read_date(date)
    return None


def _page_day(said: str | None) -> str | None:
    """The day a page or export names as that of publication."""
    match = DATE.match("".join(fold(said).text.split())) if said else None
    return read_date(match) if match else None


def _page_years(title: Title | None, page: PageFields) -> tuple[int | None, int | None]:
    return (title.year if title else None), page.year


def _read_signature(tail: Sequence[Line], head: Sequence[Line], title: Title | None) -> _Signature:
    """The last lines of a report: an organ's name, a date, both or neither."""
    organ: str | None = None
    date: str | None = None
    for line in reversed(tail):
        text = line.text.strip("()*|")
        match = DATE.search(text)
        if match is not None and match.end() == len(text) and date is None:
            before = text[: match.start()].strip(":,。、")
            if not before or is_name(before) or len(before) <= 6:
                date = read_date(match)
                organ = organ or (before if is_name(before) else None)
                continue
        named = re.sub(r"^(?:落款|单位|报告单位|填报单位)[:：]", "", text)
        if (organ is None and is_name(named) and locate(named).rest != "") or (
            organ is None and is_name(named) and date is not None
        ):
            organ = named
    if date is None and title is not None:
        for line in head:
            text = line.text.strip("()*|")
            match = DATE.fullmatch(text)
            if match is not None:
                date = read_date(match)
    return _Signature(organ, date)
