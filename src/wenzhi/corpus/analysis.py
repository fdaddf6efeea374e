"""Floor 5: the analysis of one file: its report, or why it could not be read, or how many it binds.

An analysis depends on the bytes, on what an export says beside them, and on the years in the file's
name, and on nothing else, so equal files share one. Its key says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import msgspec

from wenzhi.base.errors import ErrorRecord, InputError, WenzhiError
from wenzhi.base.records import Document, Report
from wenzhi.parse.frame import year_hint
from wenzhi.parse.sections.bindings import Binding, cut, read_binding
from wenzhi.read.containers import Content
from wenzhi.read.folders import InputFile

Made = TypeVar("Made")


class Analysis(msgspec.Struct, frozen=True, kw_only=True):
    """A stored analysis: one of `report` and `error` is set, or neither: the file binds `parts` reports."""

    key: str
    report: Report | None = None
    error: ErrorRecord | None = None
    parts: int = 0


def analysis_key(content: Content, version: str) -> str:
    """Content hash, the years in the file's name, and the version of what analysed it."""
    return f"{content.sha256}:{year_hint(content.name)}:{version}"


def analyse(content: Content, key: str) -> Analysis:
    """Read and parse `content`; what goes wrong is in the result, and so is that it binds several.

    Raises MemoryError alone: whoever set the limit knows what to say of it.
    """
    from wenzhi.parse.report import parse  # loads what reads prose

    try:
        documents = read_documents(content)
        if len(documents) > 1:
            return Analysis(key=key, parts=len(documents))
        return Analysis(key=key, report=parse(documents[0]))
    except WenzhiError as error:
        return Analysis(key=key, error=error.record())
    except MemoryError:
        raise
    except Exception as error:  # A defect of ours must not stop a batch of 3,000 reports.
        return Analysis(key=key, error=defect(error, content.name))


def read_documents(content: Content) -> tuple[Document, ...]:
    """The reports in `content`: mostly itself, several where it binds them, the one it asks for.

    Raises InputError as reading does, E301 for a part that is not there.
    """
    document, binding = _read_bound(content.whole)
    if content.part is None:
        numbers = range(1, len(binding.parts) + 1)
        return tuple(
            cut(document, binding, number, _part(content, number).sha256) for number in numbers
        ) or (_told(document, binding),)
    if not 0 < content.part <= len(binding.parts):
        count = f"有{len(binding.parts)}份" if binding.parts else "只有一份"
        raise InputError(
            "E301", f"文件里{count}年报", where=content.name, hint="请去掉或改正 # 后的号码"
        )
    return (cut(document, binding, content.part, content.sha256),)


@lru_cache(maxsize=1)
def _read_bound(content: Content) -> tuple[Document, Binding]:
    """A file and what it binds; kept, for its parts are asked for one after the other."""
    document = content.document()
    return document, read_binding(document)


def read_each(
    file: InputFile, make: Callable[[Document], Made]
) -> Iterator[tuple[str, Made | ErrorRecord]]:
    """What `make` makes of the report of a file, or of each that it binds, with the path that says which.

    What goes wrong is data: neither a bad file nor a defect on one keeps the others from being read.
    """
    try:
        documents = read_documents(file.read())
    except WenzhiError as error:
        yield file.name, error.record()
        return
    except Exception as error:
        yield file.name, defect(error, file.name)
        return
    for document in documents:
        path = document.source.path
        try:
            yield path, make(document)
        except WenzhiError as error:
            yield path, error.record()
        except Exception as error:
            yield path, defect(error, path)


def _part(content: Content, number: int) -> Content:
    return msgspec.structs.replace(content, name=f"{content.name}#{number}", part=number)


def _told(document: Document, binding: Binding) -> Document:
    """The document, with the warning that it may hold several reports where it does not say so plainly."""
    if not binding.doubtful:
        return document
    said = "；".join(f"《{title}》" for title in binding.doubtful)
    told = f"文件里似有{len(binding.doubtful)}份年报，未作拆分：{said}"
    source = msgspec.structs.replace(document.source, warnings=(*document.source.warnings, told))
    return msgspec.structs.replace(document, source=source)


def defect(error: Exception, name: str) -> ErrorRecord:
    """What is said of a file on which a defect of ours shows."""
    return ErrorRecord(
        code="E900",
        message=f"内部错误：{type(error).__name__}: {error}",
        where=name,
        hint="请把此文件与这行信息报告给开发者",
    )


def analyse_file(file: InputFile, key: str) -> Analysis:
    """`analyse` with the bytes of `file`."""
    content = content_of(file)
    if isinstance(content, ErrorRecord):
        return Analysis(key=key, error=content)
    return analyse(content, key)


def content_of(file: InputFile) -> Content | ErrorRecord:
    """The bytes of a file and what stands beside them, or why they cannot be had."""
    path = Path(file.path)
    if path.exists() and not path.is_file():  # A pipe or a device may never end.
        return ErrorRecord(
            code="E301", message="不是普通文件", where=file.name, hint="请给出普通文件的路径"
        )
    try:
        return file.read()
    except InputError as error:
        return error.record()
