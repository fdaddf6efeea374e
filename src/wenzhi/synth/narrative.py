"""Floor 2, synth: section five: problems and measures at a chosen level of substance, and the ways to copy them.

A script is a list of settled sentences; copying works on scripts, so that what was copied is known exactly.
It must not know tables or layouts.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from wenzhi.base.resources import read_lines
from wenzhi.synth.manuscript import Manuscript
from wenzhi.synth.markup import Frame, Sentence, bank, choose, draw, fill, reword

STYLES = ("listed", "parted", "numbered", "plain")
ORDINALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Script:
    """Section five before it is printed. `level` 0–4; `family` names a shared template."""

    intro: Sentence
    problems: tuple[Sentence, ...]
    turn: Sentence
    measures: tuple[Sentence, ...]
    style: str
    level: int
    family: str | None = None
    statute: tuple[Sentence, ...] = field(default=())

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences that copying can carry."""
        return (self.intro, *self.problems, self.turn, *self.measures)


@cache
def themes() -> tuple[str, ...]:
    """Themes that have problems and measures, in file order."""
    return tuple(dict.fromkeys(key.split()[1] for key in _bank() if key.startswith("problem ")))


def _bank() -> Mapping[str, tuple[Frame, ...]]:
    return bank("narrative")


def write_script(rng: random.Random, owner: str, level: int | None = None) -> Script:
    """A new section five. Substance falls off from `level` (drawn 0–4 if not given) by at most two."""
    if level is None:
        level = rng.choices(range(5), weights=(25, 25, 20, 18, 12))[0]
    chosen = rng.sample(themes(), rng.randint(2, 3) if level < 3 else rng.randint(3, 5))
    problems = [_item(rng, "problem", theme, level, owner) for theme in chosen]
    answered = chosen if rng.random() < 0.7 else chosen[: max(1, len(chosen) - 1)]
    measures = [_item(rng, "measure", theme, level, owner) for theme in answered]
    if level < 3 or rng.random() < 0.5:
        spare = rng.choice([theme for theme in themes() if theme not in chosen])
        measures.append(_item(rng, "measure", spare, min(level, 1), owner))
    return Script(
        _stock(rng, "intro", owner),
        tuple(problems),
        _stock(rng, "turn", owner),
        tuple(measures),
        rng.choice(STYLES),
        level,
    )


def _item(rng: random.Random, role: str, theme: str, level: int, owner: str) -> Sentence:
    groups = _bank()
    grade = max(0, level - rng.choice((0, 0, 0, 1, 2)))
    while f"{role} {theme} {grade}" not in groups:
        grade -= 1
    # The same line is only used once in a script, since themes are drawn without repetition.
    frame = rng.choice(groups[f"{role} {theme} {grade}"])
    return _settle(rng, frame, role, theme, grade, owner)


def _stock(rng: random.Random, group: str, owner: str) -> Sentence:
    return _settle(rng, rng.choice(_bank()[group]), group, "", 0, owner)


def _settle(
    rng: random.Random, frame: Frame, role: str, theme: str, level: int, owner: str
) -> Sentence:
    nodes = choose(frame.nodes, rng, _bank())
    numbers = draw(nodes, {}, rng)
    while numbers is None:
        numbers = draw(nodes, {}, rng)
    return Sentence(nodes, numbers, f"{owner}/{role}/{theme}", role, theme, level)


def refill(script: Script, rng: random.Random) -> Script:
    """The same words with other numbers, as a template filled in again."""

    def redraw(sentence: Sentence) -> Sentence:
        numbers = draw(sentence.nodes, {}, rng)
        return sentence if numbers is None else replace(sentence, numbers=numbers)

    return _mapped(script, redraw)


def reworded(script: Script) -> Script:
    """Every sentence with its words exchanged for others of the same sense."""
    return _mapped(script, lambda sentence: reword(sentence, _synonyms(), sentence.lineage + "~"))


def shuffled(script: Script, rng: random.Random) -> Script:
    """Problems and measures in another order and print."""
    problems, measures = list(script.problems), list(script.measures)
    rng.shuffle(problems)
    rng.shuffle(measures)
    style = rng.choice([style for style in STYLES if style != script.style])
    return replace(script, problems=tuple(problems), measures=tuple(measures), style=style)


def partial(source: Script, own: Script, rng: random.Random) -> Script:
    """`own` with 40–70 % of its items taken from `source`."""
    taken = {s.theme for s in source.problems} | {s.theme for s in source.measures}
    problems = _blend(source.problems, [s for s in own.problems if s.theme not in taken], rng)
    measures = _blend(source.measures, [s for s in own.measures if s.theme not in taken], rng)
    return replace(own, problems=problems, measures=measures)


def _blend(
    source: Sequence[Sentence], own: Sequence[Sentence], rng: random.Random
) -> tuple[Sentence, ...]:
    share = rng.uniform(0.4, 0.7)
    whole = max(2, len(source))
    borrowed = max(1, round(share * whole))
    return (*rng.sample(source, min(borrowed, len(source))), *own[: max(1, whole - borrowed)])


def with_statute(script: Script, rng: random.Random, owner: str) -> Script:
    """The script with sentences that everyone must use: shared, but no copying."""
    frames = rng.sample(_bank()["statute"], 2)
    sentences = tuple(_settle(rng, frame, "statute", "", 0, owner) for frame in frames)
    return replace(script, statute=sentences)


def _mapped(script: Script, change: Callable[[Sentence], Sentence]) -> Script:
    return replace(
        script,
        intro=change(script.intro),
        problems=tuple(map(change, script.problems)),
        turn=change(script.turn),
        measures=tuple(map(change, script.measures)),
    )


@cache
def _synonyms() -> Mapping[str, str]:
    swaps: dict[str, str] = {}
    for line in read_lines("synth/synonyms.txt"):
        left, right = line.split()
        swaps.setdefault(left, right)
        swaps.setdefault(right, left)
    return swaps


def print_script(page: Manuscript, script: Script, names: Mapping[str, str]) -> None:
    """Write section five in the script's style, marking items and lineages."""
    start = page.length
    for sentence in script.statute:
        _print(page, sentence, names)
    if script.style == "parted":
        page.add("（一）存在的主要问题。")
    _print(page, script.intro, names)
    start = _list(page, script.problems, script.style, names, start, "problem")
    if script.style == "parted":
        page.add("（二）改进措施。")
    _print(page, script.turn, names)
    start = _list(page, script.measures, script.style, names, start, "measure")
    if page.length > start:
        page.end_paragraph(start)


def _print(page: Manuscript, sentence: Sentence, names: Mapping[str, str]) -> None:
    span = page.add_filled(fill(sentence.nodes, names, sentence.numbers))
    page.mark("lineage", sentence.lineage, span)


def _list(
    page: Manuscript,
    items: Sequence[Sentence],
    style: str,
    names: Mapping[str, str],
    start: int,
    kind: str,
) -> int:
    if style == "numbered":
        page.end_paragraph(start)
    for number, sentence in enumerate(items):
        if style == "numbered":
            start = page.length
            page.add(f"{number + 1}.")
        elif style != "plain":
            page.add(f"{ORDINALS[number]}是")
        span = page.add_filled(fill(sentence.nodes, names, sentence.numbers))
        page.mark("lineage", sentence.lineage, span)
        page.mark(kind, f"{sentence.theme}|{sentence.level}", span)
        last = number == len(items) - 1
        page.add("。" if last or style in ("plain", "numbered") else "；")
        if style == "numbered":
            page.end_paragraph(start)
    if style != "numbered":
        page.end_paragraph(start)
    return page.length
