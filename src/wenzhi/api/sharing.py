"""Floor 7, who shares what with whom: in a corpus, against a corpus, between two files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import msgspec

from wenzhi.api.reports import Inspection, inspect, view_of
from wenzhi.base.errors import UsageError
from wenzhi.base.progress import Progress, Silent
from wenzhi.base.records import Copies, Failure, SectionKind

if TYPE_CHECKING:
    from wenzhi.corpus.comparing import Comparison
    from wenzhi.outputs.view import Lang


def copies(corpus: Path, *, section: str = "problems", progress: Progress | None = None) -> Copies:
    """Who shares what with whom in one section of the reports of `corpus`.

    Section five is taken from the last `score` where it compared; otherwise it is compared now.
    Raises UsageError (E206) for a kind of section there is not.
    """
    kind = _section_kind(section)
    from wenzhi.corpus.build import read_copies
    from wenzhi.corpus.context import collect_sections, compare_sections
    from wenzhi.corpus.members import Membership, read_members
    from wenzhi.corpus.organs import read_organ_map
    from wenzhi.corpus.sections import SECTION
    from wenzhi.corpus.store import Store

    store = Store(corpus)
    snapshot = store.require_snapshot()
    if kind == SECTION and (stored := read_copies(snapshot)) is not None:
        return stored
    organs = read_organ_map(snapshot)
    membership = Membership(read_members(snapshot), store.analyses(), organs)
    return compare_sections(collect_sections(membership, kind), progress or Silent()).copies


def copies_against(
    corpus: Path, paths: Sequence[Path], *, section: str = "problems"
) -> tuple[Copies, tuple[Failure, ...]]:
    """What the reports at `paths` share with those of `corpus`, as pairs whose `a` is the document.

    A path is a file, a folder or a pattern. Section five is looked up in what the last `score` stored,
    any other compared now. Documents that cannot be read, or that lack the section, are listed in the
    second answer. Raises UsageError (E206), CorpusError (E501, E503–E505).
    """
    from wenzhi.corpus.precheck import compare_documents

    return compare_documents(corpus, paths, _section_kind(section))


def _section_kind(name: str) -> SectionKind:
    kinds: dict[str, SectionKind] = {kind: kind for kind in get_args(SectionKind)}
    if name not in kinds:
        raise UsageError("E206", f"没有 {name} 这种节", where="--section", hint="、".join(kinds))
    return kinds[name]


def compare(a: Path, b: Path) -> tuple[Comparison, Inspection, Inspection]:
    """Two files, no corpus: shared passages, cells and counts side by side, names of one in the other.

    Raises InputError (E301–E310) naming the file.
    """
    from wenzhi.corpus.comparing import compare_reports

    one, other = inspect(a), inspect(b)
    return compare_reports(one.report, other.report), one, other


def write_comparison(
    comparison: Comparison, a: Inspection, b: Inspection, out: Path, lang: Lang = "zh"
) -> Path:
    """The page of two reports side by side, written to `out`."""
    from wenzhi.corpus.versions import versions
    from wenzhi.outputs import html

    pair = comparison.pair
    one = msgspec.structs.replace(view_of(a), ref=pair.a, provenance=comparison.provenance_a)
    other = msgspec.structs.replace(view_of(b), ref=pair.b, provenance=comparison.provenance_b)
    return html.write_comparison(comparison, one, other, out, lang, versions())
