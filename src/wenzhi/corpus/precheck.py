"""Floor 5: documents outside a corpus held against what its last comparison stored: the clerk's pre-check.

Takes files, folders and patterns, gives pairs whose `a` is the document, and what could not be read; one
bad file keeps none of the others. Reads a document's frame alone and looks phrases up in arrays on disk,
so the whole command takes about as long as starting Python does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from glob import has_magic
from pathlib import Path

import msgspec

from wenzhi.base.errors import ErrorRecord, WenzhiError
from wenzhi.base.records import Copies, CopyPair, Document, Failure, Report, SectionKind
from wenzhi.corpus.analysis import read_each
from wenzhi.corpus.organs import OrganMap, read_organ_map
from wenzhi.corpus.phrase_index import Compared, read_compared
from wenzhi.corpus.pointer import require_snapshot
from wenzhi.corpus.sections import SECTION, as_failure, section_text
from wenzhi.parse.frame import read_frame
from wenzhi.read.folders import walk, walk_file


def compare_documents(
    corpus: Path, paths: Sequence[Path], kind: SectionKind = SECTION
) -> tuple[Copies, tuple[Failure, ...]]:
    """What the reports at `paths` share with those of `corpus`, as pairs whose `a` is the document.

    A path is a file, a folder, or a pattern (`drafts/*.docx`). Section five is looked up in what the
    last `score` stored, any other compared now. Documents that cannot be read, or that lack the
    section, are listed in the second answer. Raises CorpusError (E501, E503–E505).
    """
    snapshot = require_snapshot(corpus)
    organs = read_organ_map(snapshot)
    compared = read_compared(snapshot) if kind == SECTION else None
    compared = compared or _compare_now(corpus, snapshot, organs, kind)
    pairs: list[CopyPair] = []
    failures: list[Failure] = []
    for name, read in _read_each(paths):
        if isinstance(read, ErrorRecord):
            failures.append(as_failure(read))
            continue
        meta = organs.apply(read.meta)
        meta = msgspec.structs.replace(meta, report_id=_outside(name, read.source.path))
        text = section_text(msgspec.structs.replace(read, meta=meta), kind)
        if text is None:
            why = ErrorRecord(code="E206", message=f"这份文件没有 {kind} 这一节", where=name)
            failures.append(as_failure(why))
        else:
            pairs += compared.find(text)
    return Copies(pairs=tuple(pairs)), tuple(failures)


def _outside(way: str, path: str) -> str:
    """What a document outside the corpus is called: the way to it, with its number in what binds several."""
    return way + path[path.rindex("#") :] if "#" in path and "#" not in way else way


def _compare_now(corpus: Path, snapshot: Path, organs: OrganMap, kind: SectionKind) -> Compared:
    """The sections of a kind that the last `score` did not compare, or of a corpus that was not scored."""
    from wenzhi.corpus.context import collect_sections  # loads what judges
    from wenzhi.corpus.members import Membership, read_members
    from wenzhi.corpus.store import Store
    from wenzhi.reuse.links import Collection

    membership = Membership(read_members(snapshot), Store(corpus).analyses(), organs)
    return Compared.of(Collection.of(collect_sections(membership, kind)))


def _read_each(paths: Sequence[Path]) -> Iterator[tuple[str, Report | ErrorRecord]]:
    """Every report at `paths` with the file it is in, each path once; what goes wrong is data."""
    for path in dict.fromkeys(_spread(paths)):
        name = path.as_posix()
        try:
            inputs = walk([path]) if path.is_dir() else walk_file(path)
        except WenzhiError as error:
            yield name, error.record()
            continue
        for error_record in inputs.errors:
            yield name, error_record
        for file in inputs.files:
            for _, read in read_each(file, _frame):
                yield (f"{name}/{file.name}" if path.is_dir() else name), read


def _spread(paths: Iterable[Path]) -> Iterator[Path]:
    """Paths with patterns resolved; a pattern that fits nothing stays, and is told as not there."""
    for path in paths:
        found: list[Path] = []
        if has_magic(str(path)) and not path.exists():
            found = sorted(Path(path.anchor).glob(str(path.relative_to(path.anchor))))
        yield from found or [path]


def _frame(document: Document) -> Report:
    return read_frame(document).bare()
