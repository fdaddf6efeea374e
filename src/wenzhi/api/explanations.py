"""Floor 7, explanations: one report's judgement with its reasons, stored in a corpus or made beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wenzhi.api.inputs import one_file, profile_of, several_reports, suppressions_of
from wenzhi.api.reports import Inspection, marked, view_of
from wenzhi.base.errors import UsageError

if TYPE_CHECKING:
    from wenzhi.corpus.store import Store
    from wenzhi.outputs.explanation import Explanation
    from wenzhi.outputs.view import Lang
    from wenzhi.scores.profile import Profile


def explain(
    path: Path,
    corpus: Path | None = None,
    *,
    against: Path | None = None,
    profile: Path | None = None,
    suppressions: Path | None = None,
) -> Inspection:
    """One report's judgement with its reasons: as `corpus` stores it, where that holds these bytes.

    Or beside the corpus `against`, which need not hold it and stays as it is. `profile` is as for
    `score`, `suppressions` a file of findings that are false alarms. Raises InputError (E301–E310),
    CorpusError; UsageError (E204) if `corpus` lacks the report, E220, E221, E222 for a profile that the
    stored judgement was not made with.
    """
    found = _explained(path, corpus, against, profile_of(profile))
    return marked(found, suppressions_of(suppressions))


def explanation(
    found: Inspection, *, profile: Path | None = None, lang: Lang = "zh"
) -> Explanation:
    """Why a report's section 五 scores as it does, what would raise it and how to contest it."""
    from wenzhi.outputs.explanation import explain as explain_view
    from wenzhi.scores.advice import advise
    from wenzhi.scores.classes import classify

    score = found.judgement.scores.get("substance")
    judged = classify(found.report)
    weights, provenance = profile_of(profile), found.provenance or ()
    advice = advise(found.report, judged, score, weights, provenance) if score else ()
    return explain_view(view_of(found), advice, lang)


def _explained(
    path: Path, corpus: Path | None, against: Path | None, profile: Profile | None
) -> Inspection:
    from wenzhi.corpus.analysis import read_documents
    from wenzhi.corpus.judging import judge_alone
    from wenzhi.corpus.store import Store
    from wenzhi.parse.report import parse

    if corpus is not None:
        return _stored(path, Store(corpus), profile)
    documents = read_documents(one_file(path, "").read())
    if len(documents) > 1:
        raise several_reports(len(documents), str(path), documents[0].source.path)
    report = parse(documents[0])
    if against is None:
        judged = judge_alone(report, profile)
    else:
        from wenzhi.corpus.beside import judge_beside

        judged = judge_beside(report, Store(against), profile)
    return Inspection(judged.report, judged.judgement, judged.provenance)


def _stored(path: Path, store: Store, profile: Profile | None) -> Inspection:
    """The judgement that a corpus stores of these bytes."""
    from wenzhi.corpus.build import JudgementReader
    from wenzhi.corpus.members import read_members
    from wenzhi.scores.substance import name_score

    sha256 = one_file(path, "").read().sha256
    snapshot = store.require_snapshot()
    for member in read_members(snapshot):
        if member.sha256 == sha256:
            judged = JudgementReader(snapshot).load(member.report_id)
            version = judged.judgement.scores["substance"].version
            if profile is not None and version != name_score(profile):
                raise UsageError(
                    "E222",
                    f"库里的分数是按 {version} 算的，不是按方案“{profile.name}”",
                    where=str(path),
                    hint="用 wenzhi score --profile 重算，或用 --against 临时对照",
                )
            return Inspection(judged.report, judged.judgement, judged.provenance)
    raise UsageError(
        "E204",
        "语料库里没有这份报告",
        where=str(path),
        hint="先用 wenzhi score 把它收入语料库，或用 --against 只对照不收入",
    )
