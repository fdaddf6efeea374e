"""Sentences of `audit_wordings.txt` put into reports whose tables are known, true and with one number wrong.

Takes figures of the generator (`wenzhi.synth.figures`), gives reports as text with what the auditor ought to
find in them. What stands in the sentences was written without looking at what the reader can do.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cn2an import an2cn

from wenzhi.synth.figures import COLUMNS, OUTCOMES, Figures, make_figures, result_rows
from wenzhi.synth.tables import build_tables

SOURCE = Path(__file__).with_name("audit_wordings.txt")
YEAR = 2022
STYLES = ("arabic", "comma", "chinese", "full width", "spaced")
OFF_BY = (3, 7, 11, 29, 101, 303, 1009, 50021)
"""What a number is told wrong by: the first of these that no sum of cells explains."""
POINTS = 3.7
"""Percentage points that a share or growth is told wrong by; the rule allows 0.1."""
_SLOT = re.compile(r"\{([!%^v]*)([^}]*)\}")
_HEADS = {
    "overview": "一、总体情况",
    "active": "二、主动公开政府信息情况",
    "applications": "三、收到和处理政府信息公开申请情况",
    "review": "四、政府信息公开行政复议、行政诉讼情况",
    "problems": "五、存在的主要问题及改进情况",
    "other": "六、其他需要报告的事项",
}
_PROSE = {
    "problems": "存在的问题：公开目录更新偶有滞后，解读形式不够多样。改进措施：按月核对目录，增加图解。",
    "other": "本年度没有收取信息处理费。",
}


@dataclass(frozen=True)
class Frame:
    """One sentence: where it stands, when it may be used, and what of it can be wrong."""

    section: str
    conditions: tuple[str, ...]
    sentence: str
    denies: str | None = None
    equal: tuple[str, str] | None = None

    @property
    def breakable(self) -> bool:
        """Whether something of it can be told wrong."""
        return "!" in self.sentence or self.denies is not None or self.equal is not None


@dataclass(frozen=True)
class Case:
    """A report, the sentence under test, and whether the sentence is wrong."""

    text: str
    sentence: str
    wrong: bool
    style: str


def read_frames() -> list[Frame]:
    """The frames in the order of the file."""
    frames: list[Frame] = []
    section = "overview"
    for line in SOURCE.read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            section = line[1:].strip()
        elif line and not line.startswith("#"):
            head, _, sentence = line.partition(":: ")
            words = head.split()
            denies = words[1] if words[:1] == ["zero"] else None
            equal = tuple(words[1].split("=")) if words[:1] == ["all"] else None
            pair = (equal[0], equal[1]) if equal else None
            conditions = () if denies or pair else tuple(words)
            frames.append(Frame(section, conditions, sentence, denies, pair))
    return frames


def named_figures(figures: Figures) -> dict[str, int]:
    """The cells and sums of cells by the names that sentences use."""

    def row(name: str, column: str = "total") -> int:
        return int(figures.cells[f"applications.{name}.{column}"])

    def group(prefix: str) -> int:
        return sum(row(name) for name in result_rows("2021") if name.startswith(prefix))

    columns = dict(zip("nerplo", COLUMNS, strict=True))
    named = {f"new_{short}": row("new_received", name) for short, name in columns.items()}
    named |= {
        "new": row("new_received"),
        "old": row("carried_over"),
        "done": row("result.total"),
        "forward": row("carried_forward"),
        "granted": row("result.granted"),
        "partial": row("result.partial"),
        "denied": group("result.denied"),
        "d5": row("result.denied_internal_affairs"),
        "d6": row("result.denied_process_info"),
        "nh": row("result.not_held"),
        "unable": row("result.not_held")
        + row("result.needs_creation")
        + row("result.unclear_after_correction"),
        "rejected": group("result.rejected"),
        "rp": row("result.rejected_petition"),
        "rr": row("result.rejected_repeat"),
        "other": group("result.other"),
    }
    named["org"] = named["new"] - named["new_n"]
    named["on_hand"] = named["new"] + named["old"]
    for short, block in (
        ("rev", "review"),
        ("ld", "litigation.direct"),
        ("la", "litigation.after_review"),
    ):
        named[short] = int(figures.cells[f"{block}.total"])
        named |= {f"{short}_{name[0]}": int(figures.cells[f"{block}.{name}"]) for name in OUTCOMES}
    named["lit"] = named["ld"] + named["la"]
    named["rev_lit"] = named["rev"] + named["lit"]
    named["pen"] = int(figures.cells["active.penalties.decisions"])
    named["issued"] = int(figures.cells["active.normative_documents.issued"])
    named["inforce"] = int(figures.cells["active.normative_documents.in_force"])
    return named


def make_cases(draws: int, seed: int) -> Iterator[Case]:
    """Every frame with `draws` sets of figures, true and, where it can be, wrong."""
    rng = random.Random(seed)
    drawn = [make_figures(YEAR, "2021", "2021", 2 + n % 2, rng, None) for n in range(draws * 6)]
    number = 0
    for frame in read_frames():
        true_told = wrong_told = 0
        for figures in drawn:
            named = named_figures(figures)
            named |= {"a": rng.randint(40, 400), "b": rng.randint(11, 39), "c": rng.randint(3, 10)}
            named |= {"early": YEAR - 9, "year": YEAR}
            if not all(_holds(condition, named) for condition in frame.conditions):
                continue
            for wrong in (False, True):
                told = wrong_told if wrong else true_told
                if told >= draws or (wrong and not frame.breakable):
                    continue
                style = STYLES[number % len(STYLES)]
                sentence = _sentence(frame, named, figures, wrong, style, rng)
                if sentence is None:
                    continue
                number += 1
                wrong_told += wrong
                true_told += not wrong
                yield Case(_report(figures, frame.section, sentence), sentence, wrong, style)


def _holds(condition: str, named: Mapping[str, int]) -> bool:
    name, sign, value = re.split("([>=])", condition)
    return named[name] > int(value) if sign == ">" else named[name] == int(value)


def _sentence(
    frame: Frame,
    named: Mapping[str, int],
    figures: Figures,
    wrong: bool,
    style: str,
    rng: random.Random,
) -> str | None:
    """The sentence with its numbers; None where these figures do not make it true, or wrong."""
    if frame.denies is not None and (named[frame.denies] > 0) != wrong:
        return None
    if frame.equal is not None:
        one, other = (named[name] for name in frame.equal)
        if not one or (one != other) != wrong:
            return None
    known = _explained(named, figures)

    def fill(match: re.Match[str]) -> str:
        marks, body = match.groups()
        off = wrong and "!" in marks
        marks = marks.replace("!", "")
        if body.startswith("!"):
            off, body = wrong, body[1:]
        if marks:
            return _percent(marks, body, named, off)
        value = _value(body, named, rng)
        if off:
            value = next(value + step for step in OFF_BY if value + step not in known)
        return str(value) if body in ("year", "early") else _print(value, style)

    return _SLOT.sub(fill, frame.sentence)


def _explained(named: Mapping[str, int], figures: Figures) -> set[int]:
    """Every cell and the sums that a reader may take: a wrong number is none of them."""
    values = {int(value) for value in figures.cells.values()} | set(named.values())
    return values | {one + other for one in named.values() for other in named.values()}


def _value(body: str, named: Mapping[str, int], rng: random.Random) -> int:
    name, below, top = body.partition("<")
    if below:
        return rng.randint(1, max(1, named[top]))
    return sum(int(part) if part.isdigit() else named[part] for part in name.split("+"))


def _percent(marks: str, body: str, named: Mapping[str, int], off: bool) -> str:
    """A share (%), growth (^) or decline (v) in per cent with one decimal."""
    left, right = body.split("/")
    one, other = (sum(named[name] for name in side.split("+")) for side in (left, right))
    told = 100 * one / other if marks == "%" else 100 * (one - other) / other
    told = abs(told)
    if off:
        told += -POINTS if told > 100 - POINTS else POINTS
    return f"{told:.1f}"


def _print(value: int, style: str) -> str:
    if style == "comma":
        return f"{value:,}"
    if style == "chinese":
        return str(an2cn(value, "low"))
    if style == "full width":
        return str(value).translate({ord(str(d)): chr(0xFF10 + d) for d in range(10)})
    return f" {value} " if style == "spaced" else str(value)


def _report(figures: Figures, section: str, sentence: str) -> str:
    """A report of a fictional bureau with the sentence in a section."""
    tables = build_tables(figures, {})
    lines = [
        f"枫渚县水务局{YEAR}年政府信息公开工作年度报告",
        "本报告依照《中华人民共和国政府信息公开条例》编制。",
    ]
    for kind, heading in _HEADS.items():
        lines.append(heading)
        if kind == "overview" and section != kind:
            lines.append("本机关按要求做好各项工作。")
        if kind == section:
            lines.append(sentence)
        if kind in tables:
            for block in tables[kind].blocks:
                lines += ["\t".join(row) for row in block.header]
                lines += [
                    "\t".join(
                        [
                            *(group or "" for group in row.groups),
                            row.label,
                            *(c.raw for c in row.cells),
                        ]
                    )
                    for row in block.rows
                ]
        lines += [_PROSE[kind]] if kind in _PROSE else []
    return "\n".join(lines) + "\n"


def span_of(case: Case) -> tuple[int, int]:
    """Where the sentence stands in its report."""
    start = case.text.index(case.sentence)
    return start, start + len(case.sentence)
