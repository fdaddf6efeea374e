"""Floor 1: the columns of an export → what a row says of one report: body, title, publisher, dates.

Columns are known by the names exports usually give them, in Chinese and English, or by what the user
says. It must not know how rows are written in a file, nor what a report says.
"""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from wenzhi.base.errors import InputError, UsageError
from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import PageFields

FIELDS: dict[str, tuple[str, ...]] = {
    "text": (
        "content", "正文", "text", "body", "全文", "内容", "正文内容", "文章内容", "网页正文", "文本",
        "full_text", "article", "article_content", "main_text", "report_text", "content_text",
        "html", "content_html", "body_html", "raw_html", "page_html", "网页源码", "网页内容", "源码",
    ),
    "title": (
        "title", "标题", "题名", "文章标题", "信息名称", "信息标题", "网页标题", "page_title",
        "headline", "名称", "report_title", "文件名称",
    ),
    "organization": (
        "organization", "organisation", "organ", "org", "publisher", "agency", "department",
        "机关名称", "机关", "单位名称", "单位", "机构名称", "机构", "部门", "发布机构", "发布单位",
        "公开主体", "公开机构", "发文机关", "信息来源", "来源", "site", "site_name", "网站", "站点",
        "网站名称", "source",
    ),
    "year": ("year", "report_year", "fiscal_year", "年度", "年份", "报告年度"),
    "published": (
        "published", "publish_date", "publish_time", "published_at", "pub_date", "pub_time",
        "publication_date", "release_date", "发布日期", "发布时间", "公开日期", "公开时间", "公布日期",
        "date", "日期", "时间",
    ),
    "url": (
        "url", "link", "href", "page_url", "source_url", "网址", "链接", "原文链接", "网页链接", "地址",
        "链接地址", "来源网址",
    ),
}  # fmt: skip
"""What is sought → names of columns, the most telling first (blanks, `_`, `-` and case do not count)."""

_MARKUP = as_pattern(
    r"<(?:p|div|table|br|span|td|html|body|section|article)\b[^<>]*>", re.IGNORECASE
)
_ESCAPED = as_pattern(r"&lt;(?:p|div|table|br|span|html|body)\b", re.IGNORECASE)
_CHINA = datetime.timezone(datetime.timedelta(hours=8))


class Columns(msgspec.Struct, frozen=True):
    """The column of each field, as the user said; None where the usual names are tried."""

    text: str | None = None
    title: str | None = None
    organization: str | None = None
    year: str | None = None
    published: str | None = None
    url: str | None = None

    def require(self, row: Mapping[str, object], name: str) -> None:
        """Raises InputError (E325) where the table lacks a column the user named."""
        for field in FIELDS:
            column = getattr(self, field)
            if column is not None and _reach(row, column) is None:
                raise InputError(
                    "E325",
                    f"--map 说 {field} 在“{column}”一列，表里没有；读到的是：{'、'.join(row)}",
                    where=name,
                    hint="请照表里的写法填列名",
                )

    def text_of(self, row: Mapping[str, object], field: str) -> str | None:
        """What the row says of a field, as one string without blanks at its ends."""
        for column in self._tried(field, row):
            value = _plain(_reach(row, column))
            if value:
                return value
        return None

    def names(self, row: Mapping[str, object]) -> Iterator[str]:
        """The columns of a row; dotted ones too where the user named them."""
        yield from row
        dotted = (getattr(self, field) for field in FIELDS)
        yield from (name for name in dotted if name and _reach(row, name) is not None)

    def known(self, names: Iterable[str]) -> int:
        """How many fields some of these columns stand for."""
        row = dict.fromkeys(names, "")
        return sum(any(True for _ in self._tried(field, row)) for field in FIELDS)

    def _tried(self, field: str, row: Mapping[str, object]) -> Iterator[str]:
        said: str | None = getattr(self, field)
        if said is not None:
            yield said
            return
        there = {normal(name): name for name in reversed(list(row))}
        yield from (there[key] for alias in FIELDS[field] if (key := normal(alias)) in there)


class Row(msgspec.Struct, frozen=True):
    """One report of an export: its body as the bytes of a file, and what stands beside it."""

    content: bytes
    page: PageFields


def parse_columns(said: str) -> Columns:
    """`text=content,title=标题` → columns. Raises UsageError (E209)."""
    pairs: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in re.split("[,，]", said))):
        field, equals, column = part.partition("=")
        if field.strip() not in FIELDS or not equals or not column.strip():
            raise UsageError(
                "E209",
                f"看不懂 {part!r}",
                where="--map",
                hint=f"写成 字段=列名，用逗号隔开；字段有 {'、'.join(FIELDS)}",
            )
        pairs[field.strip()] = column.strip()
    return Columns(**pairs)


def normal(name: str) -> str:
    """A column's name as names are compared."""
    return re.sub(r"[\s_\-\ufeff]", "", name).casefold()


def has_text(names: Iterable[str], columns: Columns) -> bool:
    """Whether one of the columns holds bodies."""
    known = list(names)
    if columns.text is not None:
        return columns.text in known
    usual = {normal(alias) for alias in FIELDS["text"]}
    return any(normal(name) in usual for name in known)


def choose(row: Mapping[str, object], columns: Columns, name: str) -> Row:
    """What a row says of its report. Raises InputError: E302 no body."""
    body = columns.text_of(row, "text")
    if not body:
        raise InputError(
            "E302", "这一行的正文是空的", where=name, hint="请重新导出；正文另在别列的，请用 --map"
        )
    page = PageFields(
        title=columns.text_of(row, "title"),
        publisher=columns.text_of(row, "organization"),
        published=_day(columns.text_of(row, "published")),
        year=_year(columns.text_of(row, "year")),
        url=columns.text_of(row, "url"),
    )
    return Row(_as_file(body), page)


def _reach(row: Mapping[str, object], column: str) -> object:
    """The value of a column; `data.content` reaches into objects."""
    if column in row:
        return row[column]
    value: object = row
    for part in column.split("."):
        if not isinstance(value, Mapping) or part not in value:
            return None
        value = value[part]
    return value


def _plain(value: object) -> str:
    """A value as text: paragraphs in a list are lines, numbers as printed, anything else is nothing."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, list):
        return "\n".join(filter(None, map(_plain, value)))
    return ""


def _as_file(body: str) -> bytes:
    """The body as a file would hold it: text, or a web page where it has the marks of one."""
    if not _MARKUP.search(body) and len(_ESCAPED.findall(body)) > 1:
        body = html.unescape(body)
    content = body.encode("utf-8", errors="replace")
    if not _MARKUP.search(body):
        return content
    if re.search(r"<(?:html|body)\b", body[:4000], re.IGNORECASE):
        return b"\xef\xbb\xbf" + content  # its meta element may still name the encoding it once had
    return (
        b'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>%s</body></html>' % content
    )


def _year(text: str | None) -> int | None:
    match = re.fullmatch(r"((?:19|20)\d\d)(?:\.0)?\s*年?度?", text or "")
    return int(match[1]) if match else None


def _day(text: str | None) -> str | None:
    """A day as it is written, or ISO 8601 where a program wrote it: 20240128, seconds since 1970."""
    if text is None:
        return None
    if match := re.fullmatch(r"(20\d\d)(\d\d)(\d\d)", text):
        return "-".join(match.groups())
    if match := re.fullmatch(r"(1\d{9})(?:\d{3})?(?:\.\d+)?", text):
        return datetime.datetime.fromtimestamp(int(match[1]), _CHINA).date().isoformat()
    return text
