"""Floor 5: a user's list of renamed, merged and differently spelt organs → one id of an organ over the years.

Takes a table (CSV, XLSX) or a TOML file, gives an `OrganMap` that puts the lasting id into a report's
identity; the organ's name stays as the report says it. Nothing is looked up: what the list does not
name keeps the id its own name gives.

Columns, in any order, by English or Chinese name: name 原名称 (as reports have it), and one of current
name 现名称, id 机关编号, merged into 并入; from 起始年度 and to 截止年度, the first and last year of
report on which the row holds. In TOML every `[[organs]]` has these keys: name, current, organ_id,
merged_into, from, to.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from msgspec.structs import replace

from wenzhi.base.errors import InputError, SetupError
from wenzhi.base.records import Meta
from wenzhi.corpus.handed import cells_of, places_of, read_rows
from wenzhi.parse.meta.identity import identify
from wenzhi.text.normalize import squeezed

WHAT = "机关对照表"
ORGANS = "organs.json"
"""The file of a snapshot that keeps the list."""

_COLUMNS = {
    "name": ("name", "former_name", "原名称", "旧名称", "曾用名", "写法", "机关名称"),
    "current": ("current", "current_name", "organ", "现名称", "现用名", "规范名称"),
    "organ_id": ("organ_id", "id", "机关编号"),
    "merged_into": ("merged_into", "merged into", "并入", "并入机关"),
    "from": ("from", "from_year", "起始年度", "起"),
    "to": ("to", "to_year", "截止年度", "止"),
}
_TARGETS = ("current", "organ_id", "merged_into")
_LONGEST_CHAIN = 20
"""Renamings one after the other that are followed; more than organs have had since 2008."""


class OrganRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the list; `where` is its file and row, for errors."""

    name: str
    current: str | None = None
    organ_id: str | None = None
    merged_into: str | None = None
    first: int | None = None
    last: int | None = None
    where: str = ""

    @property
    def target(self) -> str:
        """The id that reports under this name get."""
        return self.organ_id or id_of(self.current or self.merged_into or "")

    def holds(self, year: int | None) -> bool:
        """Whether the row speaks of reports on `year`."""
        if year is None:
            return self.first is None and self.last is None
        return (self.first is None or self.first <= year) and (
            self.last is None or year <= self.last
        )


def id_of(name: str) -> str:
    """The id that an organ's name gives by itself; spellings of one name give the same."""
    plain = squeezed(name)
    return identify(plain).organ_id or plain


@dataclass(frozen=True, slots=True)
class Lineage:
    """The lasting id of an organ, the last row that led to it, whether a merger was on the way."""

    organ_id: str
    row: OrganRow | None = None
    merged: bool = False


@dataclass(frozen=True)
class OrganMap:
    """The rows of a list, found by the id that the name in them gives."""

    rows: tuple[OrganRow, ...] = ()
    _by_id: dict[str, list[OrganRow]] = field(default_factory=dict, compare=False)
    _mergers: dict[str, list[OrganRow]] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, rows: Sequence[OrganRow]) -> OrganMap:
        """The map of `rows`. Raises SetupError (E326) where rows contradict each other or go in a ring."""
        made = cls(tuple(rows))
        for row in rows:
            known = made._by_id.setdefault(id_of(row.name), [])
            for other in known:
                if other.target != row.target and _overlap(other, row):
                    raise _bad(
                        f"{row.name} 与 {other.where} 相矛盾：同一年度归到两个机关", row.where
                    )
            known.append(row)
        for row in rows:
            end = made._follow(row)
            if row.merged_into is not None:
                made._mergers.setdefault(end.organ_id, []).append(row)
        return made

    def trace(self, organ_id: str, year: int | None) -> Lineage:
        """The lasting id of an organ by the id its own name gives, for a report on `year`."""
        row = next((row for row in self._by_id.get(organ_id, ()) if row.holds(year)), None)
        return Lineage(organ_id) if row is None else self._follow(row)

    def apply(self, meta: Meta) -> Meta:
        """`meta` with the lasting id, and what the current name says of level and region if it was open."""
        if meta.organ_id is None or not self.rows:
            return meta
        found = self.trace(meta.organ_id, meta.year)
        if found.row is None or found.organ_id == meta.organ_id:
            return meta
        named = found.row.current or found.row.merged_into
        said = identify(squeezed(named)) if named else Meta()
        return replace(
            meta,
            organ_id=found.organ_id,
            level=meta.level or said.level,
            region=meta.region or said.region,
            sources={**meta.sources, "organ_id": "mapping"},
        )

    def parted(self, organ_id: str, year: int, other: int) -> bool:
        """Whether an organ took in another between two years of report.

        Then its figures of the one year do not carry over into the other. A row without a last year
        does not say when; two different years are then never compared.
        """
        early, late = min(year, other), max(year, other)
        return any(
            row.last is None or early <= row.last < late for row in self._mergers.get(organ_id, ())
        )

    def _follow(self, row: OrganRow) -> Lineage:
        """The end of a chain of renamings that begins with `row`."""
        last, merged = row, row.merged_into is not None
        for _ in range(_LONGEST_CHAIN):
            further = self._by_id.get(last.target, ())
            if len({one.target for one in further} - {last.target}) != 1:
                return Lineage(last.target, last, merged)
            last = next(one for one in further if one.target != last.target)
            merged |= last.merged_into is not None
        raise _bad(f"{row.name} 的更名绕成了圈，没有最后的名称", row.where)


