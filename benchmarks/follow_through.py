"""How well the fate of last year's problems and measures is told, on series of known truth.

`python benchmarks/follow_through.py [--series 200] [--seed 7]` makes pairs of reports of one fictional
organ on two years. The first has six problems and six measures on three matters; in the second each is,
by lot, word for word the same (with other numbers), in other words (a paraphrase by the same author),
told as mended or done, or left out; and sentences on the same matters come in that say something else.
Sentences are those of corpora/labels/paraphrases.jsonl from which neither the vectors nor the weights
of `follow_through` were learnt. Reports are read, parsed and classed as any other.

The same is asked of corpora/follow_through/pairs.txt: sections of two years written by hand, with the fate
of each sentence. Prints for each set precision and recall of each outcome with n and 95 % Wilson
intervals, and how many outcomes are left open. The paraphrases of the series are bolder than offices'
rewordings from year to year.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from wenzhi.base.records import Report
from wenzhi.parse.report import parse
from wenzhi.query.studies import wilson
from wenzhi.read import read_bytes
from wenzhi.scores.classes import classify
from wenzhi.scores.follow_through import follow_through

CORPORA = Path(__file__).resolve().parents[1] / "corpora"
PARAPHRASES = CORPORA / "labels" / "paraphrases.jsonl"
PAIRS = CORPORA / "follow_through" / "pairs.txt"
KINDS = {"问题": "problem", "措施": "measure"}
FATES = {"problem": ("verbatim", "repeated", "mended", "gone"),
         "measure": ("verbatim", "repeated", "done", "gone")}  # fmt: skip
MENDED = (
    "上年度指出的“{}”问题，已经解决。",
    "针对去年“{}”的情况，本年度已整改到位。",
    "{}的问题已得到解决。",
)
DONE = (
    "去年提出的“{}”已经做到了。",
    "按照上年计划，{}，这一条已全部落实到位。",
    "{}，此项工作已于上半年完成。",
)


@dataclass(frozen=True)
class Series:
    """Two years' sections five, the true fate of each sentence of the first, and what is told elsewhere."""

    first: str
    second: str
    fates: dict[str, tuple[str, str]]
    elsewhere: str = "全年公开信息12条。"


def untaught() -> list[list[dict[str, str]]]:
    """The sets that nothing was learnt from, each a list of records on one matter."""
    rows = [json.loads(line) for line in PARAPHRASES.read_bytes().splitlines() if line]
    held = [row for row in rows if row["part"] == "held_out"]
    names = sorted({row["set"] for row in held})[1::2]
    return [[row for row in held if row["set"] == name] for name in names]


def make_series(sets: Sequence[Sequence[dict[str, str]]], lots: random.Random) -> Series:
    """One series on three matters drawn by lot."""
    chosen = [row for one in lots.sample(list(sets), 3) for row in one]
    fates: dict[str, tuple[str, str]] = {}
    then: dict[str, list[str]] = {"problem": [], "measure": []}
    now: dict[str, list[str]] = {"problem": [], "measure": []}
    told: list[str] = []
    for row in chosen:
        kind, fate = row["kind"], lots.choice(FATES[row["kind"]])
        then[kind].append(row["sentence"])
        fates[row["sentence"]] = kind, fate
        stem = lots.choice((row["sentence"], row["paraphrase"])).rstrip("。")
        if fate == "verbatim":
            now[kind].append(renumber(row["sentence"], lots))
        elif fate == "repeated":
            now[kind].append(row["paraphrase"])
        elif fate in ("mended", "done"):
            told.append(lots.choice(MENDED if fate == "mended" else DONE).format(stem))
        elif lots.random() < 0.5:
            now[kind].append(row["related"])
    for each in (*then.values(), *now.values(), told):
        lots.shuffle(each)
    return Series(section(then, []), section(now, told), fates)


def renumber(text: str, lots: random.Random) -> str:
    """The sentence with other figures."""
    return re.sub(r"\d+", lambda match: str(int(match[0]) + lots.randint(1, 5)), text)


