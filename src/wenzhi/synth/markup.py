"""Floor 2, synth: sentence frames with markup in, sentences with their truth out.

Takes the lines of `data/synth/*.txt` (syntax at the head of `counts.txt`) and gives nodes; `choose` settles
the alternatives, `draw` the numbers, `fill` the words. It must not know what a report is or how one is read.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import TypeAlias

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Approximation
from wenzhi.base.resources import read_text


@dataclass(frozen=True, slots=True)
class Words:
    """Plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class Name:
    """A word that the report's organ or year supplies, e.g. `{self}`."""

    key: str


@dataclass(frozen=True, slots=True)
class Include:
    """A line of another group, e.g. `{@cause}`."""

    group: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several wordings."""

    options: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """A count: bound to a figure of its name, drawn from `low`–`high`, or part of `parent`."""

    name: str
    unit: str
    parent: str | None = None
    low: int = 1
    high: int = 9
    style: str = ""
    object: str | None = None
    indicator: str | None = None
    flags: tuple[str, ...] = ()
    literal: str | None = None


@dataclass(frozen=True, slots=True)
class Ratio:
    """A percentage or multiple computed from two tallies of the same sentence."""

    name: str
    operation: str
    over: str
    base: str
    unit: str
    object: str | None


@dataclass(frozen=True, slots=True)
class Nil:
    """A zero said without a numeral of its own value."""

    text: str
    object: str | None
    indicator: str | None
    unit: str | None
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assertion:
    """A claim about a cell that has no numeral."""

    text: str
    fact: str
    relation: str


@dataclass(frozen=True, slots=True)
class Flaw:
    """A planted error that is a stretch of text."""

    family: str
    nodes: tuple[Node, ...]
    why: str


Node: TypeAlias = Words | Name | Include | Choice | Tally | Ratio | Nil | Assertion | Flaw


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as printed: its text and what a reader takes from it."""

    text: str
    value: float | int | None
    low: float | int | None = None
    high: float | int | None = None
    approx: Approximation | None = None


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch of a filled sentence with the node that made it; `figure` for tallies and ratios."""

    start: int
    end: int
    node: Tally | Ratio | Nil | Assertion | Flaw
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """A sentence ready to be written, with its marks in its own offsets."""

    text: str
    marks: tuple[Marked, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """One line of a bank: conditions on figures, then nodes."""

    conditions: tuple[tuple[str, str, str], ...]
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A frame whose alternatives are settled and whose numbers are drawn: what copying copies.

    `lineage` names the sentence across reports; `answers` is the theme of problem and measure;
    `level` the substance (0–4) of its bank line.
    """

    nodes: tuple[Node, ...]
    numbers: Mapping[str, int] = field(default_factory=dict)
    lineage: str = ""
    role: str = "stock"
    theme: str = ""
    level: int = 0


_HEAD = as_pattern(r"#(\w+)(?:<(\w+))?(?::(\d+)-(\d+))?(?:~(\w+))?")
_RATIO = as_pattern(r"%(\w+)=([+\-x]?)\s*(\w+)/(\w+)")
_UNIT = as_pattern(
    r"^(?:近|约)?(?:[\d,，.]+|[零一二两三四五六七八九十百千]+)\s*[万亿]?[余多]?[万亿]?"
)
_CONDITION = as_pattern(r"(\w+)(>=|=|>|<)(\w+)")


@cache
def bank(name: str) -> Mapping[str, tuple[Frame, ...]]:
    """Groups of frames of `data/synth/<name>.txt`, in file order."""
    groups: dict[str, list[Frame]] = {}
    current: list[Frame] = []
    # Not `read_lines`: a `#` opens a count here, so only whole lines are comments.
    lines = read_text(f"synth/{name}.txt").splitlines()
    for line in (line for line in lines if line and not line.startswith("#")):
        if line.startswith("@ "):
            current = groups.setdefault(line[2:].strip(), [])
        else:
            current.append(compile_frame(line))
    return {key: tuple(frames) for key, frames in groups.items()}


