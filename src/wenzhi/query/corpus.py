"""Floor 6: a corpus to be asked from Python: `Corpus("DIR")`, one method a kind of question.

Each method gives an `Answer`: rows, how many there are, what must be said beside them, what they were
made from; `to_pandas()`, `to_polars()` and `to_arrow()` give data frames.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

if TYPE_CHECKING:
    from wenzhi.query.answer import Answer
    from wenzhi.query.collapse import Collapse
    from wenzhi.query.concordance import Listing, Sort
    from wenzhi.query.files import Written
    from wenzhi.query.hits import Language
    from wenzhi.query.panel import Panel
    from wenzhi.query.questions import Argument, Method, Question, Reopened
    from wenzhi.query.session import Session
    from wenzhi.query.similar import Kind

Asked = ParamSpec("Asked")
Told = TypeVar("Told")


def _question(
    ask: Callable[Concatenate[Corpus, Asked], Told],
) -> Callable[Concatenate[Corpus, Asked], Told]:
    """A method that asks: within one limit of time, and what it keeps to answer goes with it."""

    @wraps(ask)
    def asked(self: Corpus, /, *args: Asked.args, **kwargs: Asked.kwargs) -> Told:
        with self.session.asking():
            return ask(self, *args, **kwargs)

    return asked


class Corpus:
    """The current snapshot of a corpus directory, opened for questions; nothing is ever changed.

    `seconds` and `memory_mb` (DuckDB's share) limit each question. Use it in a `with` block, or close it.
    Raises CorpusError (E501, E503–E505) where there is no corpus.
    """

    def __init__(self, root: Path | str, *, seconds: float = 60.0, memory_mb: int = 1024) -> None:
        from wenzhi.corpus.pointer import read_pointer, require_snapshot

        self.root = Path(root)
        self.snapshot = require_snapshot(self.root)
        self._versions = read_pointer(self.root).versions
        self._seconds, self._memory = seconds, memory_mb

    def __enter__(self) -> Corpus:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @cached_property
    def session(self) -> Session:
        """The open snapshot, for questions that no method asks."""
        from wenzhi.query.connection import Limits
        from wenzhi.query.session import Session

        limits = Limits(seconds=self._seconds, memory_mb=self._memory)
        return Session(self.snapshot, self._versions, limits)

    def close(self) -> None:
        """Let go of the snapshot."""
        if "session" in self.__dict__:
            self.session.close()
            del self.__dict__["session"]

    @_question
    def sql(self, statement: str, *, limit: int | None = 1000) -> Answer:
        """One SELECT over the tables. Raises QueryError (E601, E602, E606, E607)."""
        from wenzhi.query.sql import query_sql

        return query_sql(self.session, statement, limit)

    @_question
    def kwic(
        self,
        text: str | Sequence[str],
        *,
        language: Language = "phrase",
        where: str | None = None,
        section: str | None = None,
        context: int = 20,
        sort: Sort = "place",
        collapse: Collapse = "none",
        limit: int | None = 100,
    ) -> Answer:
        """Every hit with its context: of a phrase, a regular expression (`regex`) or CQL (`cql`).

        Of several texts each hit tells the `pattern` it is of. `where` is a condition on reports
        (`year in 2020..2022 and level = county`), `context` characters on each side. Raises QueryError
        (E603–E607), UsageError (E206).
        """
        listing = self.listing(
            text,
            language=language,
            where=where,
            section=section,
            context=context,
            sort=sort,
            collapse=collapse,
        )
        return listing.answer(limit)

    def cql(
        self,
        query: str,
        *,
        limit: int | None = 100,
        **options: Any,  # noqa: ANN401 # those of `kwic`
    ) -> Answer:
        """`kwic` of a CQL query: `"公开" within <problem> where year = 2022`."""
        return self.kwic(query, language="cql", limit=limit, **options)

    def listing(
        self,
        text: str | Sequence[str],
        *,
        language: Language = "phrase",
        where: str | None = None,
        section: str | None = None,
        context: int = 20,
        sort: Sort = "place",
        collapse: Collapse = "none",
    ) -> Listing:
        """What `kwic` lists, as an answer, as batches or as an Arrow table: `listing(…).to_arrow()`."""
        from wenzhi.query.concordance import list_hits
        from wenzhi.query.hits import Target

        texts = () if isinstance(text, str) else tuple(text)
        target = Target(text if isinstance(text, str) else "", language, where, section)
        return list_hits(
            self.session, target, texts=texts, context=context, sort=sort, collapse=collapse
        )

    @_question
    def freq(
        self,
        text: str,
        *,
        language: Language = "phrase",
        by: Sequence[str] = ("year",),
        where: str | None = None,
        section: str | None = None,
        collapse: Collapse = "none",
        limit: int | None = 1000,
    ) -> Answer:
        """Hits by groups (year, level, province, region, kind, form, organ, section), with denominators."""
        from wenzhi.query.frequency import count_hits
        from wenzhi.query.hits import Target

        target = Target(text, language, where, section)
        return count_hits(self.session, target, by=by, collapse=collapse, limit=limit)

    @_question
    def first(
        self,
        text: str,
        *,
        language: Language = "phrase",
        by: str = "region",
        where: str | None = None,
        section: str | None = None,
        limit: int | None = 1000,
    ) -> Answer:
        """Where a wording came up first and how it spread, group by group."""
        from wenzhi.query.frequency import first_uses
        from wenzhi.query.hits import Target

        return first_uses(self.session, Target(text, language, where, section), by=by, limit=limit)

    @_question
    def facets(
        self,
        text: str | None = None,
        *,
        language: Language = "phrase",
        where: str | None = None,
        section: str | None = None,
        most: int = 10,
        limit: int | None = None,
    ) -> Answer:
        """What the reports that meet `where`, and hold `text` if given, are: ten fields at once."""
        from wenzhi.query.facets import count_facets
        from wenzhi.query.hits import Target

        target = Target(text, language, where, section) if text is not None else None
        return count_facets(self.session, target, where=where, most=most, limit=limit)

    @_question
    def ngrams(
        self,
        size: int = 2,
        *,
        by: str | None = None,
        where: str | None = None,
        section: str | None = None,
        containing: str | None = None,
        least: int = 3,
        limit: int | None = 100,
    ) -> Answer:
        """Runs of `size` words inside a sentence, most frequent first."""
        from wenzhi.query.words import count_ngrams

        return count_ngrams(
            self.session,
            size,
            by=by,
            where=where,
            section=section,
            containing=containing,
            least=least,
            limit=limit,
        )

    @_question
    def collocates(
        self,
        text: str,
        *,
        language: Language = "phrase",
        window: int = 5,
        least: int = 3,
        order: str = "log_dice",
        where: str | None = None,
        section: str | None = None,
        limit: int | None = 100,
    ) -> Answer:
        """Words near hits with logDice, MI, MI³, t and log-likelihood."""
        from wenzhi.query.hits import Target
        from wenzhi.query.words import find_collocates

        target = Target(text, language, where, section)
        return find_collocates(
            self.session, target, window=window, least=least, order=order, limit=limit
        )

    @_question
    def keyness(
        self,
        focus: str,
        reference: str,
        *,
        section: str | None = None,
        least: int = 3,
        order: str = "ll",
        limit: int | None = 100,
    ) -> Answer:
        """Words that tell the reports of one condition from those of another."""
        from wenzhi.query.words import find_keywords

        return find_keywords(
            self.session, focus, reference, section=section, least=least, order=order, limit=limit
        )

    @_question
    def dispersion(
        self,
        text: str,
        *,
        language: Language = "phrase",
        where: str | None = None,
        section: str | None = None,
    ) -> Answer:
        """How evenly hits are spread over reports: DP, Juilland's D, Carroll's D₂, ARF."""
        from wenzhi.query.hits import Target
        from wenzhi.query.words import measure_dispersion

        return measure_dispersion(self.session, Target(text, language, where, section))

    @_question
    def similar(
        self,
        text: str,
        *,
        kind: Kind = "problem",
        where: str | None = None,
        least: float = 0.25,
        limit: int | None = 20,
    ) -> Answer:
        """Problems, measures or sentences most like `text` in words and meaning; of problems the measures."""
        from wenzhi.query.similar import find_similar

        return find_similar(self.session, text, kind=kind, where=where, least=least, limit=limit)

    @_question
    def panel(self, variables: Sequence[str], *, where: str | None = None) -> Panel:
        """Organ × year: cells, counts, findings and scores, with a codebook."""
        from wenzhi.query.panel import build_panel

        return build_panel(self.session, variables, where=where)

    @_question
    def templates(self, *, where: str | None = None, limit: int | None = 100) -> Answer:
        """Families of reports that share a skeleton, the largest first, among reports that meet `where`."""
        from wenzhi.query.collapse import tell_uncompared
        from wenzhi.query.hits import choose_reports

        chosen = choose_reports(self.session, where)
        return self.session.answer(
            "SELECT m.family, count(*) AS reports, count(DISTINCT r.organ_id) AS organs, "
            "min(r.year) AS first_year, max(r.year) AS last_year, any_value(m.template) AS template "
            f"FROM families m JOIN folded f USING (report_id) SEMI JOIN {chosen} c "
            "ON c.report = f.report JOIN reports r ON r.report_id = m.report_id "
            "GROUP BY m.family ORDER BY reports DESC, m.family",
            limit,
            tell_uncompared(self.session),
        )

    def ask(self, question: Question) -> Answer:
        """Ask a question that was kept. Raises QueryError (E613) where it cannot be asked."""
        from wenzhi.base.errors import QueryError
        from wenzhi.query.answer import Answer

        try:
            found: Answer | Panel = getattr(self, question.method)(**question.arguments)
        except TypeError as error:
            raise QueryError(
                "E613",
                f"查询文件里的问题问不出：{error}",
                where=question.method,
                hint="它应由 --save 写出",
            ) from error
        return found if isinstance(found, Answer) else found.answer

    @_question
    def export(self, method: Method, arguments: dict[str, Argument], path: Path | str) -> Written:
        """Ask by name and write every row to a file, a batch at a time: `limit` does not hold here.

        Its ending says the format. Raises QueryError (E612) and what the question raises.
        """
        from wenzhi.query.files import Pouring

        with Pouring(Path(path)) as sink:
            from wenzhi.query.questions import Question

            with self.session.pouring(sink):
                arguments = {**arguments} | ({} if method == "dispersion" else {"limit": None})
                answer = self.ask(Question(method=method, arguments=arguments))
            return sink.finish(answer)

    @_question
    def page(
        self, method: Method, arguments: dict[str, Argument], *, after: str | None = None
    ) -> Answer:
        """Ask by name for `limit` rows; `next` of the answer is what the next page comes `after`.

        Raises QueryError (E615) for a token of another question or snapshot, and what the question raises.
        """
        import msgspec

        from wenzhi.query.paging import Mark, Paging, digest_question, read_token, write_token
        from wenzhi.query.questions import Question

        snapshot, asked = self.snapshot.name, digest_question(method, arguments)
        begin = Mark(snapshot=snapshot, question=asked)
        if after is not None:
            begin = read_token(after, snapshot, asked)
        limit = arguments.get("limit")
        paging = Paging(begin, limit if isinstance(limit, int) else None)
        with self.session.paged(paging):
            answer = self.ask(Question(method=method, arguments=arguments))
        end = begin.offset + len(answer.rows)
        if not answer.rows or end >= answer.total:
            return answer
        mark = Mark(
            snapshot=snapshot,
            question=asked,
            offset=end,
            total=answer.total,
            notes=answer.notes,
            place=paging.reached,
        )
        return msgspec.structs.replace(answer, next=write_token(mark))

    def put(
        self,
        method: Method,
        arguments: dict[str, Argument],
        *,
        save: Path | None = None,
        after: str | None = None,
    ) -> Answer:
        """Ask by name as `page` does; with `save` question and answer's digest are kept in that file."""
        from wenzhi.query.questions import Question, describe, write_query

        question = Question(method=method, arguments=arguments)
        answer = self.page(method, arguments, after=after)
        if save is not None:
            write_query(describe(question, answer), save)
        return answer

    def reopen(self, path: Path | str) -> Reopened:
        """Ask the question of a query file again and say what changed. Raises QueryError (E613)."""
        from wenzhi.query.questions import compare_answers, read_query

        before = read_query(Path(path))
        return compare_answers(before, self.ask(before.question))
