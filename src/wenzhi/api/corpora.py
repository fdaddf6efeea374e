"""Floor 7, corpora: what one holds, what would be added, whether it is whole, its tables as files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from wenzhi.api.inputs import batch_of, given, organs_of, roster_of, start_reading
from wenzhi.base.progress import Progress, Silent

if TYPE_CHECKING:
    from wenzhi.corpus.build import Added
    from wenzhi.corpus.engine import Runner
    from wenzhi.corpus.holdings import Holdings, Plan, Verification
    from wenzhi.text.segmentation import Way


def add(
    corpus: Path,
    paths: Sequence[Path],
    *,
    roster: Path | None = None,
    organs: Path | None = None,
    runner: Runner = "native",
    columns: str = "",
    segmenter: Way | None = None,
    lexicon: Path | None = None,
    progress: Progress | None = None,
) -> Added:
    """Read and analyse the reports under `paths` into `corpus`, without comparing them.

    `columns` is as for `inspect`; `organs` is a list of renamed and merged organs, which the corpus
    keeps. `segmenter` and `lexicon`, a file with a word a line, say how words are cut to be looked up;
    the corpus keeps that too, and cuts all its reports anew where it changes. Raises UsageError (E200,
    E202), SetupError (E301, E303, E306, E326), CorpusError (E501–E504).
    """
    start_reading(corpus)
    from wenzhi.corpus import build
    from wenzhi.corpus.segmenting import choose_segmentation
    from wenzhi.corpus.store import Store

    table = roster_of(roster)
    entries = table.entries if table else ()
    segmentation = choose_segmentation(segmenter, lexicon)
    listed = organs_of(organs)
    inputs = batch_of(paths, given(roster, organs, lexicon), columns)
    return build.add(
        Store(corpus, create=True),
        inputs,
        roster=entries,
        organs=listed,
        runner=runner,
        progress=progress or Silent(),
        compare=False,
        segmentation=segmentation,
    ).added


def plan(
    corpus: Path,
    paths: Sequence[Path],
    *,
    roster: Path | None = None,
    columns: str = "",
    progress: Progress | None = None,
) -> Plan:
    """What `add` would take and leave, without doing it; `corpus` need not exist."""
    from wenzhi.corpus.holdings import plan_addition

    inputs = batch_of(paths, given(roster), columns)
    return plan_addition(corpus, inputs, progress or Silent())


def info(corpus: Path) -> Holdings:
    """What `corpus` holds. Raises CorpusError (E501, E503–E505)."""
    from wenzhi.corpus.holdings import read_holdings
    from wenzhi.corpus.store import Store

    return read_holdings(Store(corpus))


def verify(corpus: Path) -> Verification:
    """Whether `corpus` is whole: every table readable, every report's analysis there."""
    from wenzhi.corpus.holdings import verify_corpus
    from wenzhi.corpus.store import Store

    return verify_corpus(Store(corpus))


def export(corpus: Path, out: Path, shape: Literal["parquet", "csv", "jsonl"]) -> tuple[Path, ...]:
    """Copy the tables of the current snapshot to `out` as files."""
    from wenzhi.corpus.holdings import export_tables
    from wenzhi.corpus.store import Store

    return export_tables(Store(corpus), out, shape)