def read_organs(path: Path) -> OrganMap:
    """The list at `path`. Raises InputError (E301, E303, E308), SetupError (E326) naming the row."""
    return OrganMap.of(list(_read(path)))


def _read(path: Path) -> Iterator[OrganRow]:
    if path.suffix.lower() == ".toml":
        for number, said in enumerate(_tables(path), start=1):
            yield _row(said, f"{path} 第 {number} 项")
        return
    rows = read_rows(path, WHAT)
    head = next(rows, [])
    places = places_of(head, _COLUMNS)
    if "name" not in places or places.keys().isdisjoint(_TARGETS):
        raise _bad(
            f"缺少列，读到的列名是：{'、'.join(head) or '（空）'}",
            f"{path} 第 1 行",
            "要有 原名称 一列，以及 现名称、机关编号、并入 中的至少一列",
        )
    for number, row in enumerate(rows, start=2):
        if any(cell.strip() for cell in row):
            yield _row(cells_of(row, places), f"{path} 第 {number} 行")


def _tables(path: Path) -> Iterator[dict[str, str]]:
    try:
        whole = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise InputError(
            "E301", f"打不开{WHAT}：{error.strerror}", where=str(path), hint="请检查路径"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _bad(f"不是完好的 TOML：{error}", str(path)) from error
    tables = whole.get("organs")
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise _bad("没有 [[organs]]", str(path))
    for number, table in enumerate(tables, start=1):
        unknown = sorted(set(table) - set(_COLUMNS))
        if unknown:
            raise _bad(
                f"不认识的键：{'、'.join(unknown)}",
                f"{path} 第 {number} 项",
                "可以写：" + "、".join(_COLUMNS),
            )
        yield {key: str(value).strip() for key, value in table.items() if str(value).strip()}


def _row(said: Mapping[str, str], where: str) -> OrganRow:
    if "name" not in said:
        raise _bad("原名称是空的", where)
    targets = [key for key in _TARGETS if key in said]
    if len(targets) != 1:
        what = "现名称、机关编号、并入都是空的" if not targets else "写了不止一个归处"
        raise _bad(what, where, "现名称、机关编号、并入，每行只写一个")
    first, last = _year(said.get("from"), where), _year(said.get("to"), where)
    if first is not None and last is not None and first > last:
        raise _bad(f"起始年度 {first} 晚于截止年度 {last}", where)
    return OrganRow(
        name=said["name"],
        current=said.get("current"),
        organ_id=said.get("organ_id"),
        merged_into=said.get("merged_into"),
        first=first,
        last=last,
        where=where,
    )


def _year(cell: str | None, where: str) -> int | None:
    if cell is None:
        return None
    match = re.fullmatch(r"((?:19|20)\d\d)年?度?", cell)
    if match is None:
        raise _bad(f"年度读到 {cell!r}", where, "请写四位年份，如 2024")
    return int(match[1])


def _overlap(one: OrganRow, other: OrganRow) -> bool:
    return (one.first or 0) <= (other.last or 9999) and (other.first or 0) <= (one.last or 9999)


def _bad(what: str, where: str, hint: str = "请改正这一行") -> SetupError:
    return SetupError("E326", f"{WHAT}：{what}", where=where, hint=hint)


def read_organ_map(snapshot: Path | None) -> OrganMap:
    """The list of organs that a snapshot keeps; an empty one where none was given."""
    path = snapshot / ORGANS if snapshot is not None else None
    if path is None or not path.exists():
        return OrganMap()
    return OrganMap.of(msgspec.json.decode(path.read_bytes(), type=list[OrganRow]))
