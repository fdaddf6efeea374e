"""Labelled sentences: the hand-marked text of `corpora/labels/marked` made into one JSON object a narrative.

`python benchmarks/labels.py` writes train.jsonl, development.jsonl and test.jsonl beside the marked text
and prints how much there is of what, and the SHA-256 of the test part.
The marks are explained in corpora/labels/README.md, the classes in docs/explanation/labelling.md.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HOME = Path(__file__).resolve().parents[1] / "corpora" / "labels"
SPLITS = ("train", "development", "test")
CLASSES = {"P": "problem", "M": "measure", "A": "achievement", "S": "stock"}
ELEMENTS = {"w": "who", "t": "what", "n": "how_many", "d": "by_when", "i": "instrument"}
_LINE = re.compile(
    r"(?P<main>[PMAS])(?P<second>[pma]?)(?P<items>\d+(?:,\d+)*)?(?P<concrete>[+-])"
    r"(?:>(?P<answers>\d+(?:,\d+)*))? (?P<text>.+)"
)
_ELEMENT = re.compile(r"\{([wtndi]):([^{}]+)\}")


def read_marked(text: str) -> Iterator[dict[str, Any]]:
    """The narratives of one marked file. Raises ValueError on a line that is not understood."""
    for block in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        head, *lines = block.splitlines()
        fields = [field.strip() for field in head.split("|")]
        if len(fields) != 8:
            raise ValueError(f"eight fields wanted: {head}")
        try:
            sentences = list(_sentences(lines))
        except KeyError as missing:
            raise ValueError(f"{fields[0]} answers problem {missing}, which it has not") from None
        names = ("id", "organ", "level", "kind", "year", "family", "grade", "reason")
        record: dict[str, Any] = dict(zip(names, fields, strict=True))
        record |= {"year": int(fields[4]), "grade": int(fields[6]), "sentences": sentences}
        yield record


def _sentences(lines: list[str]) -> Iterator[dict[str, Any]]:
    read: list[tuple[re.Match[str], int]] = []
    paragraph = 0
    for line in lines:
        if not line.strip():
            paragraph += bool(read) and read[-1][1] == paragraph
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise ValueError(f"not understood: {line}")
        read.append((match, paragraph))
    of_item: dict[int, list[int]] = {}
    for index, (match, _) in enumerate(read):
        for item in _numbers(match["items"]):
            of_item.setdefault(item, []).append(index)
    for match, paragraph in read:
        yield _sentence(match, paragraph, of_item)


def _sentence(
    match: re.Match[str], paragraph: int, of_item: dict[int, list[int]]
) -> dict[str, Any]:
    text, spans = _unmark(match["text"])
    second = match["second"].upper()
    answered = (index for item in _numbers(match["answers"]) for index in of_item[item])
    return {
        "text": text,
        "paragraph": paragraph,
        "class": CLASSES[match["main"]],
        "second": CLASSES[second] if second else None,
        "concrete": match["concrete"] == "+",
        "problems": _numbers(match["items"]),
        "answers": sorted(set(answered)),
        "spans": spans,
    }


def _unmark(marked: str) -> tuple[str, list[dict[str, Any]]]:
    text = ""
    spans: list[dict[str, Any]] = []
    last = 0
    for match in _ELEMENT.finditer(marked):
        text += marked[last : match.start()]
        name, words = ELEMENTS[match[1]], match[2]
        span = {"element": name, "start": len(text), "end": len(text) + len(words), "text": words}
        spans.append(span)
        text += words
        last = match.end()
    return text + marked[last:], spans


def _numbers(listed: str | None) -> list[int]:
    return [int(number) for number in listed.split(",")] if listed else []


def compile_split(split: str, home: Path = HOME) -> str:
    """The JSON lines of one split, in the order of its marked file."""
    marked = (home / "marked" / f"{split}.txt").read_text(encoding="utf-8")
    rows = (json.dumps(record, ensure_ascii=False) for record in read_marked(marked))
    return "".join(f"{row}\n" for row in rows)


def summarise(home: Path = HOME) -> str:
    """A Markdown table: narratives, families, sentences and concrete ones by class, for each split."""
    lines = [
        "| part | narratives | families | sentences | problem (concrete) | measure (concrete) "
        "| achievement (concrete) | stock | second class | links |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for split in SPLITS:
        records = [json.loads(line) for line in compile_split(split, home).splitlines()]
        sentences = [sentence for record in records for sentence in record["sentences"]]
        of = Counter(sentence["class"] for sentence in sentences)
        concrete = Counter(sentence["class"] for sentence in sentences if sentence["concrete"])
        cells = [
            split,
            len(records),
            len({record["family"] for record in records}),
            len(sentences),
            *(f"{of[name]} ({concrete[name]})" for name in ("problem", "measure", "achievement")),
            of["stock"],
            sum(sentence["second"] is not None for sentence in sentences),
            sum(len(sentence["answers"]) for sentence in sentences),
        ]
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join(lines)


def main() -> None:
    for split in SPLITS:
        (HOME / f"{split}.jsonl").write_text(compile_split(split), encoding="utf-8")
    print(summarise())
    print(hashlib.sha256((HOME / "test.jsonl").read_bytes()).hexdigest())


if __name__ == "__main__":
    main()
