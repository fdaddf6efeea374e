"""Floor 3: whether something that ends like a place (…县, …街道) is the name of one.

Takes the words, gives yes or no. What the gazetteer lists is a name anyway; this is for places it does not
have: towns, streets, new districts. It must not know any report.
"""

from __future__ import annotations

import re
from functools import cache

from wenzhi.base.patterns import as_pattern
from wenzhi.base.resources import read_toml
from wenzhi.checks.dossier import part_end, part_start
from wenzhi.text.dictionary import is_ordinary

_CALLED_AFTER = as_pattern(r"(?![沿道公马线]|主干|支)[\u4e00-\u9fff]{2}[路桥门]街道")
"""A street called after its road, bridge or gate: 民主路街道."""
_END = as_pattern(r"(?:街道|[省市县区旗镇乡])$")


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(read_toml("residue.toml")["names"][name])


def may_be_place(name: str) -> bool:
    """Whether `name`, ending included, can be a place's name rather than words that meet by chance.

    A name has no character that only joins or points (在, 全, 该), no unit of administration inside
    (省市, 县乡) and no ordinary word (完成市, 聚焦市, 老城区), unless places are often called so
    (胜利街道).
    """
    stem = _END.sub("", name)
    if stem in _words("auspicious") or _CALLED_AFTER.fullmatch(name):
        return True
    if not stem or stem[-1] in "于给" or stem[0] == "比" or _words("joining") & set(stem):
        return False  # 刊于县政府网站, 比原县局: no name ends so, though 于都 begins
    ordinary = _words("ordinary")
    if name[-2:] in ordinary:
        return False
    return not any(part in ordinary or is_ordinary(part) for part in _parts(stem))


def parted(name: str) -> tuple[str, str]:
    """The last characters of a name without its ending, two or those of a road, and the ending: 路 is of 民主路."""
    ending = "街道" if name.endswith("街道") else name[-1]
    of_road = _CALLED_AFTER.search(name) is not None
    return name.removesuffix(ending)[-3 if of_road else -2 :], ending


def _parts(stem: str) -> set[str]:
    """Every run of two or three characters of the stem."""
    return {stem[start : start + size] for size in (2, 3) for start in range(len(stem) - size + 1)}


def clause_around(text: str, start: int, end: int) -> str:
    """The clause that the words in `[start, end)` stand in."""
    return text[part_start(text, start, ",;:。") : part_end(text, end, ",;:。")]


def quoted(text: str, place: int) -> bool:
    """Whether `place` stands within “…”: there others are quoted."""
    return text.count("“", 0, place) > text.count("”", 0, place)


def own_places(own: str) -> list[str]:
    """The two characters before the kind of each place of the own names, with it: 云岭县."""
    return re.findall(r"[\u4e00-\u9fff]{2}(?:街道|[省市县区旗镇乡])", own)
