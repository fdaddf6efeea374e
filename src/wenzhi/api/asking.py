"""Floor 7, a desk at which a corpus is asked by addresses: parameters → page, answer, file.

Every question goes through `Corpus.put`, `page` or `export`, as those of the command line do. Safe to call
from several threads.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from wenzhi.api.addresses import (
    Question,
    controls_of,
    method_named,
    misread,
    own_parameters,
    parameters_of,
    read_question,
    require_question,
    table_names,
    whole_number,
)
from wenzhi.api.queries import definitions, enveloped, first_use, write_panel
from wenzhi.base.errors import ErrorRecord, QueryError, UsageError, WenzhiError
from wenzhi.query.corpus import Corpus

if TYPE_CHECKING:
    from markupsafe import Markup

    from wenzhi.corpus.build import JudgementReader
    from wenzhi.outputs.asking import Asked, Beside
    from wenzhi.outputs.envelopes import QueryData, QueryEnvelope
    from wenzhi.outputs.view import Lang
    from wenzhi.query.answer import Answer
    from wenzhi.query.panel import Panel
    from wenzhi.query.questions import Reopened
    from wenzhi.query.session import Session

SEATS = 2
"""Questions answered at once: one that takes long leaves room for another; each may take 1.5 GB."""
PANEL_ROWS = 100
"""Rows of a panel that are shown, as on the command line."""
FACET_VALUES = 6
"""Values of a facet beside an answer."""
MOST_BARS = 40
"""Groups in a picture: what fits on a screen or two."""
COUNTED = ("kwic", "freq", "first", "collocates", "dispersion")
"""Kinds of question about one text, whose hits are counted beside."""
PARTS = ("figures", "facets")
"""What is counted beside an answer, in the order it is shown."""


class Drawn(NamedTuple):
    """A page, and the error that it tells of."""

    html: str
    error: ErrorRecord | None = None


class Stop:
    """Ends the question under way, from another thread: who asked has left."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._session: Session | None = None
        self._left = False

    def leave(self) -> None:
        """Interrupt what is asked. Once may not be enough: between two statements it is forgotten."""
        with self._lock:
            self._left = True
            if self._session is not None:
                self._session.connection.interrupt()

    @contextlib.contextmanager
    def ending(self, corpus: Corpus) -> Iterator[None]:
        """A question to `corpus` that may be ended. Raises QueryError (E606) where it came too late."""
        session = corpus.session  # opened here, by the one thread that asks
        with self._lock:
            if self._left:
                raise _left()
            self._session = session
        try:
            yield
        finally:
            with self._lock:
                self._session = None


