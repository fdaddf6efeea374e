"""Floor 2: the words by which counts are recognised, compiled from `data/counts.toml`.

Gives frozen tables of patterns and word sets to the other modules that read counts; holds no rule of
its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from wenzhi.base.patterns import as_pattern
from wenzhi.base.resources import read_toml
from wenzhi.text.patterns import compile_quick

SOURCE = "counts.toml"
_MADE_UP = ("构成", "分布", "结构", "来源")
"""One of these is in every mark that may begin with anything: what a whole is made up of."""


@dataclass(frozen=True, slots=True)
class Parts:
    """How breakdowns are told (`breakdowns`)."""

    markers: re.Pattern[str]
    plain_markers: re.Pattern[str]
    soft: re.Pattern[str]
    breaks: re.Pattern[str]
    break_verbs: frozenset[str]
    open_after: re.Pattern[str]
    rest: re.Pattern[str]
    remainder: re.Pattern[str]
    subset: re.Pattern[str]
    sums: re.Pattern[str]
    delta: re.Pattern[str]
    average: re.Pattern[str]
    growth: re.Pattern[str]
    share: re.Pattern[str]

    def markers_in(self, text: str) -> re.Pattern[str]:
        """The marks of a breakdown that may stand in `text`."""
        made_up = any(word in text for word in _MADE_UP)
        return self.markers if made_up else self.plain_markers


@dataclass(frozen=True, slots=True)
class Scopes:
    """How the period, the body and the channel of a count are told (`scopes`)."""

    period: re.Pattern[str]
    region: re.Pattern[str]
    system: re.Pattern[str]
    office: re.Pattern[str]
    channel: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Units, decoys and the words around a count."""

    unit: str
    amounts: re.Pattern[str]
    ratios: frozenset[str]
    time: frozenset[str]
    money: frozenset[str]
    documents: frozenset[str]
    decoys: re.Pattern[str]
    vague_one: frozenset[str]
    one_verbs: frozenset[str]
    one_things: re.Pattern[str]
    quote_limit: int
    verbs: frozenset[str]
    adverbs: frozenset[str]
    tail_strip: re.Pattern[str]
    lead_strip: re.Pattern[str]
    parts: Parts
    scopes: Scopes


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary, read once in a process. Raises ResourceError (E401) if the file is missing."""
    data = read_toml(SOURCE)
    measures, decoys, context = data["measures"], data["decoys"], data["context"]
    return Vocabulary(
        unit=_unit_pattern(data["units"]),
        amounts=compile_quick(measures["amounts"]),
        ratios=frozenset(measures["ratios"]),
        time=frozenset(measures["time"]),
        money=frozenset(measures["money"]),
        documents=frozenset(measures["documents"]),
        decoys=compile_quick("|".join(decoys["patterns"])),
        vague_one=frozenset(decoys["vague_one"]),
        one_verbs=frozenset(decoys["one_verbs"]),
        one_things=as_pattern(decoys["one_things"]),
        quote_limit=decoys["quote_limit"],
        verbs=frozenset(context["verbs"]),
        adverbs=frozenset(context["adverbs"]),
        tail_strip=as_pattern(context["tail_strip"]),
        lead_strip=as_pattern(context["lead_strip"]),
        parts=_parts(data["parts"], data["growth"]),
        scopes=_scopes(data),
    )


def _unit_pattern(units: dict[str, str]) -> str:
    longest_first = sorted(units, key=lambda unit: (-len(unit), unit))
    return "|".join(
        re.escape(unit) + (f"(?![{units[unit]}])" if units[unit] else "") for unit in longest_first
    )


def _parts(parts: dict[str, Any], growth: dict[str, str]) -> Parts:
    return Parts(
        markers=as_pattern(parts["markers"].replace("{made_up}", parts["made_up"])),
        plain_markers=compile_quick(parts["markers"].replace("{made_up}", "")),
        soft=as_pattern(parts["soft"]),
        breaks=as_pattern(parts["breaks"]),
        break_verbs=frozenset(parts["break_verbs"]),
        open_after=as_pattern(parts["open_after"]),
        remainder=as_pattern(parts["remainder"]),
        subset=as_pattern(parts["subset"]),
        rest=as_pattern(parts["rest"]),
        # What none of these words ends is soon told from the head of a sum.
        sums=as_pattern(rf"(?=[^\n]*[共计总加合凑])(?:{parts['sums']})"),
        average=as_pattern(growth["average"]),
        delta=compile_quick(growth["delta"]),
        growth=compile_quick(growth["growth"]),
        share=as_pattern(growth["share"]),
    )


def _scopes(data: dict[str, Any]) -> Scopes:
    return Scopes(
        period=compile_quick(_named(data["scopes"])),
        region=compile_quick(data["subjects"]["region"]),
        system=compile_quick(data["subjects"]["system"]),
        office=compile_quick(data["subjects"]["office"]),
        channel=compile_quick(_named(data["channels"])),
    )


def _named(patterns: dict[str, Any]) -> str:
    """One pattern whose `lastgroup` names the entry that matched."""
    alternatives = (
        f"(?P<{name}>{pattern if isinstance(pattern, str) else '|'.join(pattern)})"
        for name, pattern in patterns.items()
    )
    return "|".join(alternatives)