def compile_frame(line: str) -> Frame:
    """Parse one line of a bank. Raises ValueError at a brace or bracket that does not close."""
    conditions: tuple[tuple[str, str, str], ...] = ()
    if " :: " in line:
        head, line = line.split(" :: ", 1)
        conditions = tuple(
            (match[1], match[2], match[3])
            for match in map(_CONDITION.fullmatch, head.split(","))
            if match
        )
    return Frame(conditions, compile_nodes(line))


def compile_nodes(text: str) -> tuple[Node, ...]:
    """Nodes of a marked-up text."""
    nodes: list[Node] = []
    position = 0
    while position < len(text):
        opening = _next_opening(text, position)
        if opening > position:
            nodes.append(Words(text[position:opening]))
        if opening == len(text):
            break
        closing = _closing(text, opening)
        inner = text[opening + 1 : closing]
        nodes.append(_token(inner) if text[opening] == "{" else _choice(inner))
        position = closing + 1
    return tuple(nodes)


def _next_opening(text: str, position: int) -> int:
    found = [at for at in (text.find("{", position), text.find("[", position)) if at >= 0]
    return min(found, default=len(text))


def _closing(text: str, opening: int) -> int:
    depth = 0
    for index in range(opening, len(text)):
        depth += (text[index] in "{[") - (text[index] in "}]")
        if depth == 0:
            return index
    raise ValueError(f"unclosed at {opening}: {text}")


def _pieces(text: str) -> list[str]:
    """`text` split at `|` outside braces and brackets."""
    result, depth = [""], 0
    for character in text:
        depth += (character in "{[") - (character in "}]")
        if character == "|" and depth == 0:
            result.append("")
        else:
            result[-1] += character
    return result


def _choice(text: str) -> Choice:
    return Choice(tuple(compile_nodes(option) for option in _pieces(text)))


def _token(text: str) -> Node:
    parts = [*_pieces(text), "", "", "", ""]
    flags = tuple(flag for flag in parts[4].split(",") if flag)
    kind = text[0]
    if kind == "#":
        return _tally(parts, flags)
    if kind == "%":
        match = _RATIO.fullmatch(parts[0])
        if match is None:
            raise ValueError(f"no ratio: {text}")
        return Ratio(match[1], match[2], match[3], match[4], parts[1], parts[2] or None)
    if kind == "=":
        return _literal_tally(parts)
    if kind == "!":
        return Nil(parts[0][1:], parts[1] or None, parts[2] or None, parts[3] or None, flags)
    if kind == "?":
        return Assertion(parts[0][1:], parts[1], parts[2])
    if kind == "*":
        return Flaw(parts[0][1:], compile_nodes(parts[1]), parts[2])
    return Include(text[1:]) if kind == "@" else Name(text)


def _literal_tally(parts: Sequence[str]) -> Tally:
    """`=text|object|indicator|flags`; the unit is what follows the numeral."""
    text = parts[0][1:]
    flags = tuple(flag for flag in parts[3].split(",") if flag)
    option = dict(flag.split("=", 1) for flag in flags if "=" in flag)
    unit = _UNIT.sub("", text).removesuffix("以上")
    return Tally(
        option.get("id", text),
        unit,
        option.get("in"),
        object=parts[1] or None,
        indicator=parts[2] or None,
        flags=flags,
        literal=text,
    )


def _tally(parts: Sequence[str], flags: tuple[str, ...]) -> Tally:
    match = _HEAD.fullmatch(parts[0])
    if match is None:
        raise ValueError(f"no count: {parts[0]}")
    low, high = (int(match[3]), int(match[4])) if match[3] else (1, 9)
    return Tally(
        match[1],
        parts[1],
        match[2],
        low,
        high,
        match[5] or "",
        parts[2] or None,
        parts[3] or None,
        flags,
    )


def holds(frame: Frame, figures: Mapping[str, int]) -> bool:
    """Whether a frame's conditions are met; an unknown figure meets none."""
    for name, operator, right in frame.conditions:
        left = figures.get(name)
        other = int(right) if right.isdigit() else figures.get(right)
        if left is None or other is None:
            return False
        if not {"=": left == other, ">": left > other, "<": left < other}[operator]:
            return False
    return True


