"""Floor 6: a statement answered by a process of its own, which can be ended when its time is over.

DuckDB looks for an interruption between batches of 2,048 rows only. A function that takes long over one
text, such as a regular expression, goes on until then; the process in which it runs need not. Takes what
`Session.answer` takes, gives what it gives.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import msgspec

from wenzhi.base.errors import ErrorRecord, QueryError, WenzhiError
from wenzhi.query.answer import Answer
from wenzhi.query.connection import Limits
from wenzhi.query.session import Session

_GRACE = 0.5
"""Seconds beyond its limit in which a process may say itself that the time is over."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A statement, what it is put to and how many rows are wanted, after how many left out."""

    snapshot: str
    versions: dict[str, str]
    limits: Limits
    statement: str
    limit: int | None
    skipped: int


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """The answer, or the error in its place."""

    answer: Answer | None = None
    error: ErrorRecord | None = None


def answer_apart(session: Session, statement: str, limit: int | None) -> Answer:
    """What `session.answer` gives. Raises what it raises; E606 where the process had to be ended."""
    left = session.left()
    asked = Asked(
        snapshot=str(session.snapshot.absolute()),
        versions=session.stamps,
        limits=msgspec.structs.replace(session.limits, seconds=left),
        statement=statement,
        limit=limit,
        skipped=session.skipped,
    )
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "wenzhi.query.apart"],
            input=msgspec.json.encode(asked),
            stdout=subprocess.PIPE,
            timeout=left + _GRACE,
            check=True,
            # What it spills lies in the session's folder: ended midway, it cannot clear up itself.
            env=os.environ
            | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
            | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(session.scratch)),
        )
    except subprocess.TimeoutExpired as error:
        raise session.over(statement) from error
    except subprocess.CalledProcessError as error:
        raise QueryError(
            "E607",
            f"执行这条语句的进程中途退出（{error.returncode}）",
            where=statement[:300],
            hint="多半是内存不足：缩小范围后再试",
        ) from error
    told = msgspec.json.decode(ran.stdout, type=Told)
    if told.error is not None:
        if told.error.code == session.over("").code:
            raise session.over(statement)
        kind = QueryError if told.error.code.startswith("E6") else WenzhiError
        raise kind(
            told.error.code, told.error.message, where=told.error.where, hint=told.error.hint
        )
    assert told.answer is not None
    return msgspec.structs.replace(told.answer, stamps=session.stamps)


def _answer(asked: Asked) -> Told:
    from wenzhi.query.paging import Mark, Paging

    begin = Mark(snapshot="", question="", offset=asked.skipped)
    with Session(Path(asked.snapshot), asked.versions, asked.limits) as session:
        try:
            session.open_tables()
            with session.paged(Paging(begin, asked.limit)):
                return Told(answer=session.answer(asked.statement, asked.limit))
        except WenzhiError as error:
            return Told(error=error.record())


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C is told by who started this process
    wanted = msgspec.json.decode(sys.stdin.buffer.read(), type=Asked)
    sys.stdout.buffer.write(msgspec.json.encode(_answer(wanted)))
