"""Floor 0: the catalogue of rules and the one way to make a finding.

A rule is described once, as a card in `data/rules/<family>.toml`; the code that decides it lives in
`checks` (F T P Y D R), `reuse` (C) or `scores` (S) and names the card by its code. Cards carry what
`wenzhi rule CODE` prints and the message templates, so that no wording hides in code.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from wenzhi.base.errors import UsageError
from wenzhi.base.records import (
    Family,
    Finding,
    GroundName,
    Message,
    Meta,
    Report,
    Severity,
    Span,
    Verdict,
)
from wenzhi.base.resources import read_toml


class RuleCard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything people need to know of a rule. `title` … are pairs of languages.

    `severity_why` says why it is an error (the text alone proves it), a warning (another reading is
    thinkable) or info; `certainty` says how sure a finding is and what to look at before believing it.
    """

    code: str
    name: str
    severity: Severity
    severity_why: str = ""
    title: Message
    what: Message
    message: Message
    basis: str
    example_fail: str
    example_pass: str
    certainty: str
    ground: GroundName | None = None

    @property
    def switch_off(self) -> str:
        """How to leave the rule out of what `wenzhi check` shows."""
        return f"wenzhi check --ignore {self.code}"

    @property
    def family(self) -> Family:
        """The letter of the code."""
        return self.code[0]  # type: ignore[return-value] # a test holds every code to a family letter


@cache
def catalogue() -> Mapping[str, RuleCard]:
    """All cards by code, in order of code."""
    folder = files("wenzhi") / "data" / "rules"
    cards: list[RuleCard] = []
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".toml"):
            table = msgspec.toml.decode(entry.read_text(encoding="utf-8"))
            cards += msgspec.convert(table["rules"], list[RuleCard])
    return {card.code: card for card in sorted(cards, key=lambda card: card.code)}


def card(code: str) -> RuleCard:
    """The card of `code`. Raises UsageError (E201) naming the nearest codes."""
    cards = catalogue()
    if code not in cards:
        near = get_close_matches(code.upper(), cards, n=5, cutoff=0.5)
        hint = "相近的规则：" + "、".join(near) if near else "wenzhi rules 列出全部规则"
        raise UsageError("E201", f"没有规则 {code}", where=code, hint=hint)
    return cards[code]


def finding_id(
    meta: Meta, code: str, texts: Sequence[str], facts: Mapping[str, object], path: str = ""
) -> str:
    """A hash of organ, year, code, folded evidence and facts with values: never offsets or order.

    `path` stands in only where a report names no organ, so that two such reports keep apart.
    """
    organ = meta.organ_id or meta.organization or path
    parts = [organ, str(meta.year), code]
    parts += sorted("".join(text.split()) for text in texts)
    parts += sorted(f"{name}={value}" for name, value in facts.items())
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


@cache
def _bases() -> Mapping[str, Any]:
    return read_toml("bases.toml")


def basis_for(rule: RuleCard, meta: Meta) -> str:
    """What a finding on a report rests on: no notice that came after the report (`data/bases.toml`)."""
    bases = _bases()
    earlier = meta.year < bases["first_year"] if meta.year is not None else meta.form == "2019"
    said = rule.basis
    if not earlier or bases["notice"] not in said:
        return said
    for one in bases["earlier"]:
        if one.get("form", meta.form) == meta.form:
            said = said.replace(one["said"], one["instead"])
    parts = dict.fromkeys(
        said.split("；")
    )  # the form of 2019 may have been named beside that of 2021
    return "；".join(part + bases["remark"] * (bases["notice"] in part) for part in parts)


def _filled(message: Message, values: Mapping[str, object]) -> Message:
    zh, en = (
        {
            name: getattr(value, lang) if isinstance(value, Message) else value
            for name, value in values.items()
        }
        for lang in ("zh", "en")
    )
    return Message(zh=message.zh.format_map(zh), en=message.en.format_map(en))


def make_finding(
    report: Report,
    code: str,
    values: Mapping[str, object],
    *,
    spans: Sequence[Span] = (),
    facts: Sequence[str] = (),
    counts: Sequence[int] = (),
    expected: object = None,
    actual: object = None,
    verdict: Verdict = "fail",
    severity: Severity | None = None,
) -> Finding:
    """A finding by the card of `code`; `values` fill the card's message templates, a message in its language.

    An unjudged finding is never an error: its severity falls to warning at most.
    """
    rule = card(code)
    level = severity or rule.severity
    if verdict == "unjudged" and level == "error":
        level = "warning"
    cells = {fact.id: fact.value for fact in report.facts} if facts else {}
    evidence: dict[str, object] = {name: cells.get(name) for name in facts}
    if rule.family == "Y" and expected is not None:
        # The other year's number is evidence too: where it is corrected, this is another finding.
        evidence["expected"] = expected
    shown = dict(values, expected=expected, actual=actual)
    return Finding(
        id=finding_id(
            report.meta,
            code,
            [report.text[start:end] for start, end in spans],
            evidence,
            report.source.sha256,
        ),
        code=code,
        family=rule.family,
        severity=level,
        verdict=verdict,
        message=_filled(rule.message, shown),
        spans=tuple(sorted(set(spans))),
        facts=tuple(dict.fromkeys(facts)),
        counts=tuple(counts),
        expected=None if expected is None else str(expected),
        actual=None if actual is None else str(actual),
        basis=basis_for(rule, report.meta),
    )
