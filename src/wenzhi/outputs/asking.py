"""Floor 6: the page in which a question is typed: its form, the answer as a table, what stands beside it.

Takes what was asked as parameters of an address and what was answered as records; gives one page that
needs no network but its own address. It must not know how anything was found: links are addresses of
other questions, made of the parameters of this one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias
from urllib.parse import quote, urlencode

from markupsafe import Markup

from wenzhi.base.errors import ErrorRecord
from wenzhi.base.records import GROUNDS, Record
from wenzhi.outputs.envelopes import QueryData, QueryEnvelope, Value
from wenzhi.outputs.highlights import HIT_ANCHOR
from wenzhi.outputs.templating import environment, script
from wenzhi.outputs.view import CorpusView, Lang, ReportView
from wenzhi.outputs.wording import Wording

KINDS = (
    "kwic",
    "freq",
    "first",
    "collocates",
    "keyness",
    "facets",
    "ngrams",
    "dispersion",
    "similar",
    "templates",
    "panel",
    "sql",
)
"""Kinds of question in the order of the tabs: what is asked most comes first."""
CARRIED = ("text", "language", "where", "section", "collapse", "lang")
"""Parameters that go along from one kind of question to another."""
NARROWING = ("year", "level", "province", "region", "kind", "form", "organ", *GROUNDS)
"""Columns whose values are conditions on reports."""
SORTS = ("left", "match", "right", "year")
"""Columns of a concordance by which it can be put in order."""
ORDERED = {"collocates": "log_dice", "keyness": "ll"}
"""Kinds of question whose answer can be put in order of any measure, and the usual one."""
HIDDEN = ("report_id", "start", "end", "first_report")
"""Columns that are links and not text."""
LEADING = ("report_id", "match", "organization", "first_organization", "text")
"""Columns that lead to the report of their row."""
ENDINGS = ("xlsx", "csv", "jsonl", "parquet")

Shape: TypeAlias = Literal["line", "lines", "number", "choice"]
Parameters: TypeAlias = Mapping[str, str]


class Control(Record, frozen=True):
    """One field of the form. `choices` are all there are, `suggested` some of them."""

    name: str
    shape: Shape
    value: str
    required: bool = False
    choices: tuple[str, ...] = ()
    suggested: tuple[str, ...] = ()


class Tables(Record, frozen=True):
    """A table of the corpus and its columns, for questions in SQL."""

    name: str
    columns: tuple[str, ...]


class Beside(Record, frozen=True):
    """What stands beside an answer: its figures, copies counted once, and the facets of its reports.

    `figures` and `facets` are answers of `freq` and `facets`; None where they are not asked for.
    """

    figures: QueryData | None = None
    facets: QueryData | None = None
    collapse: str = ""
    error: ErrorRecord | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A page to draw. `parameters` are those of its address, without its place among pages.

    `answer` is None where nothing was asked yet or `error` tells why not. `later` says that what stands
    beside the answer is fetched by the page. `same` tells whether the answer is what the address says of
    it (None: it says nothing), `changed` what differs. `takes` names the parameters of each kind.
    """

    kind: str
    parameters: Parameters
    controls: tuple[Control, ...]
    answer: QueryEnvelope | None = None
    error: ErrorRecord | None = None
    beside: Beside | None = None
    later: bool = False
    picture: Markup | None = None
    same: bool | None = None
    changed: tuple[str, ...] = ()
    first_page: bool = True
    codebook: QueryData | None = None
    definitions: Mapping[str, str] = field(default_factory=dict)
    tables: tuple[Tables, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    takes: Mapping[str, Collection[str]] = field(default_factory=dict)


class Shown(Record, frozen=True):
    """A cell as it is drawn. `place` is `num`, in a concordance the column's name, or nothing."""

    text: str | None
    href: str | None = None
    place: str = ""


def ask_page(asked: Asked, lang: Lang) -> str:
    """The whole page."""
    t = Wording(lang)
    return (
        environment()
        .get_template("ask.html")
        .render(
            t=t,
            lang=lang,
            root=None,
            view=CorpusView(reports=(), load=_nothing, versions=asked.versions),
            asked=asked,
            links=_Links(asked, t),
            kinds=KINDS,
            endings=(*ENDINGS, *(("dta",) if asked.kind == "panel" else ())),
            sorting=script("sort.js"),
            fetching=script("ask.js"),
        )
    )


def beside_part(asked: Asked, lang: Lang) -> str:
    """What stands beside the answer alone, to be put into a page that is open."""
    t = Wording(lang)
    links = _Links(asked, t)
    return environment().get_template("beside.html").render(t=t, asked=asked, links=links)


def error_page(error: ErrorRecord) -> str:
    """A page that tells of an error alone."""
    return environment().get_template("error.html").render(error=error, t=Wording("zh"))


def _nothing(report_id: str) -> ReportView:
    raise KeyError(report_id)


def address(path: str, parameters: Parameters) -> str:
    """A path with parameters; empty ones are left out."""
    told = urlencode({name: text for name, text in parameters.items() if text}, quote_via=quote)
    return f"{path}?{told}" if told else path


def narrow(where: str, name: str, value: Value) -> str:
    """A condition on reports with one more: that field `name` has `value`, or is not known."""
    if value is None:
        condition = f"{name} is missing"
    elif isinstance(value, int) or (name == "year" and str(value).isdigit()):
        condition = f"{name} = {value}"
    else:
        literal = str(value).replace('"', '\\"')
        condition = f'{name} = "{literal}"'
    return f"({where}) and {condition}" if where.strip() else condition


class _Links:
    """Addresses of other questions, and cells as they are drawn with them."""

    def __init__(self, asked: Asked, t: Wording) -> None:
        self.kind = asked.kind
        self.parameters = dict(asked.parameters)
        self.takes = asked.takes
        self.measures = asked.definitions
        self.t = t

    def to(self, path: str = "/", **changes: object) -> str:
        """This question with some parameters changed; empty ones are left out."""
        told = {name: "" if text is None else str(text) for name, text in changes.items()}
        return address(path, {**self.parameters, **told})

    def of_kind(self, kind: str) -> str:
        """Another kind of question about the same text and reports."""
        takes = (*self.takes.get(kind, ()), "lang")
        carried = {name: self.parameters.get(name, "") for name in CARRIED if name in takes}
        return address("/", {"ask": kind, **carried})

    def fixed(self, envelope: QueryEnvelope) -> str:
        """The address that also tells what was answered."""
        meta = envelope.meta
        told = {name: meta.get(name, "") for name in ("snapshot", "segmenter", "digest")}
        return self.to(total=envelope.data.total, **told)

    def narrowed(self, name: str, value: Value) -> str:
        """The same question to fewer reports."""
        return self.to(where=narrow(self.parameters.get("where", ""), name, value))

    def choice(self, control: str, value: str) -> str:
        """A choice of the form in words."""
        if not value:
            return self.t("ask.anywhere" if control == "section" else "ask.none")
        if control == "by":
            return " × ".join(self.t.label("ask_column", one) for one in value.split(","))
        return self.t.label(_CHOSEN[control], value)

    def columns(self, columns: Sequence[str]) -> list[tuple[int, str]]:
        """Number and name of the columns that are drawn."""
        hidden = () if self.kind == "sql" else HIDDEN
        return [(place, name) for place, name in enumerate(columns) if name not in hidden]

    def is_number(self, data: QueryData, place: int) -> bool:
        """Whether a column holds numbers."""
        name = data.columns[place]
        return any(_counts(name, row[place]) for row in data.rows)

    def sort(self, column: str) -> str | None:
        """The address of this answer in the order of `column`; None where it has no such order."""
        if self.kind == "kwic" and column in SORTS:
            return self.to(sort="place" if self.is_sorted(column) else column)
        ordered = self.kind in ORDERED and column in self.measures
        return self.to(order=column) if ordered else None

    def is_sorted(self, column: str) -> bool:
        """Whether the answer stands in the order of `column`."""
        default = ORDERED.get(self.kind, "place")
        return column == (self.parameters.get("sort") or self.parameters.get("order") or default)

    def rows(self, data: QueryData) -> Iterator[list[Shown]]:
        """The cells of each row that are drawn."""
        for row in data.rows:
            named = dict(zip(data.columns, row, strict=True))
            yield [
                self._cell(name, row[place], named) for place, name in self.columns(data.columns)
            ]

    def _cell(self, name: str, value: Value, row: Mapping[str, Value]) -> Shown:
        place = "num" if _counts(name, value) else name if self.kind == "kwic" else ""
        return Shown(text=self.say(name, value), href=self._target(name, row), place=place)

    def say(self, name: str, value: Value) -> str | None:
        """A value in words; None where it is not known."""
        if value is None or value == "":
            return None
        if isinstance(value, float):
            return f"{value:.4g}" if abs(value) < _PLAIN else f"{value:.0f}"
        group = _GROUPS.get(name)
        return self.t.label(group, str(value)) if group and self.kind != "sql" else str(value)

    def _target(self, name: str, row: Mapping[str, Value]) -> str | None:
        report = row.get("report_id") or row.get("first_report")
        if isinstance(report, str) and name in LEADING:
            return self._report(report, row)
        if name == _COUNTS.get(self.kind) and row.get(name):
            return self._hits_of(row)
        if self.kind == "templates" and name == "family":
            return self._facets_of(f'family("{row["family"]}")')
        return self._words_of(name, row)

    def _report(self, report: str, row: Mapping[str, Value]) -> str:
        lang = {"lang": self.parameters.get("lang", "")}
        start, end = row.get("start"), row.get("end")
        path = f"/report/{quote(report, safe='')}"
        if start is None or end is None:
            return address(path, lang)
        return f"{address(path, {'start': str(start), 'end': str(end), **lang})}#{HIT_ANCHOR}"

    def _hits_of(self, row: Mapping[str, Value]) -> str:
        """The concordance of the hits that one row counts."""
        where, section = self.parameters.get("where", ""), self.parameters.get("section", "")
        for name in NARROWING:
            if name in row:
                where = narrow(where, name, row[name])
        if isinstance(row.get("section"), str):
            section = str(row["section"])
        carried = {name: self.parameters.get(name, "") for name in ("text", "language", "lang")}
        return address("/", {"ask": "kwic", **carried, "where": where, "section": section})

    def _facets_of(self, condition: str) -> str:
        where = self.parameters.get("where", "")
        both = f"({where}) and {condition}" if where.strip() else condition
        lang = self.parameters.get("lang", "")
        return address("/", {"ask": "facets", "where": both, "lang": lang})

    def _words_of(self, name: str, row: Mapping[str, Value]) -> str | None:
        """The concordance of a word or run of words that was counted."""
        whole = {"collocates": "collocate", "keyness": "word", "ngrams": "ngram"}.get(self.kind)
        if name != whole or not isinstance(row.get(name), str):
            return None
        where = self.parameters.get("focus" if self.kind == "keyness" else "where", "")
        text = str(row[name]).replace(" ", "")
        more = {name: self.parameters.get(name, "") for name in ("section", "lang")}
        return address("/", {"ask": "kwic", "text": text, "where": where, **more})

    def facets(self, data: QueryData) -> list[tuple[str, list[tuple[str, Shown]], int]]:
        """Facet by facet: its name, its values with their link and reports, how many values it has."""
        found: dict[str, tuple[list[tuple[str, Shown]], int]] = {}
        for row in data.rows:
            cell = dict(zip(data.columns, row, strict=True))
            name, count = str(cell["facet"]), cell["values"]
            values, _ = found.setdefault(name, ([], int(count or 0)))
            said = self.say(name, cell["value"]) or self.t("word.unknown")
            link = self.narrowed(name, cell["value"])
            values.append((said, Shown(text=str(cell["reports"]), href=link)))
        return [(name, values, total) for name, (values, total) in found.items()]


def _counts(name: str, value: Value) -> bool:
    """Whether a value is a number to compare, which a year is not."""
    year = name == "year" or name.endswith("_year")
    return isinstance(value, int | float) and not isinstance(value, bool) and not year


_CHOSEN = {
    "language": "ask_language",
    "section": "section",
    "sort": "ask_sort",
    "collapse": "ask_collapse",
    "kind": "ask_kind",
    "order": "ask_column",
}
"""Fields with choices, and the group of fixed texts that names these."""
_COUNTS = {"freq": "hits", "first": "reports"}
"""Column of a kind of question that counts hits which can be listed."""
_PLAIN = 1e7
"""Numbers from here on are written out: four digits of them would be an estimate."""
_GROUPS = {
    "level": "level",
    "kind": "organ_kind",
    "form": "form",
    "section": "section",
    "timely": "verdict",
    "accurate_complete": "verdict",
    "distinct": "verdict",
    "substantive": "verdict",
}
"""Columns whose values have names, and the group of fixed texts that has them."""
