"""Floor 5: a roster file (CSV or XLSX) → the organs that ought to report.

Columns, in any order, by English or Chinese name: organ 机关名称, former names 曾用名 (separated by
`;`), level 层级, kind 类型, region code 区划代码, parent 上级机关, year 年度, deadline 截止日期,
publication date 发布日期, URL 网址. Only the organ is required.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import TypeVar, get_args

from wenzhi.base.errors import InputError
from wenzhi.base.records import Level, OrganKind, RosterEntry
from wenzhi.corpus.handed import ENDINGS, cells_of, places_of, read_rows
from wenzhi.read.folders import Inputs

_COLUMNS = {
    "organ": ("organ", "organization", "机关", "机关名称", "单位", "单位名称"),
    "former_names": ("former_names", "former names", "曾用名", "原名称"),
    "level": ("level", "层级", "级别"),
    "kind": ("kind", "类型", "机关类型"),
    "region_code": ("region_code", "region code", "区划代码", "行政区划代码"),
    "parent": ("parent", "上级", "上级机关", "主管机关"),
    "year": ("year", "年度", "年份"),
    "deadline": ("deadline", "截止日期", "应发布日期"),
    "published": ("published", "publication_date", "publication date", "发布日期", "公开日期"),
    "url": ("url", "网址", "链接"),
}
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


def read_roster(path: Path) -> tuple[RosterEntry, ...]:
    """The entries of a roster. Raises InputError (E301, E306) naming row and column."""
    rows = read_rows(path, "应报名单")
    head = next(rows, None)
    if head is None:
        raise InputError("E306", "应报名单是空的", where=str(path), hint="第一行应为列名")
    columns = _columns(head, path)
    return tuple(
        _entry(row, columns, f"{path} 第 {number} 行")
        for number, row in enumerate(rows, start=2)
        if any(cell.strip() for cell in row)
    )


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
        return len(_columns(head, path)) >= _TELLING
    except (
        Exception
    ):  # Whatever it is, it is no roster; reading it will tell what is wrong with it.
        return False


def _columns(head: list[str], path: Path) -> dict[str, int]:
    columns = places_of(head, _COLUMNS)
    if "organ" not in columns:
        raise InputError(
            "E306",
            f"应报名单缺少机关名称一列，读到的列名是：{'、'.join(head)}",
            where=f"{path} 第 1 行",
            hint="请把该列命名为 organ 或 机关名称",
        )
    return columns


def _entry(row: list[str], columns: dict[str, int], where: str) -> RosterEntry:
    cells = cells_of(row, columns)
    if "organ" not in cells:
        raise InputError("E306", "机关名称是空的", where=where, hint="请补全或删除这一行")
    year = cells.get("year")
    if year is not None and not re.fullmatch(r"(19|20)\d\d年?(\.0)?", year):
        raise InputError("E306", f"年度读到 {year!r}", where=where, hint="请写四位年份，如 2024")
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
        raise InputError("E306", f"读到 {cell!r}", where=where, hint="可以填：" + "、".join(known))
    return known[cell]


def _day(cell: str | None, where: str) -> str | None:
    if cell is None:
        return None
    match = re.match(r"(\d{4})\D(\d{1,2})\D(\d{1,2})", cell)
    try:
        numbers = [int(part) for part in match.groups()] if match else []
        return date(*numbers).isoformat()
    except (TypeError, ValueError) as error:
        raise InputError(
            "E306", f"日期读到 {cell!r}", where=where, hint="请写成 2025-01-31"
        ) from error