def choose(
    nodes: Sequence[Node], rng: random.Random, groups: Mapping[str, Sequence[Frame]]
) -> tuple[Node, ...]:
    """Nodes with every alternative and include settled."""
    result: list[Node] = []
    for node in nodes:
        if isinstance(node, Choice):
            result += choose(rng.choice(node.options), rng, groups)
        elif isinstance(node, Include):
            result += choose(rng.choice(groups[node.group]).nodes, rng, groups)
        else:
            result.append(node)
    return tuple(result)


def draw(
    nodes: Sequence[Node], figures: Mapping[str, int], rng: random.Random
) -> dict[str, int] | None:
    """Numbers for every tally, totals equal to closed parts; None where a total is too small."""
    tallies = [node for node in nodes if isinstance(node, Tally) and node.literal is None]
    numbers: dict[str, int] = {}
    for tally in tallies:
        if tally.name in figures:
            numbers[tally.name] = figures[tally.name]
        elif tally.parent is None:
            numbers[tally.name] = rng.randint(tally.low, tally.high)
    for tally in tallies:
        parts = [part.name for part in tallies if part.parent == tally.name]
        free = [name for name in parts if name not in numbers]
        if free:
            rest = numbers.get(tally.name, 0) - sum(numbers.get(name, 0) for name in parts)
            if "closed" not in tally.flags:
                rest = rest * rng.randint(4, 8) // 10
            shares = partition(rest, len(free), rng)
            if shares is None:
                return None
            numbers.update(zip(free, shares, strict=True))
    if any(tally.name not in numbers for tally in tallies):
        return None
    for node in nodes:
        if isinstance(node, Ratio):
            # A share may be of figures that the sentence itself does not state.
            numbers |= {name: figures[name] for name in (node.over, node.base) if name in figures}
    return numbers if all(fits(tally, numbers[tally.name]) for tally in tallies) else None


def partition(total: int, count: int, rng: random.Random) -> list[int] | None:
    """`total` in `count` parts of at least 1, or None."""
    if total < count:
        return None
    cuts = sorted(rng.sample(range(1, total), count - 1)) if count > 1 else []
    edges = [0, *cuts, total]
    return [edges[i + 1] - edges[i] for i in range(count)]


def fits(tally: Tally, value: int) -> bool:
    """Whether a number of this size can be said in the tally's style."""
    low = {"over": 20, "over2": 20, "cnover": 20, "near": 20, "about": 20, "ge": 20}
    low |= {"wan": 10000, "wanover": 10000, "comma": 1000}
    return value >= low.get(tally.style, 0) and (not tally.style.startswith("cn") or value < 300)


def fill(
    nodes: Sequence[Node],
    names: Mapping[str, str],
    numbers: Mapping[str, int],
    distort: Mapping[str, int] | None = None,
) -> Filled:
    """The sentence itself. `distort` overrides printed numbers (a planted error), also of ratios in tenths."""
    shown = {**numbers, **(distort or {})}
    text: list[str] = []
    marks: list[Marked] = []
    _fill(nodes, names, shown, numbers, text, marks)
    return Filled("".join(text), tuple(marks))


def _fill(
    nodes: Sequence[Node],
    names: Mapping[str, str],
    shown: Mapping[str, int],
    numbers: Mapping[str, int],
    text: list[str],
    marks: list[Marked],
) -> None:
    for node in nodes:
        start = sum(map(len, text))
        figure: Figure | None = None
        if isinstance(node, Words):
            text.append(node.text)
            continue
        if isinstance(node, Name):
            text.append(names[node.key])
            continue
        if isinstance(node, Tally):
            figure = literal(node.literal) if node.literal else express(shown[node.name], node)
            text.append(figure.text)
        elif isinstance(node, Ratio):
            figure = ratio(node, numbers, shown.get(node.name))
            text.append(figure.text)
        elif isinstance(node, Flaw):
            _fill(node.nodes, names, shown, numbers, text, marks)
        elif isinstance(node, (Nil, Assertion)):
            text.append(node.text)
        else:
            raise TypeError(f"alternatives not settled: {node}")
        marks.append(Marked(start, sum(map(len, text)), node, figure))


