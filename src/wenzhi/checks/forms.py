"""Floor 3: the official forms as rules need them: which cells a form has and what people call them.

Takes the form data files and gives cell ids, row groups and labels. It must not know any report.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache

from wenzhi.base.records import Message
from wenzhi.base.resources import read_toml
from wenzhi.parse.tables.forms import UNAVAILABLE

COLUMNS = (
    "natural_person",
    "enterprise",
    "research",
    "public_welfare",
    "legal_service",
    "other_org",
    "total",
)
"""Columns of the applications table, in the order of the form."""

PERSONS = COLUMNS[:-1]
ORGANISATIONS = COLUMNS[1:-1]

APPLICANTS = {
    "自然人": "natural_person",
    "公民": "natural_person",
    "个人": "natural_person",
    "商业企业": "enterprise",
    "企业": "enterprise",
    "科研机构": "research",
    "社会公益组织": "public_welfare",
    "公益组织": "public_welfare",
    "法律服务机构": "legal_service",
    "律师事务所": "legal_service",
}
"""What prose calls who applied, and the column; a longer name stands before one it ends in."""

BLOCKS = ("review", "litigation.direct", "litigation.after_review")
OUTCOMES = ("maintained", "corrected", "other", "pending")

GROUPS = {
    "granted": "予以公开",
    "partial": "部分公开",
    "denied": "不予公开",
    "unavailable": "无法提供",
    "rejected": "不予处理",
    "other": "其他处理",
}
"""The six groups of results, （一）to（六）."""


def group_of(row: str) -> str | None:
    """The group a result row belongs to; None for a row that is no result."""
    name = row.removeprefix("result.")
    if name == row or name == "total":
        return None
    return "unavailable" if name in UNAVAILABLE else name.split("_", 1)[0]


@cache
def application_rows(form: str) -> tuple[str, ...]:
    """Row ids of the applications table of `form` (2019 or 2021), in order."""
    return tuple(row["id"] for row in read_toml(f"forms/{form}.toml")["applications"]["rows"])


@cache
def result_rows(form: str) -> tuple[str, ...]:
    """The rows that （七）总计 adds up."""
    return tuple(row for row in application_rows(form) if group_of(row))


@cache
def active_cells(form: str) -> tuple[str, ...]:
    """Cell ids of table two of `form`, in order."""
    return tuple(
        f"active.{row['id']}.{column['id']}"
        for block in read_toml(f"forms/{form}.toml")["active"]["blocks"]
        for row in block["rows"]
        for column in block["columns"]
    )


def application(row: str, column: str) -> str:
    """The id of a cell of the applications table."""
    return f"applications.{row}.{column}"


@lru_cache(maxsize=1 << 12)
def table_of(name: str) -> str:
    """Which of the three tables a cell belongs to: active, applications or review."""
    head = name.split(".", 1)[0]
    return "review" if head == "litigation" else head


def parts(names: Iterable[str]) -> tuple[str, ...]:
    """Those cells that are no sums of others: no 总计, no （七）总计."""
    return tuple(
        name for name in names if not name.endswith(".total") and ".result.total." not in name
    )


@cache
def _labels() -> dict[str, str]:
    labels: dict[str, str] = {}
    for form in ("2019", "2021"):
        data = read_toml(f"forms/{form}.toml")
        for block in data["active"]["blocks"]:
            for row in block["rows"]:
                for column in block["columns"]:
                    name = f"active.{row['id']}.{column['id']}"
                    labels[name] = f"{row['label']}·{column['label']}"
        for row in data["applications"]["rows"]:
            labels[f"row:{row['id']}"] = _short(row["label"], row.get("groups", []))
        for column in data["applications"]["columns"]:
            labels[f"column:{column['id']}"] = column["label"]
        for block in data["review"]["blocks"]:
            labels[f"block:{block['id']}"] = block["label"]
        for column in data["review"]["columns"]:
            labels[f"outcome:{column['id']}"] = column["label"]
    return labels


def _short(label: str, groups: list[str]) -> str:
    """A row's label without its ordinal and remarks; 其他 and 总计 are told by their group."""
    body = label.split("（区分", 1)[0]
    for mark in ("、", "）", "."):
        head, found, rest = body.partition(mark)
        if found and len(head) <= 2:
            body = rest
    if len(groups) > 1 and body == "其他":
        return "其他处理·其他"
    return "办理结果总计" if body == "总计" else body.removesuffix("政府信息公开申请数量")


def row_label(row: str) -> str:
    """The Chinese name of a row of the applications table."""
    return _labels().get(f"row:{row}", row)


def column_label(column: str) -> str:
    """The Chinese name of a column of the applications table."""
    return _labels().get(f"column:{column}", column)


def block_label(block: str) -> str:
    """The Chinese name of a block of the table of reviews and litigation."""
    return _labels().get(f"block:{block}", block)


def apart(place: str, near: str | None = None, near_value: object = None) -> dict[str, object]:
    """What a message on a figure says of the tables: its place, and the nearest reading if another is nearer."""
    if near is None or near == place:
        return {"place": place, "nearest": ""}
    zh = f"，最接近的读法“{near}”为 {near_value}"
    return {"place": place, "nearest": Message(zh=zh, en=f"; nearest: {near}, {near_value}")}


def cell_label(name: str) -> str:
    """The Chinese name of a cell, `行·列`."""
    labels = _labels()
    if name in labels:
        return labels[name]
    head, _, rest = name.partition(".")
    owner, _, column = rest.rpartition(".")
    if head == "applications":
        return f"{row_label(owner)}·{column_label(column)}"
    block = f"{head}.{owner}".rstrip(".")
    return f"{block_label(block)}·{labels.get(f'outcome:{column}', column)}"
