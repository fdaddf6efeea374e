"""Floor 2: identity: who reports, on which year, over which period, published and signed when.

Takes folded text, its sections, the form its tables have, the years in its file name and what its page
says of itself; gives `Meta` with the source of each field. The text comes first, the page fills what it
leaves open. Every field is null where nothing says it; nothing is looked up but the names of
administrative divisions.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

import msgspec
from msgspec.structs import replace

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
from wenzhi.text.normalize import Folded, fold

LAST_FREE_YEAR = 2018
"""Reports on this year and before have no official form: 国办公开办函〔2019〕60号 begins with FY2019."""

_HEAD_LINES = 40
"""Non-blank lines in which page metadata and the title are sought: page furniture seldom has thirty."""

_TAIL_LINES = 8
_TITLE_WINDOW = 4
_LONGEST_TITLE = 80
_LONGEST_NAME = 40

_SUBJECT = r"(?:政府信息(?:和政务)?公开|政务信息公开|政务公开|信息公开|政府信息依法公开)"
_TITLE = re.compile(
    rf"(?P<before>[^。;!?>|]{{0,60}}?)(?P<subject>{_SUBJECT})"
    r"(?P<between>(?:工作|年度|年|情况|的|和|与|及|、|政务公开|政务工作|20\d\d|二[〇○零OO0][一二三四五六七八九〇○零O0]{2}|[()]|条例|[《》]|贯彻|实施|执行|落实|专题|自查|目标|完成|编制|上半|全)*)"
    r"(?P<end>报告书?|年报|总结|公报)(?P<after>\(?(?:20\d\d)?年?度?\)?)"
)
_LABEL = re.compile(r"^(?:标题|名称|信息名称|文件名称|文章标题|题名)[:：]?")
_NO_TITLE = re.compile(
    r"现将|现公布|根据|按照|依据|本报告|本年报|特向|以下简称|索引号"
    r"|关于(?:做好|印发|报送|开展)|当前位置|首页|上一篇|下一篇|如下"
)
_YEAR_PHRASE = re.compile(
    r"(?:20\d\d|二[〇○零OO0][一二三四五六七八九〇○零OO0]{2})(?:[-—~至](?:20\d\d)?)?年?度?"
)
_SELF = re.compile(
    r"^(?:我|本|全|各|该|贵|其|此|上级)|^(?:年度|政府|人民政府|信息|报告|工作|附件)$|国务院办公厅|^国办|网站$"
)
_TITLE_EDGES = re.compile(
    r"^(?:关于|附件\d*[:.、]?|\d+[.、]|[(（《\"“]|报送)+|(?:关于|的|[)）》\"”、,:·-])+$"
)

_PUBLISHED = re.compile(
    r"(?:发布日期|发布时间|信息提供日期|公开日期|公开时间|发表时间|发表日期|发文时间|公布日期|公布时间|上网日期|上传时间|更新时间|更新日期)[:|\s\]】]*"
)
_PAGE_DATE = re.compile(r"(?:^|[\s|\[【])(?:日期|时间)[:\s]*")
_PUBLISHER = re.compile(
    r"(?:发布机构|发布单位|公开主体|公开机构|发文机关|发文单位|制发机关|公开责任部门|责任部门|信息来源|来源单位|编制机关|编制单位|报告单位|填报单位|来源)"
    r"[:|\s\]】]*(?P<name>[\u4e00-\u9fff()]{2,40})"
)
_LEADS = re.compile(r"^(?:由|将|公布|编制|发布|与|现|向社会|予以|本报告|是|为|经(?![开济营]))+")
_PARTS_OF_A_CITY = re.compile(r"各县\(?[市区]|各区\(?县|各县、|各县和|各区、县")
"""Said by an organ of a city that has counties or districts: a city above the county level."""

_COMPILED = re.compile(
    r"(?:^|[,。;:、》)\"”\s]|由|将|公布|发布|编制|是|经|向社会公布|现)"
    r"(?P<name>[\u4e00-\u9fff()]{2,28}?)"
    r"(?=\(以下简称|根据《|按照《|依据《|根据国|根据中|编制|编写|组织编|负责编|汇总编|撰写|关于20|20\d\d年度?(?:政府|政务|信息|年度)|二[〇○零]|政府信息公开(?:工作)?(?:年度)?(?:工作)?(?:报告|年报)|现将20|现公布20|现向社会|特编制|特向|特公布|联系)"
)


_TITLE_PARTS = re.compile(r"[-_|>»—–\s]+")
"""Between a page's own title and the names of the site and its columns."""

_NO_PAGE = PageFields()