def express(value: int, tally: Tally) -> Figure:
    """A number in the tally's style, with its unit."""
    unit, style = tally.unit, tally.style
    step = 10 ** max(1, len(str(value)) - 2)
    if style in ("over", "over2"):
        floor = (value - 1) // step * step
        return Figure(
            f"{floor}{'余' if style == 'over' else '多'}{unit}", floor, floor, None, "over"
        )
    if style == "cnover":
        floor = (value - 1) // 10 * 10
        return Figure(f"{chinese(floor)}余{unit}", floor, floor, None, "over")
    if style == "ge":
        floor = value // step * step
        return Figure(f"{floor}{unit}以上", floor, floor, None, "over")
    if style == "near":
        ceiling = value // step * step + step
        return Figure(f"近{ceiling}{unit}", ceiling, None, ceiling, "under")
    if style == "about":
        middle = (value + step // 2) // step * step
        return Figure(f"约{middle}{unit}", middle, None, None, "about")
    if style in ("wan", "wanover"):
        tenths = value // 1000
        shown = f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)
        if style == "wan":
            return Figure(f"{shown}万{unit}", tenths * 1000)
        return Figure(f"{shown}万余{unit}", tenths * 1000, tenths * 1000, None, "over")
    return Figure(_plain(value, style) + unit, value)


def _plain(value: int, style: str) -> str:
    if style == "cn":
        return "两" if value == 2 else chinese(value)
    if style == "sp":
        return f"{value} "
    if style == "fw":
        return str(value).translate({48 + i: 0xFF10 + i for i in range(10)})
    return f"{value:,}" if style == "comma" else str(value)


@lru_cache(maxsize=512)
def chinese(value: int) -> str:
    """A number below 10,000 in Chinese numerals, 10–19 without the leading 一."""
    if value == 0:
        return "零"
    result, gap = "", False
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // place % 10
        if digit:
            result += ("零" if gap else "") + "一二三四五六七八九"[digit - 1] + unit
        gap = bool(result) and digit == 0
    return result[1:] if result.startswith("一十") else result


def ratio(node: Ratio, numbers: Mapping[str, int], tenths: int | None = None) -> Figure:
    """A share, growth, fall (percent, truncated to one decimal) or multiple of two numbers."""
    over, base = numbers[node.over], numbers[node.base]
    if tenths is None:
        difference = {"": over, "+": over - base, "-": base - over, "x": over}[node.operation]
        tenths = difference * (10 if node.operation == "x" else 1000) // base
    shown = f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)
    return Figure(shown + node.unit, tenths / 10 if tenths % 10 else tenths // 10)


_LITERAL = as_pattern(r"(近|约)?([\d,，.]+)\s*([万亿])?(余|多)?([万亿])?")


def literal(text: str) -> Figure:
    """A hand-written count: Arabic digits with approximators, or Chinese numerals below 10,000."""
    match = _LITERAL.match(text)
    if match is None:
        return Figure(text, unchinese(text))
    value = float(match[2].replace(",", "")) * {"万": 1e4, "亿": 1e8}.get(
        match[3] or match[5] or "", 1
    )
    number = int(value) if value == int(value) else value
    if match[1] == "近":
        return Figure(text, number, None, number, "under")
    if match[4] or text.endswith("以上"):
        return Figure(text, number, number, None, "over")
    return Figure(text, number, None, None, "about" if match[1] else None)


def unchinese(text: str) -> int:
    """The value of leading Chinese numerals. Raises ValueError where there are none."""
    total, digit, seen = 0, 0, False
    for character in text:
        if character in "零一二三四五六七八九":
            digit, seen = "零一二三四五六七八九".index(character), True
        elif character == "两":
            digit, seen = 2, True
        elif character in "十百千":
            total += max(digit, 1) * {"十": 10, "百": 100, "千": 1000}[character]
            digit, seen = 0, True
        else:
            break
    if not seen:
        raise ValueError(f"no numeral in {text}")
    return total + digit


def reword(sentence: Sentence, swaps: Mapping[str, str], lineage: str) -> Sentence:
    """The same sentence with its words exchanged for others of the same sense."""
    pattern = _swap_pattern(tuple(sorted(swaps)))
    nodes = tuple(
        Words(pattern.sub(lambda match: swaps[match[0]], node.text))
        if isinstance(node, Words)
        else node
        for node in sentence.nodes
    )
    return replace(sentence, nodes=nodes, lineage=lineage)


@cache
def _swap_pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return as_pattern("|".join(sorted(map(re.escape, words), key=len, reverse=True)))
