"""Floor 2, synth: the invented country: which organ the n-th one is, and how it speaks of itself.

Takes numbers and gives organs; knows nothing of reports. All names are fictional (`data/synth/world.toml`).
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache

from wenzhi.base.records import Level, OrganKind
from wenzhi.base.resources import read_toml


@dataclass(frozen=True, slots=True)
class Organ:
    """One reporting organ. `folder` is its path below the reports; `parent` its superior's name."""

    name: str
    place: str
    folder: str
    level: Level
    kind: OrganKind
    self_name: str
    noun: str
    government: str
    region_unit: str
    parent: str


@dataclass(frozen=True, slots=True)
class District:
    """A county-level division with the names above it."""

    province: str
    prefecture: str
    name: str

    @property
    def unit(self) -> str:
        """县, 区 or 市."""
        return self.name[-1]


@cache
def _words() -> dict[str, list[str]]:
    world = read_toml("synth/world.toml")
    return {
        key: list(value) if isinstance(value, str) else [str(item) for item in value]
        for key, value in world.items()
    }


def place_name(number: int) -> str:
    """The `number`-th invented place name; beyond the combinations of two characters a third is put first."""
    first, second = _words()["first"], _words()["second"]
    size = len(first) * len(second)
    # 331 is prime to every size used here, so that neighbours in number do not sound alike.
    index = number * 331 % size
    around = number // size
    prefix = "" if around == 0 else "东西南北上下中"[(around - 1) % 7] * (1 + (around - 1) // 7)
    return prefix + first[index % len(first)] + second[index // len(first) % len(second)]


def district(number: int) -> District:
    """The `number`-th county-level division; five to a prefecture, so that prefectures have parts."""
    provinces = _words()["provinces"]
    prefecture = number // 5
    return District(
        provinces[prefecture % len(provinces)],
        place_name(600 + prefecture * 7) + "市",
        place_name(number) + "县区市区县"[number % 5],
    )


def organs(number: int, count: int, rng: random.Random) -> list[Organ]:
    """`count` organs of a district: its government, a prefecture bureau, streets, towns, bureaus."""
    home = district(number)
    words = _words()
    local = [_street(home, name) for name in rng.sample(words["streets"], 3)]
    local += [_town(home, name) for name in rng.sample(words["towns"], 3)]
    bureaus = rng.sample(words["bureaus"], min(len(words["bureaus"]), count))
    pool = local + [_bureau(home, line) for line in bureaus[:-1]]
    if number % 3 == 0:
        pool.append(_bureau(home, rng.choice(words["vertical"]), vertical=True))
    rng.shuffle(pool)
    return [_government(home), _prefecture_bureau(home, bureaus[-1]), *pool][:count]


def _folder(home: District, name: str) -> str:
    return f"{home.province}/{home.prefecture}/{home.name}/{name}"


def _government(home: District) -> Organ:
    unit = home.unit
    return Organ(
        f"{home.name}人民政府",
        home.name,
        _folder(home, f"{home.name}人民政府"),
        "county",
        "government",
        f"我{unit}",
        unit,
        "市委、市政府",
        unit,
        f"{home.prefecture}人民政府",
    )


def _street(home: District, name: str) -> Organ:
    full = f"{home.name}{name}街道办事处"
    return Organ(
        full,
        home.name,
        _folder(home, full),
        "township",
        "street",
        "我街道",
        "街道",
        f"{home.unit}委、{home.unit}政府",
        "街道",
        f"{home.name}人民政府",
    )


def _town(home: District, name: str) -> Organ:
    full = f"{home.name}{name}镇人民政府"
    return Organ(
        full,
        home.name,
        _folder(home, full),
        "township",
        "town",
        "我镇",
        "镇",
        f"{home.unit}委、{home.unit}政府",
        "镇",
        f"{home.name}人民政府",
    )


def _bureau(home: District, line: str, *, vertical: bool = False) -> Organ:
    name, self_name, noun = line.split("|")
    full = home.name + name
    return Organ(
        full,
        home.name,
        _folder(home, full),
        "county",
        "vertical" if vertical else "department",
        self_name,
        noun,
        f"{home.unit}委、{home.unit}政府",
        home.unit,
        home.prefecture + name if vertical else f"{home.name}人民政府",
    )


def _prefecture_bureau(home: District, line: str) -> Organ:
    name, self_name, noun = line.split("|")
    full = home.prefecture + name
    return Organ(
        full,
        home.prefecture,
        # Below the district, so that two districts of one prefecture never write the same file.
        _folder(home, full),
        "prefecture",
        "department",
        self_name,
        noun,
        "市委、市政府",
        "市",
        f"{home.prefecture}人民政府",
    )
