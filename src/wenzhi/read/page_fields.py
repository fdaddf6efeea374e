"""Floor 1: what a page says of itself – meta elements and the table with 索引号 – → `PageFields`.

Takes a tree or lines of labels and values; gives title, publisher and date of publication, each None
where the page does not say it. It must not know what the document says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import zip_longest

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import PageFields
from wenzhi.base.resources import read_toml
from wenzhi.read.composition import Cell
from wenzhi.read.html_tree import Element

_DATE = as_pattern(r"(?<!\d)((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_LABEL_AND_VALUE = as_pattern(r"[【\[]?\s*([^:：【】\[\]]{1,14}?)\s*[】\]]?\s*[:：]\s*(.*)")
_LONGEST_VALUE = 120


@cache
def vocabulary(name: str) -> frozenset[str]:
    """A list of `data/pages.toml` as a set of words without blanks."""
    return frozenset(bare(word) for word in read_toml("pages.toml")[name])


@cache
def _ranked(name: str) -> tuple[str, ...]:
    return tuple(bare(word) for word in read_toml("pages.toml")[name])


def bare(text: str) -> str:
    """Text without blanks, for comparing labels."""
    return "".join(text.split())


@dataclass(slots=True)
class Fields:
    """Labels and values found so far, the first of each label kept."""

    metas: dict[str, str] = field(default_factory=dict)
    labelled: dict[str, str] = field(default_factory=dict)

    def note(self, label: str, value: str) -> None:
        """Keep the value of a label, if it is one."""
        value = " ".join(value.split())
        if value and len(value) <= _LONGEST_VALUE:
            self.labelled.setdefault(bare(label), value)

    def page(self, title: str | None) -> PageFields:
        """The fields; `title` is used where the page has no other."""
        return PageFields(
            title=_first(self.metas, "title_metas")
            or _first(self.labelled, "title_labels")
            or title,
            publisher=_first(self.labelled, "publisher_labels")
            or _first(self.metas, "publisher_metas"),
            published=_first_date(self.metas, "published_metas")
            or _first_date(self.labelled, "published_labels"),
        )


def _first(values: Mapping[str, str], names: str) -> str | None:
    return next((values[name] for name in _ranked(names) if values.get(name)), None)


def _first_date(values: Mapping[str, str], names: str) -> str | None:
    found = (read_date(values[name]) for name in _ranked(names) if name in values)
    return next((day for day in found if day), None)


def read_date(text: str) -> str | None:
    """The first day named in `text`, as YYYY-MM-DD; None where there is none in the calendar."""
    match = _DATE.search(text)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    except ValueError:
        return None


def is_date(text: str) -> bool:
    """Whether a line is a day, with or without a time, and nothing else."""
    rest = _DATE.sub("", text, count=1)
    return rest != text and not any(character.isalpha() for character in rest.replace("日", "", 1))


def read_metas(root: Element, fields: Fields) -> None:
    """Note what the meta elements of a page say."""
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").strip().lower()
        value = " ".join((meta.get("content") or "").split())
        if name and value and len(value) <= _LONGEST_VALUE:
            fields.metas.setdefault(name, value)


def site_notes(fields: Fields) -> list[str]:
    """Meta elements that say more of the page than the three fields hold: its site, its column."""
    return [
        f"{name}：{fields.metas[name]}"
        for name in ("sitename", "columnname", "contentsource", "pubdate")
        if name in fields.metas
    ]


def read_pairs(text: str) -> list[tuple[str, str]]:
    """The labels and values of one line, `发布日期：2024-01-20 来源：某局`; empty where it is none."""
    if ":" not in text and "：" not in text:
        return []
    known = vocabulary("labels") | vocabulary("notes")
    pairs: list[tuple[str, str]] = []
    for number, piece in enumerate(_pieces(text, known)):
        if not number and is_date(piece):  # before labels and values: the day of publication
            pairs.append(("发布时间", piece))
            continue
        match = _LABEL_AND_VALUE.fullmatch(piece)
        if match is None or bare(match[1]) not in known:
            return []
        pairs.append((match[1], match[2]))
    return pairs


def _pieces(text: str, known: frozenset[str]) -> list[str]:
    """A line cut before each word that is a known label with a colon behind."""
    words = re.split(r"[\s|｜\u3000]+", text.strip())
    pieces: list[str] = []
    for word in words:
        head = re.split(r"[:：]", word, maxsplit=1)
        opens = len(head) == 2 and bare(head[0]).strip("【】[]") in known
        if opens or not pieces:
            pieces.append(word)
        else:
            pieces[-1] += " " + word
    return [piece for piece in pieces if piece]


def catalogue_pairs(cells: Sequence[Cell]) -> list[tuple[str, str]]:
    """The labels and values of a table that catalogues a document; empty where it is none.

    Labels stand left of their values, or in a row above them; two known ones make such a table, if
    most filled cells are labels or stand beside one.
    """
    labels = vocabulary("labels")
    filled = {(cell.row, cell.column): cell.text for cell in cells if cell.text.strip()}
    places = sorted(filled)
    pairs: list[tuple[str, str]] = []
    known = taken = 0
    for place, following in zip_longest(places, places[1:], fillvalue=(-1, -1)):
        text = filled[place]
        inline = read_pairs(text)
        if inline and inline[0][1]:
            pairs += inline
            known += len(inline)
            taken += 1
        elif _is_label(text, labels):
            beside = following if following[0] == place[0] else None
            if (beside is not None and _is_label(filled[beside], labels)) or beside is None:
                beside = (place[0] + 1, place[1])
            known += 1
            taken += 1
            if beside in filled and not _is_label(filled[beside], labels):
                pairs.append((_label(text), filled[beside]))
                taken += 1
    return pairs if known >= 2 and taken >= 0.6 * len(filled) else []


def _is_label(text: str, labels: frozenset[str]) -> bool:
    return bare(_label(text)) in labels


def _label(text: str) -> str:
    return text.strip().rstrip(":：").strip("【】[] ")
