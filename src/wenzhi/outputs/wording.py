"""Floor 6: the fixed texts of every deliverable in both languages, from `data/ui.toml`.

Takes a key like `index.title` and gives its text. Findings bring their own messages; nothing here
judges. A key that does not exist is a programming error and raises KeyError.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from wenzhi.base.records import CopyPair, Message
from wenzhi.base.resources import read_toml
from wenzhi.base.rules import catalogue
from wenzhi.outputs.view import Lang
from wenzhi.parse.tables.forms import fact_label, is_fact


@cache
def messages() -> dict[str, Message]:
    """Every fixed text by its dotted key."""
    found: dict[str, Message] = {}
    for section, entries in read_toml("ui.toml").items():
        for key, pair in entries.items():
            found[f"{section}.{key}"] = Message(zh=pair["zh"], en=pair["en"])
    return found


def messages_of(section: str) -> list[str]:
    """The keys of one section, in the order of the file."""
    prefix = f"{section}."
    return [key.removeprefix(prefix) for key in messages() if key.startswith(prefix)]


@dataclass(frozen=True, slots=True)
class Wording:
    """The fixed texts of one language: `wording("index.title", n=3)`."""

    lang: Lang

    def __call__(self, key: str, **values: object) -> str:
        """The text of `key` with `values` filled in."""
        text = self.pick(messages()[key])
        return text.format_map(values) if values else text

    def pick(self, message: Message) -> str:
        """The half of `message` in this language."""
        return message.zh if self.lang == "zh" else message.en

    def name(self, group: str, value: str | None) -> str:
        """What people call one of a closed set of values, e.g. `name("level", "county")`."""
        return self(f"{group}.{value}" if value else "word.unknown")

    def label(self, group: str, value: str) -> str:
        """Like `name` for an open set: a value the catalogue does not know stands for itself."""
        known = messages().get(f"{group}.{value}")
        return self.pick(known) if known else value

    def indicator(self, name: str) -> str:
        """What a count is of, in words: a cell, something beside the tables, or several added up."""
        return "＋".join(self._indicator(one) for one in name.split("+"))

    def _indicator(self, name: str) -> str:
        if is_fact(name):
            return fact_label(name)
        row, _, column = name.rpartition(".")
        if f"indicator.{row}" in messages() and f"indicator_column.{column}" in messages():
            return f"{self(f'indicator.{row}')}·{self(f'indicator_column.{column}')}"
        return self.label("indicator", name)

    def relation(self, pair: CopyPair) -> str:
        """How the organs of a pair stand to each other; two files on one year are no two years."""
        same_year = pair.relation == "self" and pair.a.year == pair.b.year
        return self(f"relation.{'same_year' if same_year else pair.relation}")

    def rule(self, code: str) -> str:
        """The title of rule `code`, or nothing where the catalogue does not have it."""
        card = catalogue().get(code)
        return self.pick(card.title) if card else ""

    def reason(self, why: str) -> str:
        """The half in this language of a reason stated as `中文 / English`; others as they are."""
        zh, slash, en = why.partition(" / ")
        if not slash or not en.isascii():
            return why
        return zh if self.lang == "zh" else en

    def follow(self, said: str, more: str) -> str:
        """One sentence behind another: a blank parts them in English only."""
        return f"{said}{more}" if self.lang == "zh" else f"{said} {more}"

    def organ(self, name: str | None) -> str:
        """An organ's name, or words that say none was found."""
        return name or self("word.no_organ")

    def year(self, year: int | None) -> str:
        """A reporting year, or words that say none was found."""
        return self("word.year", year=year) if year else self("word.no_year")