_ANNOUNCED = re.compile(
    r"公(?:布|开)20\d\d年度?(?P<name>[\u4e00-\u9fff()]{2,28}?)(?=政府信息公开|信息公开|政务公开)"
)
"""特向社会公布2019年度某某局信息公开年度报告: the organ stands after the year."""


@dataclass(frozen=True, slots=True)
class _Names:
    endings: tuple[str, ...]
    places: tuple[str, ...]
    central: re.Pattern[str]
    prefixes: re.Pattern[str]


class _Line(msgspec.Struct, frozen=True, gc=False):
    start: int
    text: str
    raw: str


@dataclass(frozen=True, slots=True)
class _Title:
    text: str
    organ: str | None
    year: int | None
    labelled: bool


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
    printed, beside = _find_title(head), _page_title(page.title)
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
    placed = _data().prefixes.sub("", bare)
    located = locate(placed)
    central = located.level is None and _data().central.search(bare) is not None
    region = resolve(located, hints)
    return Meta(
        organization=name,
        organ_id=_organ_id(bare, placed, located, region.path if region else None),
        level="central" if central else _level(bare, located),
        organ_kind=_kind(bare, located),
        region=region,
    )


def _describe(organ: _Organ, title: _Title | None, preamble: str, text: str) -> Meta:
    hints = places_in((title.text if title else "") + " " + organ.name + " " + preamble[:1500])
    described = identify(organ.name, hints)
    city = re.match(r"[\u4e00-\u9fff]{1,5}市", organ.name)
    if described.level is None and city and _PARTS_OF_A_CITY.search(text):
        return replace(described, level="prefecture")
    return described


# ---------------------------------------------------------------------------------- regions of text


def _regions(folded: Folded, sections: Sequence[Section]) -> tuple[list[_Line], list[_Line], str]:
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


def _lines(folded: Folded) -> list[_Line]:
    result: list[_Line] = []
    start = 0
    for raw in folded.text.split("\n"):
        text = "".join(raw.split())
        if text:
            result.append(_Line(folded.offsets[start], text, raw))
        start += len(raw) + 1
    return result


# -------------------------------------------------------------------------------------------- title


def _find_title(head: Sequence[_Line]) -> _Title | None:
    """The first title in the head, over up to four lines; one with an organ is preferred."""
    found: list[_Title] = []
    at = 0
    while at < len(head):
        title, used = _title_at(head, at)
        if title is not None:
            found.append(title)
        at += used
    named = [title for title in found if title.organ]
    printed = [title for title in named if not title.labelled]
    return next(iter((*printed, *named, *found)), None)


def _title_at(head: Sequence[_Line], at: int) -> tuple[_Title | None, int]:
    for length in range(1, _TITLE_WINDOW + 1):
        window = head[at : at + length]
        if len(window) < length:
            break
        text = "".join(line.text for line in window)
        if len(text) > _LONGEST_TITLE and length > 1:
            break
        match = _title_match(text)
        if match is None:
            continue
        later = length > 1 and _title_match("".join(line.text for line in window[1:])) is not None
        first = window[0].text
        # A window that begins a line later holds the title: only the organ's name or a year may stand
        # in the line before it.
        if later and not (_is_name(_clean(first)) or _YEAR_PHRASE.fullmatch(first)):
            return None, 1
        title = _read_title(text, match, "".join(line.raw.strip() for line in window))
        return _with_year_below(title, head[at + length : at + length + 1]), length
    return None, 1


def _with_year_below(title: _Title, below: Sequence[_Line]) -> _Title:
    """A title without a year, whose year stands alone in the line below it: (2021年度)."""
    alone = _YEAR_PHRASE.fullmatch(below[0].text.strip("()[]")) if below else None
    if title.year is not None or alone is None:
        return title
    return dataclasses.replace(title, year=next(iter(years_in(alone[0])), None))


def _title_match(text: str) -> re.Match[str] | None:
    body = _LABEL.sub("", text).lstrip("*#|《【[ ")
    match = _TITLE.match(body)
    if match is None or _NO_TITLE.search(match["before"]) or "," in match["before"]:
        return None
    rest = body[match.end() :].strip("*#|》】] ")
    # A title line ends there, or the body was merged onto it; a sentence about the report goes on.
    if rest and re.match(r"[的,、及和]|编制|公布|已|由|如下|中|是|要求|格式|工作", rest):
        return None
    return match


def _page_title(said: str | None) -> _Title | None:
    """The title a page or export gives, without the names of the site around it."""
    if not said:
        return None
    folded = fold(said).text
    parts = [part for part in _TITLE_PARTS.split(folded) if part]
    found = [
        _read_title(text, match, raw)
        for text, raw in [*zip(parts, parts, strict=True), ("".join(parts), folded)]
        if (match := _title_match(text)) is not None
    ]
    best = next((one for one in found if one.organ), found[-1] if found else None)
    return dataclasses.replace(best, labelled=True) if best else None


