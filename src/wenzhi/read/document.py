"""Floor 1: one file → `Document`, whatever it turns out to be, or an error that says what to do."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from wenzhi.base.errors import InputError
from wenzhi.base.records import Document, Format, PageFields, Source
from wenzhi.read.composition import NO_FIELDS, Composition
from wenzhi.read.plain import decode
from wenzhi.read.sniff import Kind, sniff

MAX_BYTES = 20 * 1024 * 1024
"""Largest file read. A report is 1–15 KB of text; a file past this is something else."""

_FORMATS: dict[Kind, Format] = {
    "txt": "txt",
    "html": "html",
    "docx": "docx",
    "doc": "doc",
    "pdf": "pdf",
    "image": "image",
}

_KIND_NAMES = {
    "html": "网页（HTML）",
    "docx": "Word 文档（DOCX）",
    "doc": "旧版 Word 或 WPS 文档",
    "pdf": "PDF",
    "image": "图片",
    "sheet": "Excel 或 WPS 表格",
    "slides": "演示文稿",
    "ofd": "OFD 版式文件",
    "zip": "压缩包",
    "archive": "压缩包（RAR、7z、tar、gz 等）",
    "binary": "二进制文件",
}

_HINTS = {
    "ofd": "请用 OFD 阅读器或 WPS 打开后另存为 PDF",
    "archive": "请先解压，再给出解压后的文件夹；或重新打包为 zip，zip 可以直接读",
}
_USUAL_HINT = "请给出网页、Word、PDF 或纯文本；表格请先另存为其中一种"


def read(path: Path, name: str | None = None) -> Document:
    """Read the file at `path`; `name` is what the document calls itself (default: `path`).

    Raises InputError: E301 cannot be opened, E302 empty, E303 unknown encoding, E304 too large,
    E305 no document, or what the reader of its kind says (E308–E314).
    """
    shown = name or path.as_posix()
    return read_bytes(read_content(path, shown), shown)


def read_content(path: Path, name: str) -> bytes:
    """The bytes of the file at `path`. Raises InputError (E301, E304)."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise InputError(
                "E304",
                f"文件有 {size / 1e6:.0f} MB，超过上限 {MAX_BYTES / 1e6:.0f} MB",
                where=name,
                hint="年报正文一般只有几十 KB，请确认文件；如为合订本，请先拆分",
            )
        return path.read_bytes()
    except IsADirectoryError as error:
        raise InputError(
            "E301", "这是文件夹，不是文件", where=name, hint="请给出文件路径"
        ) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(
            "E301", f"打不开文件：{reason}", where=name, hint="请检查路径与读取权限"
        ) from error


def read_bytes(content: bytes, name: str, page: PageFields = NO_FIELDS) -> Document:
    """Read `content` as the file called `name`; `page` is what was said of it beside the bytes.

    Raises InputError (E302, E303, E305, E308–E311).
    """
    kind = sniff(content)
    if kind == "empty":
        raise InputError("E302", "文件是空的", where=name, hint="请重新导出或下载")
    composition = _compose(kind, content, name)
    source = Source(
        path=name,
        sha256=digest(content, page),
        format=_FORMATS[kind],
        encoding=composition.encoding,
        omitted=composition.omitted,
        warnings=composition.warnings,
        url=page.url,
    )
    return Document(
        source=source,
        text=composition.text,
        cells=composition.cells,
        cues=composition.cues,
        page=_joined(page, composition.page),
    )


def digest(content: bytes, page: PageFields = NO_FIELDS) -> str:
    """The hash of the bytes and of what stands beside them, which decides how they are read."""
    hashed = hashlib.sha256(content)
    if page != NO_FIELDS:
        hashed.update(b"\0" + msgspec.json.encode(page))
    return hashed.hexdigest()


def _joined(said: PageFields, found: PageFields) -> PageFields:
    """The columns of an export before what the page in it says of itself."""
    names = PageFields.__struct_fields__
    return PageFields(**{name: getattr(said, name) or getattr(found, name) for name in names})


def _compose(kind: Kind, content: bytes, name: str) -> Composition:
    """The text of one kind of file. A reader's library is imported only when its kind turns up."""
    if kind == "txt":
        decoded = decode(content, name)
        return Composition(text=decoded.text, encoding=decoded.encoding, warnings=decoded.warnings)
    if kind == "html":
        from wenzhi.read import html

        return html.compose(content, name)
    if kind == "docx":
        from wenzhi.read import word

        return word.compose(content, name)
    if kind == "doc":
        from wenzhi.read import office

        return office.compose(content, name)
    if kind == "pdf":
        from wenzhi.read import pdf

        return pdf.compose(content, name)
    if kind == "image":
        from wenzhi.read import picture

        return picture.compose(content, name)
    raise InputError(
        "E305",
        f"内容是{_KIND_NAMES[kind]}，不是能读的文档",
        where=name,
        hint=_HINTS.get(kind, _USUAL_HINT),
    )