class Desk:
    """A corpus to be asked by addresses; nothing is ever changed. Close it, or use it in a `with` block.

    `seconds` limit each page. A new snapshot of the corpus is seen at the next question. Raises CorpusError
    (E501, E503–E505) where there is no corpus.
    """

    def __init__(self, root: Path, *, seconds: float = 60.0, lang: Lang = "zh") -> None:
        self._root, self._seconds, self._lang = root, seconds, lang
        self._seats: queue.LifoQueue[Corpus | None] = queue.LifoQueue()
        for corpus in (*[None] * (SEATS - 1), Corpus(root, seconds=seconds)):
            self._seats.put(corpus)
        self._counting = threading.Lock()
        self._reader: tuple[Path, JudgementReader] | None = None
        self._reading = threading.Lock()

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the corpus where no question is under way."""
        with contextlib.suppress(queue.Empty):
            while True:
                if (corpus := self._seats.get_nowait()) is not None:
                    corpus.close()

    def page(self, parameters: Mapping[str, str], stop: Stop | None = None) -> Drawn:
        """The page of an address: the form, and the answer where something is asked."""
        from wenzhi.outputs.asking import ask_page

        asked = self._asked(parameters, stop)
        return Drawn(ask_page(asked, self._language(parameters)), asked.error)

    def beside(self, parameters: Mapping[str, str], stop: Stop | None = None) -> Drawn:
        """One part of what stands beside an answer: that which `beside` names, of `PARTS`.

        One at a time is counted, so that it never takes the last seat. Raises QueryError (E620, E621).
        """
        from wenzhi.outputs.asking import Asked, beside_part

        part, question = parameters.get("beside", ""), require_question(parameters)
        if part not in PARTS or not _is_counted(question):
            raise misread("这里数不出什么", "beside", "、".join(PARTS))
        if not self._counting.acquire(timeout=self._seconds):
            raise _busy(self._seconds)
        try:
            with self._corpus(stop) as corpus:
                beside = _count_beside(corpus, question, (part,))
        finally:
            self._counting.release()
        asked = Asked(question.method, own_parameters(parameters), (), beside=beside)
        return Drawn(beside_part(asked, self._language(parameters)))

    def data(self, parameters: Mapping[str, str], stop: Stop | None = None) -> QueryEnvelope:
        """The answer as `wenzhi query … --json` prints it. Raises what asking raises, E620 and E621."""
        question = require_question(parameters)
        with self._corpus(stop) as corpus:
            answer = corpus.put(*question, after=parameters.get("after") or None)
        return enveloped(answer.first(PANEL_ROWS) if question.method == "panel" else answer)

    def export(self, parameters: Mapping[str, str], path: Path, stop: Stop | None = None) -> Path:
        """Every row of the answer as a file; the ending of `path` says the format. Raises as `data`."""
        question = require_question(parameters)
        with self._corpus(stop) as corpus:
            if question.method == "panel":
                write_panel(_panel(corpus, question), path)
            else:
                corpus.export(*question, path)
        return path

    def codebook(self, parameters: Mapping[str, str], path: Path, stop: Stop | None = None) -> Path:
        """The codebook of a panel as a CSV file. Raises as `data`."""
        from wenzhi.query.files import write_answer
        from wenzhi.query.panel import codebook_answer

        with self._corpus(stop) as corpus:
            return write_answer(codebook_answer(_panel(corpus, require_question(parameters))), path)

    def keep(self, parameters: Mapping[str, str], path: Path, stop: Stop | None = None) -> Path:
        """The query file of the question, for `wenzhi query open`. Raises as `data`."""
        with self._corpus(stop) as corpus:
            corpus.put(*require_question(parameters), save=path)
        return path

    def report(self, report_id: str, parameters: Mapping[str, str]) -> str:
        """The page of a report of the corpus, with the characters `start` to `end` marked.

        Raises UsageError (E204) for a report there is not, WenzhiError (E506) where the corpus is damaged,
        QueryError (E620).
        """
        from wenzhi.api.reports import Inspection, view_of
        from wenzhi.corpus.versions import versions
        from wenzhi.outputs.html import report_page

        start, end = (whole_number(name, parameters.get(name) or "0") for name in ("start", "end"))
        with self._reading:
            try:
                judged = self._judgements().load(report_id)
            except KeyError:
                raise _no_report(report_id) from None
            except OSError as error:
                raise _unreadable(error) from error
        view = view_of(Inspection(judged.report, judged.judgement, judged.provenance))
        mark = (start, end) if start < end else None
        return report_page(view, self._language(parameters), versions(), mark)

    def over(self) -> ErrorRecord:
        """What is told of a question that goes on past its limit and cannot be interrupted."""
        return _over(self._seconds).record()

    # What is drawn -----------------------------------------------------------------------------

    def _asked(self, parameters: Mapping[str, str], stop: Stop | None) -> Asked:
        from wenzhi.corpus.versions import versions
        from wenzhi.outputs.asking import KINDS, Asked

        kind = parameters.get("ask") or KINDS[0]
        takes = {one: parameters_of(method_named(one)) for one in KINDS}
        base = Asked(kind, own_parameters(parameters), (), versions=versions(), takes=takes)
        try:
            method = method_named(kind)
            base = replace(base, kind=method, controls=controls_of(method, parameters))
            base = replace(base, tables=table_names() if method == "sql" else ())
            question = read_question(parameters)
            if question is None:
                return base
            with self._corpus(stop) as corpus:
                return _answered(corpus, question, parameters, base)
        except WenzhiError as error:
            known = base.kind if base.controls else KINDS[0]
            controls = base.controls or controls_of(method_named(known), {})
            return replace(base, kind=known, controls=controls, error=error.record())

    def _language(self, parameters: Mapping[str, str]) -> Lang:
        given = parameters.get("lang")
        return "en" if given == "en" else "zh" if given == "zh" else self._lang

    # The corpus --------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _corpus(self, stop: Stop | None) -> Iterator[Corpus]:
        """The corpus as it is now, for one asker at a time. Raises QueryError (E621)."""
        try:
            corpus = self._seats.get(timeout=self._seconds)
        except queue.Empty:
            raise _busy(self._seconds) from None
        try:
            corpus = self._current(corpus)
            with (stop or Stop()).ending(corpus):
                yield corpus
        finally:
            self._seats.put(corpus)

    def _current(self, corpus: Corpus | None) -> Corpus:
        now = Corpus(self._root, seconds=self._seconds)
        if corpus is not None and corpus.snapshot == now.snapshot:
            return corpus
        if corpus is not None:
            corpus.close()
        return now

    def _judgements(self) -> JudgementReader:
        from wenzhi.corpus.build import JudgementReader

        snapshot = Corpus(self._root).snapshot
        if self._reader is None or self._reader[0] != snapshot:
            self._reader = snapshot, JudgementReader(snapshot)
        return self._reader[1]


# The answer ------------------------------------------------------------------------------------


def _answered(
    corpus: Corpus, question: Question, parameters: Mapping[str, str], base: Asked
) -> Asked:
    after = parameters.get("after") or None
    with corpus.session.asking():
        answer = corpus.put(*question, after=after)
        codebook = None
        if question.method == "panel":
            codebook = _codebook(_panel(corpus, question))
            answer = answer.first(PANEL_ROWS)
        picture = None if after else _picture(corpus, question, answer, base)
        counted = _is_counted(question) and not after
        inline = counted and bool(parameters.get("beside"))
        beside = _count_beside(corpus, question, PARTS) if inline else None
    again = _compared(question, answer, parameters) if after is None else None
    return replace(
        base,
        answer=enveloped(answer),
        picture=picture,
        codebook=codebook,
        beside=beside,
        later=counted and beside is None,
        same=None if again is None else again.same,
        changed=() if again is None else again.changed,
        first_page=after is None,
        definitions=definitions().get(question.method, {}),
    )


def _panel(corpus: Corpus, question: Question) -> Panel:
    if question.method != "panel":
        raise misread("只有面板有编码本", "ask", "panel")
    variables, where = question.arguments["variables"], question.arguments.get("where")
    assert isinstance(variables, list)
    return corpus.panel(variables, where=where if isinstance(where, str) else None)


def _codebook(panel: Panel) -> QueryData:
    from wenzhi.query.panel import codebook_answer

    return enveloped(codebook_answer(panel)).data


def _is_counted(question: Question) -> bool:
    return question.method in COUNTED and isinstance(question.arguments["text"], str)


def _count_beside(corpus: Corpus, question: Question, parts: Sequence[str]) -> Beside:
    """The figures of the hits, copies counted once, and the facets of their reports.

    Where they cannot be counted in time the answer stands without them.
    """
    from wenzhi.outputs.asking import Beside

    wanted = ("text", "language", "where", "section")
    target = {name: text for name, text in question.arguments.items() if name in wanted}
    chosen = str(question.arguments.get("collapse", "none"))
    collapse = "family" if chosen == "none" else chosen
    facets = figures = None
    try:
        with corpus.session.asking():
            if "facets" in parts:
                answer = corpus.put("facets", {**target, "most": FACET_VALUES})
                facets = enveloped(answer).data
            if "figures" in parts:
                answer = corpus.put("freq", {**target, "by": [], "collapse": collapse})
                figures = enveloped(answer).data
    except QueryError as error:
        return Beside(facets=facets, collapse=collapse, error=error.record())
    return Beside(facets=facets, figures=figures, collapse=collapse)


def _picture(corpus: Corpus, question: Question, answer: Answer, base: Asked) -> Markup | None:
    if question.method == "freq" and answer.rows:
        return _bars(question, answer)
    by = question.arguments.get("by", "region")
    if question.method != "first" or not answer.rows or by == "year":
        return None
    from wenzhi.outputs.first_use import draw_first_use

    taken = {name: one for name, one in question.arguments.items() if name != "limit"}
    return draw_first_use(first_use(corpus, **{**taken, "by": by}))  # type: ignore[arg-type]


def _bars(question: Question, answer: Answer) -> Markup | None:
    """The share of the reports of each group; a group without reports is left out."""
    from markupsafe import Markup

    from wenzhi.outputs.charts import Share, draw_shares

    by = question.arguments.get("by", ["year"])
    named = [answer.column(name) for name in by] if isinstance(by, list) else []
    groups = []
    for *names, found, reports in zip(
        *named, answer.column("found_in"), answer.column("reports"), strict=True
    ):
        if isinstance(reports, int) and isinstance(found, int) and reports:
            name = " · ".join("?" if one is None else str(one) for one in names)
            groups.append(Share(name, found, reports))
    return Markup(draw_shares(groups[:MOST_BARS])) if groups else None


def _compared(question: Question, answer: Answer, parameters: Mapping[str, str]) -> Reopened | None:
    """What became of the answer that a fixed address tells of; None where it tells of none."""
    from wenzhi.query.questions import Question as Kept
    from wenzhi.query.questions import compare_answers, describe

    if not parameters.get("digest"):
        return None
    now = describe(Kept(method=question.method, arguments=question.arguments), answer)
    claimed = {name: parameters[name] for name in ("snapshot", "segmenter") if name in parameters}
    total = whole_number("total", parameters.get("total") or str(answer.total))
    before = msgspec.structs.replace(
        now,
        stamps={**answer.stamps, **claimed},
        digest=parameters["digest"],
        total=total,
        marks=(),
    )
    return compare_answers(before, answer)


# Errors ----------------------------------------------------------------------------------------


def _busy(seconds: float) -> QueryError:
    return QueryError(
        "E621",
        f"等了 {seconds:g} 秒，别的查询还没有答完",
        hint=f"稍后再问；同时最多答 {SEATS} 个",
    )


def _left() -> QueryError:
    return QueryError("E606", "提问的人已经离开，不再查询")


def _over(seconds: float) -> QueryError:
    return QueryError(
        "E606",
        f"查询超过 {seconds:g} 秒，还没有停下来，不再等它",
        hint="缩小范围，或放宽 --seconds",
    )


def _unreadable(error: OSError) -> WenzhiError:
    return WenzhiError(
        "E506",
        f"语料库的表读不出来：{error.strerror or error}",
        hint="再运行一次 wenzhi corpus add 或 wenzhi score 即可重建",
    )


def _no_report(report_id: str) -> UsageError:
    return UsageError(
        "E204", "语料库里没有这份报告", where=report_id[:80], hint="快照可能已经变了，请重新查询"
    )
