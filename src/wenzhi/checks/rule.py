"""Floor 3: the rule contract: what a rule is given, what it answers, and the list of all rules.

A rule is a function from a `Dossier` to outcomes, one for every place it looked at. It is registered
under the code of its card (`data/rules/*.toml`) and must not know the other rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from wenzhi.base.records import Finding
from wenzhi.checks.dossier import Dossier


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule says of one place: an unjudged place has a reason and may have a finding."""

    verdict: Literal["pass", "fail", "unjudged"]
    finding: Finding | None = None
    why: str | None = None


PASSED = Outcome("pass")


_GUESSED = "数所指由模型推断 / what the number counts is a trained model's guess"


def failed(finding: Finding) -> Outcome:
    """The place fails; `finding` shows it. One that is itself unjudged leaves the place so."""
    if finding.verdict == "unjudged":
        return Outcome("unjudged", finding, _GUESSED)
    return Outcome("fail", finding)


def unjudged(why: str, finding: Finding | None = None) -> Outcome:
    """The place could not be judged, because `why`."""
    return Outcome("unjudged", finding, why)


class CannotRun(Exception):  # noqa: N818 # not an error: the rule lacks what it would need
    """Raised by a rule that cannot look at any place of this report; the text says why."""


class NotAsked(CannotRun):
    """Raised by a rule that asks nothing of this kind of report: an old one has no official table."""


def without_form(dossier: Dossier, why: str) -> CannotRun:
    """What a rule of the official form raises where it is not there: lost, or not yet prescribed."""
    return NotAsked(why) if dossier.free_outline else CannotRun(why)


Decide = Callable[[Dossier], Iterable[Outcome]]

_RULES: dict[str, Decide] = {}


def rule(code: str) -> Callable[[Decide], Decide]:
    """Register the decorated function as the rule of card `code`."""

    def register(decide: Decide) -> Decide:
        if code in _RULES:
            raise ValueError(f"two rules for {code}")
        _RULES[code] = decide
        return decide

    return register


def registered() -> dict[str, Decide]:
    """All rules by code, in order of code."""
    return dict(sorted(_RULES.items()))
