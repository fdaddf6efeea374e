"""Floor 5: a roster file (CSV or XLSX) → the organs that ought to report.

Columns, in any order, by English or Chinese name: organ 机关名称, former names 曾用名 (separated by
`;`), level 层级, kind 类型, region code 区划代码, parent 上级机关, year 年度, deadline 截止日期,
publication date 发布日期, URL 网址. Only the organ is required. Columns that are not used and rows that
say the same again are told.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar, get_args

from wenzhi.base.errors import SetupError
from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Level, OrganKind, Record, RosterEntry
from wenzhi.corpus.handed import ENDINGS, cells_of, places_of, read_rows
from wenzhi.read.folders import Inputs
from wenzhi.text.normalize import squeezed

_COLUMNS = {
    "organ": (
        "机关名称", "organ", "organization", "机关", "单位", "单位名称", "部门名称", "行政机关", "机关全称",
        "单位全称", "报送单位", "填报单位", "应报单位", "应报机关",
    ),
    "former_names": ("曾用名", "former_names", "former names", "原名称"),
    "level": ("层级", "level", "级别"),
    "kind": ("类型", "kind", "机关类型"),
    "region_code": ("区划代码", "region_code", "region code", "行政区划代码"),
    "parent": ("上级机关", "parent", "上级", "主管机关"),
    "year": ("年度", "year", "年份", "报告年度", "年报年度", "报告年份", "所属年度", "年"),
    "deadline": (
        "截止日期", "deadline", "应发布日期", "截止时间", "截止日", "期限", "发布期限", "公开期限",
        "报送期限", "报送截止日期", "报送截止时间", "应公开日期", "应发布时间", "应公开时间", "最迟发布日期",
    ),
    "published": (
        "发布日期", "published", "publication_date", "publication date", "公开日期", "发布时间", "公开时间",
        "公布日期", "公布时间", "实际发布日期", "实际发布时间", "实际公开日期", "上网日期", "上网时间",
    ),
    "url": ("网址", "url", "链接"),
}  # fmt: skip
"""The first name of each is the one that is proposed."""
_REMARK = as_pattern(r"[（(][^（）()]*[)）]|[*＊\r\n]")
"""What a head says besides its name: 年度（必填）."""
_OTHER_MARKS = {
    "，": "全角逗号",
    "；": "分号",
    ";": "分号",
    "\t": "制表符",
    "、": "顿号",
    "|": "竖线",
}
_BODIES = frozenset({"正文", "text", "content", "body", "html", "内容", "全文"})
"""Heads of an export of reports, which is no roster though it names organs and years."""
_LEVELS: dict[str, Level] = {
    "中央": "central",
    "省级": "province",
    "市级": "prefecture",
    "县级": "county",
    "乡级": "township",
}
_KINDS: dict[str, OrganKind] = {
    "政府": "government",
    "办公室": "office",
    "部门": "department",
    "垂直管理": "vertical",
    "街道": "street",
    "乡镇": "town",
    "事业单位": "public_institution",
}
_TELLING = 3
"""Known columns, the organ among them, that make a table a roster where nobody said so."""
T = TypeVar("T")


class RosterTable(Record, frozen=True):
    """The entries of a roster, one for an organ and year; its columns that are `used` and `unused`, by the
    names it gives them; and what stands in it `again`: row, organ and year.
    """

    entries: tuple[RosterEntry, ...]
    used: tuple[str, ...]
    unused: tuple[str, ...]
    again: tuple[tuple[int, str, int | None], ...]


def accepted_names() -> tuple[str, ...]:
    """The columns a roster may have, each with the most usual of its other names."""
    return tuple(f"{names[0]}（{'、'.join(names[1:5])}）" for names in _COLUMNS.values())


def read_roster_table(path: Path) -> RosterTable:
    """A roster. Raises InputError (E301), SetupError (E306) naming row and column."""
    rows = read_rows(path, "应报名单")
    head = next(rows, None)
    if head is None:
        raise SetupError("E306", "应报名单是空的", where=str(path), hint="第一行应为列名")
    columns = _columns(head, path)
    entries: dict[tuple[str, int | None], RosterEntry] = {}
    again: list[tuple[int, str, int | None]] = []
    for number, row in enumerate(rows, start=2):
        if any(cell.strip() for cell in row):
            where = f"{path} 第 {number} 行"
            _check_marks(row, len(head), where)
            entry = _entry(row, columns, where)
            key = squeezed(entry.organ), entry.year
            if key in entries:
                again.append((number, entry.organ, entry.year))
            else:
                entries[key] = entry
    shown = [name.lstrip("\ufeff").strip() for name in head]
    read = set(columns.values())
    return RosterTable(
        entries=tuple(entries.values()),
        used=tuple(shown[place] for place in sorted(read)),
        unused=tuple(name for place, name in enumerate(shown) if name and place not in read),
        again=tuple(again),
    )


def read_roster(path: Path) -> tuple[RosterEntry, ...]:
    """The entries of a roster. Raises InputError (E301), SetupError (E306) naming row and column."""
    return read_roster_table(path).entries


def find_rosters(paths: Collection[Path]) -> dict[str, Path]:
    """The rosters that lie in the folders of `paths`, by name: reports are handed over with them.

    A file given by its own path is none of them: whoever named it meant it to be read.
    """
    given = {path.resolve() for path in paths}
    tables = (
        (path.relative_to(folder).as_posix(), path)
        for folder in sorted(paths)
        if folder.is_dir()
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in ENDINGS
    )
    return {name: path for name, path in tables if path.resolve() not in given and is_roster(path)}


def without_rosters(inputs: Inputs, rosters: Mapping[str, Path]) -> Inputs:
    """`inputs` without `rosters`, among the files as well as among what cannot be read."""
    paths = {str(path) for path in rosters.values()}
    return Inputs(
        tuple(file for file in inputs.files if file.path not in paths),
        tuple(error for error in inputs.errors if error.where not in rosters),
    )


def is_roster(path: Path) -> bool:
    """Whether the file is a table (CSV or XLSX) whose first row names the columns of a roster."""
    if path.suffix.lower() not in ENDINGS or not path.is_file():
        return False
    try:
        head = next(read_rows(path, "应报名单"), [])
        if _BODIES & {_named(name) for name in head}:
            return False
        return len(_columns(head, path)) >= _TELLING
    except (
        Exception
    ):  # Whatever it is, it is no roster; reading it will tell what is wrong with it.
        return False


def _columns(head: list[str], path: Path) -> dict[str, int]:
    where = f"{path} 第 1 行"
    _check_marks(head, 0, where)
    columns = places_of([_named(name) for name in head], _COLUMNS)
    if "organ" not in columns:
        raise SetupError(
            "E306",
            f"应报名单缺少机关名称一列，读到的列名是：{'、'.join(head)}",
            where=where,
            hint="请把该列命名为 机关名称 或 organ；可用的列名：" + "；".join(accepted_names()),
        )
    return columns


def _named(head: str) -> str:
    """A head without what it says besides its name."""
    return _REMARK.sub("", head.lstrip("\ufeff")).strip().lower()


def _check_marks(row: Sequence[str], columns: int, where: str) -> None:
    """Raises InputError (E306) where one cell holds a whole row of several `columns`."""
    whole = row[0] if len(row) == 1 and columns != 1 else ""
    mark = next((mark for mark in _OTHER_MARKS if mark in whole), None)
    if mark is not None:
        raise SetupError(
            "E306",
            f"应报名单的各列用{_OTHER_MARKS[mark]}隔开，整行读成了一格：{whole[:40]}",
            where=where,
            hint="请改用半角逗号隔开，或用 Excel、WPS 存成 CSV 或 XLSX",
        )


def _entry(row: list[str], columns: dict[str, int], where: str) -> RosterEntry:
    cells = cells_of(row, columns)
    if "organ" not in cells:
        raise SetupError("E306", "机关名称是空的", where=where, hint="请补全或删除这一行")
    year = cells.get("year")
    if year is not None and not re.fullmatch(r"(19|20)\d\d(年度?)?(\.0)?", year):
        raise SetupError("E306", f"年度读到 {year!r}", where=where, hint="请写四位年份，如 2024")
    return RosterEntry(
        organ=cells["organ"],
        former_names=tuple(re.split(r"[;；、|]\s*", cells["former_names"]))
        if "former_names" in cells
        else (),
        level=_level(cells.get("level"), where),
        kind=_kind(cells.get("kind"), where),
        region_code=cells.get("region_code"),
        parent=cells.get("parent"),
        year=None if year is None else int(year[:4]),
        deadline=_day(cells.get("deadline"), where),
        published=_day(cells.get("published"), where),
        url=cells.get("url"),
    )


def _level(cell: str | None, where: str) -> Level | None:
    if cell is None:
        return None
    known = {**{level: level for level in get_args(Level)}, **_LEVELS}
    return _choice(cell, known, where)


def _kind(cell: str | None, where: str) -> OrganKind | None:
    if cell is None:
        return None
    known = {**{kind: kind for kind in get_args(OrganKind)}, **_KINDS}
    return _choice(cell, known, where)


def _choice(cell: str, known: Mapping[str, T], where: str) -> T:
    if cell not in known:
        raise SetupError("E306", f"读到 {cell!r}", where=where, hint="可以填：" + "、".join(known))
    return known[cell]


def _day(cell: str | None, where: str) -> str | None:
    if cell is None:
        return None
    match = re.match(r"(\d{4})\D(\d{1,2})\D(\d{1,2})", cell)
    try:
        numbers = [int(part) for part in match.groups()] if match else []
        return date(*numbers).isoformat()
    except (TypeError, ValueError) as error:
        raise SetupError(
            "E306", f"日期读到 {cell!r}", where=where, hint="请写成 2025-01-31"
        ) from error
