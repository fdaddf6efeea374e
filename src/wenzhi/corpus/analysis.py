"""Floor 5: the analysis of one file: its report, or why it could not be read.

An analysis depends on the bytes, on what an export says beside them, and on the years in the file's
name, and on nothing else, so equal files share one. Its key says so.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from wenzhi.base.errors import ErrorRecord, InputError, WenzhiError
from wenzhi.base.records import Report
from wenzhi.parse.report import parse, year_hint
from wenzhi.read.containers import Content
from wenzhi.read.folders import InputFile


class Analysis(msgspec.Struct, frozen=True, kw_only=True):
    """A stored analysis: exactly one of `report` and `error` is set."""

    key: str
    report: Report | None = None
    error: ErrorRecord | None = None


def analysis_key(content: Content, version: str) -> str:
    """Content hash, the years in the file's name, and the version of what analysed it."""
    return f"{content.sha256}:{year_hint(content.name)}:{version}"


def analyse(content: Content, key: str) -> Analysis:
    """Read and parse `content`; what goes wrong is in the result.

    Raises MemoryError alone: whoever set the limit knows what to say of it.
    """
    try:
        return Analysis(key=key, report=parse(content.document()))
    except WenzhiError as error:
        return Analysis(key=key, error=error.record())
    except MemoryError:
        raise
    except Exception as error:  # A defect of ours must not stop a batch of 3,000 reports.
        return Analysis(key=key, error=defect(error, content.name))


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
