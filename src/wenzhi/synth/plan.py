"""Floor 2, synth: who reports when, who copies whom, what goes wrong: blocks of 24 reports planned from a seed.

Report i of seed S stands in block i // 24 and depends on S and i alone, so that more reports never change
earlier ones. Gives plans in order together with where section five came from.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from wenzhi.base.records import FormId
from wenzhi.synth.compose import Plan
from wenzhi.synth.faults import feasible
from wenzhi.synth.figures import Figures, make_figures, natural_form
from wenzhi.synth.narrative import (
    Script,
    partial,
    refill,
    reworded,
    shuffled,
    with_statute,
    write_script,
)
from wenzhi.synth.world import Organ, organs

BLOCK = 24
SPANS = (4, 3, 3, 3, 2, 2, 2, 2, 2, 1)
"""Years of each organ of a block; together 24."""

TEMPLATES = 6
"""Shared templates of a seed: 8 % of reports are filled from them, so families grow with the corpus."""


@dataclass(frozen=True, slots=True)
class Mix:
    """Shares of what is written. `clean` is of all reports; the rest of section five's origins sum to 1."""

    clean: float = 0.6
    template: float = 0.08
    exact: float = 0.04
    swapped: float = 0.06
    refilled: float = 0.05
    shuffled: float = 0.04
    partial: float = 0.08
    reworded: float = 0.05
    self_copy: float = 0.12
    upstream: float = 0.04
    mandated: float = 0.06


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a section five came from: the kind and the position in the block of its source."""

    kind: str
    source: int | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan with its origin and the random source's name for printing it."""

    plan: Plan
    origin: Origin
    seed: str


def plan_block(seed: int, block: int, mix: Mix) -> Iterator[Planned]:
    """The 24 plans of a block, in order."""
    name = f"wenzhi-synth/1:{seed}:{block}"
    rng = random.Random(name)
    staff = organs(block, len(SPANS), rng)
    stranger = organs(block + 577, 4, rng)
    base = rng.randint(2017, 2022)
    done: list[Planned] = []
    for organ, years in zip(staff, SPANS, strict=True):
        scale = 3 if organ.kind == "government" else rng.choices((0, 1, 2), weights=(4, 4, 3))[0]
        if organ.level == "township":
            scale = min(scale, 1)
        first = min(max(2014, base + rng.randint(-1, 1)), 2025 - years)
        before: Figures | None = None
        for year in range(first, first + years):
            own = random.Random(f"{name}:{len(done)}")
            planned = _plan(own, organ, year, scale, before, done, rng.choice(stranger), mix, seed)
            planned = replace(planned, seed=f"{name}:{len(done)}:print")
            done.append(planned)
            before = planned.plan.figures
            yield planned


def _plan(
    rng: random.Random,
    organ: Organ,
    year: int,
    scale: int,
    before: Figures | None,
    done: list[Planned],
    stranger: Organ,
    mix: Mix,
    seed: int,
) -> Planned:
    form, applications = _forms(year, rng)
    faults: tuple[str, ...] = ()
    state = rng.getstate()
    figures = make_figures(year, form, applications, scale, rng, before)
    if rng.random() >= mix.clean:
        kinds = feasible(figures, before, organ.level)
        faults = tuple(rng.sample(kinds, rng.choice((1, 1, 2))))
    breaks = {name: rng.randint(1, 4) for name in ("carry", "stock") if f"Y.{name}" in faults}
    if breaks:
        # The same draws again, so that the year differs from a sound one by the break alone.
        rng.setstate(state)
        figures = make_figures(year, form, applications, scale, rng, before, breaks)
    script, origin = _script(rng, organ, year, done, mix, seed)
    plan = Plan(organ, year, figures, before, script, faults, breaks, stranger)
    return Planned(plan, origin, "")


def _forms(year: int, rng: random.Random) -> tuple[FormId, str]:
    form = natural_form(year)
    if form == "2021" and rng.random() < 0.04:
        return "2019", "2019"  # the old form in a later year
    if form == "2021" and rng.random() < 0.03:
        return "2021", "2019"  # the new table two over the old one-row 其他处理
    return form, "2021" if form == "2021" else "2019"


def _script(
    rng: random.Random, organ: Organ, year: int, done: list[Planned], mix: Mix, seed: int
) -> tuple[Script, Origin]:
    owner = f"{organ.folder}/{year}"
    own = write_script(rng, owner)
    dice = rng.random()
    for kind in (
        "template",
        "exact",
        "swapped",
        "refilled",
        "shuffled",
        "partial",
        "reworded",
        "self_copy",
        "upstream",
        "mandated",
    ):
        share = getattr(mix, kind)
        if dice < share:
            made = _copied(kind, rng, organ, year, done, own, seed, owner)
            return made or (own, Origin("original"))
        dice -= share
    return own, Origin("original")


def _copied(
    kind: str,
    rng: random.Random,
    organ: Organ,
    year: int,
    done: list[Planned],
    own: Script,
    seed: int,
    owner: str,
) -> tuple[Script, Origin] | None:
    if kind == "template":
        number = rng.randrange(TEMPLATES)
        template = write_script(
            random.Random(f"wenzhi-synth/1:{seed}:template:{number}"),
            f"template-{number}",
            2 + number % 2,
        )
        return replace(refill(template, rng), family=f"template-{number}"), Origin("template")
    if kind == "mandated":
        return with_statute(own, rng, owner), Origin("mandated")
    source = _source(kind, rng, organ, year, done)
    if source is None:
        return None
    script = done[source].plan.script
    made = {
        "exact": lambda: script,
        "swapped": lambda: script,
        "upstream": lambda: script,
        "self_copy": lambda: script,
        "refilled": lambda: refill(script, rng),
        "shuffled": lambda: shuffled(script, rng),
        "partial": lambda: partial(script, own, rng),
        "reworded": lambda: reworded(script),
    }[kind]()
    return made, Origin({"self_copy": "self"}.get(kind, kind), source)


def _source(
    kind: str, rng: random.Random, organ: Organ, year: int, done: list[Planned]
) -> int | None:
    """An earlier report of the block whose section five is its own and fits the kind of copy."""

    def fits(planned: Planned) -> bool:
        plan = planned.plan
        if planned.origin.kind not in ("original", "mandated") or plan.year > year:
            return False
        same = plan.organ.name == organ.name
        if kind == "self_copy":
            return same and plan.year == year - 1
        if kind == "exact":
            return not same and plan.year == year and plan.organ.self_name == organ.self_name
        if kind == "upstream":
            return not same and plan.organ.kind == "government" and plan.organ.place == organ.place
        return not same and plan.organ.level == organ.level

    fitting = [index for index, planned in enumerate(done) if fits(planned)]
    return rng.choice(fitting) if fitting else None