def section(parts: dict[str, list[str]], told: Sequence[str]) -> str:
    """Section five of these sentences, as lists."""
    marks = "一二三四五六七八九十"
    lists = {
        kind: "".join(f"{marks[i]}是{text}" for i, text in enumerate(texts))
        for kind, texts in parts.items()
    }
    lead = "".join(told)
    return f"{lead}\n存在的问题：{lists['problem']}\n下一步改进措施：{lists['measure']}"


def read_pairs(path: Path = PAIRS) -> list[Series]:
    """The pairs written by hand; corpora/follow_through/README.md has the format."""
    blocks = path.read_text(encoding="utf-8").split("\n## ")[1:]
    return [
        read_pair([line.split(" | ") for line in one.splitlines()[1:] if line]) for one in blocks
    ]


def read_pair(lines: Sequence[Sequence[str]]) -> Series:
    """One pair from its lines."""
    told = [line for line in lines if line[0] in KINDS]
    then = {kind: "".join(text for name, _, text in told if name == kind) for kind in KINDS}
    now = {
        name: "\n".join(line[1] for line in lines if line[0] == name) for name in ("今年", "他处")
    }
    return Series(
        first=f"{then['问题']}\n下一步：{then['措施']}",
        second=now["今年"],
        fates={bare(text): (KINDS[name], fate) for name, fate, text in told},
        elsewhere=now["他处"] or Series.elsewhere,
    )


def bare(text: str) -> str:
    """A sentence without its list mark, its last stop kept."""
    return re.sub(r"^(?:[一二三四]是|（[一二三四]）)", "", text)


def as_report(body: str, year: int, elsewhere: str = Series.elsewhere) -> Report:
    """A text report that holds `body` as its section five and `elsewhere` in its first."""
    text = (
        f"云川县水务局{year}年政府信息公开工作年度报告\n一、总体情况\n{elsewhere}\n"
        f"五、存在的主要问题及改进情况\n{body}\n六、其他需要报告的事项\n未收取信息处理费。\n"
    )
    return parse(read_bytes(text.encode(), "a.txt"))


def judge(series: Series) -> list[tuple[str, str, str | None]]:
    """Kind, true fate, told fate of every sentence; `missed` where the sentence was not classed so."""
    then, now = as_report(series.first, 2022), as_report(series.second, 2023, series.elsewhere)
    found = follow_through(now, classify(now), then, classify(then))
    answers = []
    for sentence, (kind, fate) in series.fates.items():
        item = next(
            (one for one in found.items if one.kind == kind and sentence[:-1] in one.text), None
        )
        answers.append((kind, fate, "missed" if item is None else item.outcome))
    return answers


def share(hits: int, n: int) -> str:
    """A share with its 95 % interval."""
    if not n:
        return "–"
    low, high = wilson(hits, n)
    return f"{hits / n:.3f} ({low:.3f}–{high:.3f}), n = {n}"


def figures(series: int, seed: int) -> Counter[tuple[str, str, str | None]]:
    """(kind, true, told) → how often, in generated series."""
    sets, lots = untaught(), random.Random(seed)
    return Counter(answer for _ in range(series) for answer in judge(make_series(sets, lots)))


def written() -> Counter[tuple[str, str, str | None]]:
    """The same in the pairs written by hand."""
    return Counter(answer for one in read_pairs() for answer in judge(one))


def tell(name: str, counted: Counter[tuple[str, str, str | None]]) -> None:
    """Print the figures of one set."""
    total = sum(counted.values())
    left = sum(n for (_, _, told), n in counted.items() if told is None)
    missed = sum(n for (_, _, told), n in counted.items() if told == "missed")
    print(f"{name}: {total} sentences of the first year")
    print(
        f"left open: {share(left, total)}\nnot recognised in the first year: {share(missed, total)}"
    )
    for kind, fates in FATES.items():
        for fate in fates:
            right = counted[kind, fate, fate]
            said = sum(n for (k, _, told), n in counted.items() if (k, told) == (kind, fate))
            true = sum(
                n for (k, real, told), n in counted.items() if (k, real) == (kind, fate) and told
            )
            print(f"{kind:8} {fate:9} precision {share(right, said)}  recall {share(right, true)}")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    chosen = parser.parse_args()
    tell("pairs written by hand", written())
    if chosen.series:
        tell(f"{chosen.series} generated series", figures(chosen.series, chosen.seed))


if __name__ == "__main__":
    main()
