"""Floor 6: questions that can be kept: what was asked, of which snapshot, and the answer's digest.

A query file is asked again with `reopen`, which says whether the answer is the same and, if not, what
changed: the corpus, the segmenter, or the figures.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Literal, TypeAlias

import msgspec

from wenzhi.base.errors import QueryError
from wenzhi.query.answer import Answer, Cell

SCHEMA = "wenzhi.query-file/1"

Argument: TypeAlias = str | int | float | bool | list[str] | None
Method = Literal[
    "sql",
    "kwic",
    "freq",
    "first",
    "facets",
    "ngrams",
    "collocates",
    "keyness",
    "dispersion",
    "similar",
    "templates",
    "panel",
]

_MARKED = 10_000
"""Rows whose marks a query file keeps: of more rows it tells only that they changed."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One question: a method of `Corpus` and its arguments, `text` first."""

    method: Method
    arguments: dict[str, Argument]


class QueryFile(msgspec.Struct, frozen=True, kw_only=True):
    """A question with what it was answered from and what the answer was."""

    schema: str = SCHEMA
    question: Question
    stamps: dict[str, str]
    digest: str
    rows: int
    total: int
    total_is_exact: bool
    truncated: bool
    notes: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


class Reopened(msgspec.Struct, frozen=True, kw_only=True):
    """A question asked again. `changed` tells what is not as it was, in words; empty means the same.

    `added` are the rows shown that were not there before, `gone` how many are no more.
    """

    same: bool
    changed: tuple[str, ...]
    answer: Answer
    added: tuple[tuple[Cell, ...], ...] = ()
    gone: int = 0


def describe(question: Question, answer: Answer) -> QueryFile:
    """The query file of a question and its answer."""
    return QueryFile(
        question=question,
        stamps=answer.stamps,
        digest=answer.digest,
        rows=len(answer.rows),
        total=answer.total,
        total_is_exact=answer.total_is_exact,
        truncated=answer.truncated,
        notes=answer.notes,
        marks=answer.marks if len(answer.rows) <= _MARKED else (),
    )


def write_query(file: QueryFile, path: Path) -> Path:
    """Write a query file: JSON, the same bytes for the same question and answer."""
    path.write_bytes(
        msgspec.json.format(msgspec.json.encode(file, order="sorted"), indent=2) + b"\n"
    )
    return path


def read_query(path: Path) -> QueryFile:
    """Read a query file. Raises QueryError (E613) where it is none."""
    try:
        file = msgspec.json.decode(path.read_bytes(), type=QueryFile)
    except (OSError, msgspec.DecodeError) as error:
        raise QueryError(
            "E613", f"读不出查询文件：{error}", where=str(path), hint="它应由 --save 写出"
        ) from error
    if file.schema != SCHEMA:
        raise QueryError(
            "E613", f"查询文件的格式是 {file.schema!r}", where=str(path), hint=f"只认 {SCHEMA!r}"
        )
    return file


def tell_changes(before: QueryFile, answer: Answer) -> tuple[str, ...]:
    """What differs between an answer and the one a query file describes."""
    changed = []
    for name, text in sorted((before.stamps | answer.stamps).items()):
        old, new = before.stamps.get(name), answer.stamps.get(name)
        if old != new:
            changed.append(f"{_NAMES.get(name, name)}：{old or '无'} → {text if new else '无'}")
    if before.total != answer.total:
        changed.append(f"总数：{before.total} → {answer.total}")
    if before.digest != answer.digest:
        changed.append(f"答案：{before.digest[:12]} → {answer.digest[:12]}")
    return tuple(changed)


def compare_answers(before: QueryFile, answer: Answer) -> Reopened:
    """What became of an answer: the same, or the rows that came and how many went."""
    changed = tell_changes(before, answer)
    same = before.digest == answer.digest
    if same or len(before.marks) < before.rows:
        return Reopened(same=same, changed=changed, answer=answer)
    marks = answer.marks
    rest = Counter(before.marks) - Counter(marks)
    known = Counter(before.marks)
    added = []
    for mark, row in zip(marks, answer.rows, strict=True):
        if known[mark]:
            known[mark] -= 1
        else:
            added.append(row)
    gone = rest.total()
    rows = f"所示的行：新增 {len(added)}，少了 {gone}" + ("" if added or gone else "，次序变了")
    return Reopened(
        same=False, changed=(*changed, rows), answer=answer, added=tuple(added), gone=gone
    )


_NAMES = {"snapshot": "语料库快照", "segmenter": "分词器"}
