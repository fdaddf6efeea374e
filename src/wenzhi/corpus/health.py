"""Floor 5: whether the installation works: what ships with it, what it leans on, a given corpus."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from wenzhi.base.errors import WenzhiError
from wenzhi.base.records import Record
from wenzhi.base.rules import catalogue
from wenzhi.corpus.holdings import verify_corpus
from wenzhi.corpus.limits import describe_limits
from wenzhi.corpus.store import Store

_PARTS = (
    "jieba",
    "spacy",
    "daft",
    "duckdb",
    "pyarrow",
    "altair",
    "vl-convert-python",
    "lxml",
    "pypdfium2",
)
_ROOM = 1_000_000_000
"""Bytes of free disk below which a batch of some thousand reports may not fit."""


class Symptom(Record, frozen=True):
    """One thing the doctor looked at."""

    name: str
    ok: bool
    detail: str


def examine(corpus: Path | None = None) -> tuple[Symptom, ...]:
    """Look over the installation and, if given, `corpus`. Never raises."""
    looks: dict[str, Callable[[], str]] = {
        "规则说明 rules": lambda: f"{len(catalogue())} 条",
        "解析 parsing": _parse_something,
        "磁盘 disk": _free_disk,
        "限度 limits": describe_limits,
        "旧版 Word（.doc、.wps）": _office,
        "扫描件 OCR": _recogniser,
    }
    if corpus is not None:
        looks[f"语料库 {corpus}"] = lambda: _look_at(corpus)
    return (*_part_symptoms(), *(_look(name, look) for name, look in looks.items()))


def _part_symptoms() -> Iterator[Symptom]:
    for part in _PARTS:
        try:
            yield Symptom(name=part, ok=True, detail=version(part))
        except PackageNotFoundError:
            yield Symptom(name=part, ok=False, detail=f"没有安装；pip install {part}")


def _look(name: str, look: Callable[[], str]) -> Symptom:
    try:
        return Symptom(name=name, ok=True, detail=look())
    except WenzhiError as error:
        return Symptom(name=name, ok=False, detail=f"{error.code} {error.message}；{error.hint}")
    except Exception as error:  # A doctor that dies of the illness is of no use.
        return Symptom(name=name, ok=False, detail=f"{type(error).__name__}: {error}")


def _parse_something() -> str:
    from wenzhi.parse.report import parse
    from wenzhi.read import read_bytes

    text = "云川县水务局2023年政府信息公开工作年度报告\n一、总体情况\n全年主动公开信息12条。\n"
    report = parse(read_bytes(text.encode("gb18030"), "自检.txt"))
    if [count.value for count in report.counts] != [12]:
        raise WenzhiError("E901", "自检没有读出“12条”", hint="请重新安装")
    return "自检通过"


def _office() -> str:
    from wenzhi.read.office import find_program

    found = find_program()
    return "没有安装 LibreOffice，不读 .doc、.wps；.docx 不受影响" if found is None else str(found)


def _recogniser() -> str:
    try:
        return f"rapidocr {version('rapidocr')}"
    except PackageNotFoundError:
        return "没有安装，不读扫描件；需要时 pip install 'wenzhi[ocr]'"


def _free_disk() -> str:
    free = shutil.disk_usage(Path.cwd()).free
    if free < _ROOM:
        raise WenzhiError("E902", f"只剩 {free / 1e9:.1f} GB", hint="请清理磁盘")
    return f"剩 {free / 1e9:.0f} GB"


def _look_at(corpus: Path) -> str:
    found = verify_corpus(Store(corpus))
    if found.problems:
        first = found.problems[0]
        raise WenzhiError("E506", f"{first.where}：{first.message}", hint=first.hint)
    return f"完好，{found.reports} 份报告"