def _page_names(title: _Title | None, page: PageFields) -> list[str]:
    """Organs a page or export names: in its title, as its publisher."""
    publisher = "".join(fold(page.publisher).text.split()) if page.publisher else ""
    names = [title.organ] if title and title.organ else []
    return [*names, publisher] if _is_name(publisher) else names


def _read_title(text: str, match: re.Match[str], raw: str) -> _Title:
    whole = _printed(match[0].rstrip("("), raw)
    name = _clean(match["before"])
    if name.endswith("人民") and match["subject"].startswith("政府"):
        name += "政府"
    years = years_in(match["before"])
    year = years[-1] if years else next(iter(years_in(match["between"] + match["after"])), None)
    return _Title(whole, name if _is_name(name) else None, year, bool(_LABEL.match(text)))


def _printed(title: str, raw: str) -> str:
    """`title` with the blanks it is printed with, unless they only space out its letters."""
    places = [index for index, character in enumerate(raw) if not character.isspace()]
    found = "".join(raw.split()).find(title)
    last = found + len(title) - 1
    printed = " ".join(raw[places[found] : places[last] + 1].split()) if found >= 0 else title
    return title if printed.count(" ") * 4 > len(title) else printed


def _clean(text: str) -> str:
    """A name without years, quotes and the words that tie it to a title."""
    body = text.lstrip("*#|《【[ ").rstrip("*#|》】] ")
    body = _YEAR_PHRASE.sub("", body)
    while True:
        stripped = _TITLE_EDGES.sub("", body)
        if stripped == body:
            return body
        body = stripped


def _is_name(name: str) -> bool:
    """Whether a run of text has the shape of an organ's name or of a place's."""
    if not 2 <= len(name) <= _LONGEST_NAME or _SELF.search(name):
        return False
    if not re.fullmatch(r"[\u4e00-\u9fff()·、]+", name):
        return False
    return re.sub(r"\(.*?\)$", "", name).endswith(_data().endings + _data().places)


# ------------------------------------------------------------------------------------- organization


def _organization(
    head: Sequence[_Line],
    preamble: str,
    title: _Title | None,
    signature: _Signature,
    tail: Sequence[_Line],
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
        if match and _is_name(match["name"]):
            offers.append(_Organ(match["name"], "page"))
    offers += [_Organ(name, "page") for name in beside]
    return _fullest(offers)


def _heads(text: str) -> bool:
    """Whether a line that stands over a report is the name of an organ with its place."""
    located = locate(text)
    placed = located.known or re.match(r"[\u4e00-\u9fff]{1,8}[市县区州盟旗]", text) is not None
    return placed and located.rest != "" and _is_name(text)


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
        name = _clean(match["name"])
        name = _LEADS.sub("", name)
        if _is_name(name) and not name.startswith(("国务院", "上级", "省政府办公厅")):
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
        (rule["kind"], re.compile(rule["pattern"])) for rule in read_toml("organs.toml")["kinds"]
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
def _data() -> _Names:
    raw = read_toml("organs.toml")
    names = raw["names"]
    return _Names(
        endings=tuple(names["endings"]),
        places=tuple(names["places"]),
        central=re.compile(names["central"]),
        prefixes=re.compile(names["prefixes"]),
    )


# ------------------------------------------------------------------------------------------- dates


def _year(
    text: str,
    title: _Title | None,
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


def _published(head: Sequence[_Line], tail: Sequence[_Line]) -> str | None:
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


def _page_years(title: _Title | None, page: PageFields) -> tuple[int | None, int | None]:
    return (title.year if title else None), page.year


def _read_signature(
    tail: Sequence[_Line], head: Sequence[_Line], title: _Title | None
) -> _Signature:
    """The last lines of a report: an organ's name, a date, both or neither."""
    organ: str | None = None
    date: str | None = None
    for line in reversed(tail):
        text = line.text.strip("()*|")
        match = DATE.search(text)
        if match is not None and match.end() == len(text) and date is None:
            before = text[: match.start()].strip(":,。、")
            if not before or _is_name(before) or len(before) <= 6:
                date = read_date(match)
                organ = organ or (before if _is_name(before) else None)
                continue
        named = re.sub(r"^(?:落款|单位|报告单位|填报单位)[:：]", "", text)
        if (organ is None and _is_name(named) and locate(named).rest != "") or (
            organ is None and _is_name(named) and date is not None
        ):
            organ = named
    if date is None and title is not None:
        for line in head:
            text = line.text.strip("()*|")
            match = DATE.fullmatch(text)
            if match is not None:
                date = read_date(match)
    return _Signature(organ, date)
