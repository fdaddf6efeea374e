"""Floor 7: the product in about a dozen functions. The command line, the web and notebooks call these.

    reports       one report alone: inspect, check, 核查单
    scoring       the main job on many: score, demo
    corpora       add, plan, info, verify, export
    sharing       copies, copies_against, compare
    explanations  why a report scores as it does
    queries       questions to a corpus · asking, addresses  the same for a page · studies  samples and coders
    tools         rules, synthetic reports, models, doctor

What they all take – paths, rosters, profiles, suppressions – is in `inputs`, totals in `summaries`.
"""

from __future__ import annotations

from wenzhi.api.addresses import single
from wenzhi.api.asking import (
    Desk,
    Drawn,
    Stop,
)
from wenzhi.api.corpora import (
    add,
    export,
    info,
    plan,
    verify,
)
from wenzhi.api.explanations import (
    explain,
    explanation,
)
from wenzhi.api.inputs import (
    find_suppressions,
    rosters_among,
    settings_among,
)
from wenzhi.api.queries import (
    draw_first_use,
    enveloped,
    query_definitions,
    query_grammar,
    query_kwic,
    query_sql,
    write_answer,
    write_panel,
)
from wenzhi.api.reports import (
    CheckResult,
    Inspection,
    check,
    check_data,
    check_exit_code,
    inspect,
    inspect_each,
    try_inspect,
    view_of,
    write_sheets,
)
from wenzhi.api.scoring import (
    demo,
    score,
    score_exit_code,
)
from wenzhi.api.sharing import (
    compare,
    copies,
    copies_against,
    write_comparison,
)
from wenzhi.api.studies import (
    agree,
    sample,
)
from wenzhi.api.summaries import (
    SEVERITIES,
    Threshold,
    reached,
)
from wenzhi.api.tools import (
    build_model,
    doctor,
    models,
    rule,
    rules,
    synth,
)
from wenzhi.query.corpus import Corpus  # opened for questions; imports nothing heavy

__all__ = [
    "SEVERITIES",
    "CheckResult",
    "Corpus",
    "Desk",
    "Drawn",
    "Inspection",
    "Stop",
    "Threshold",
    "add",
    "agree",
    "build_model",
    "check",
    "check_data",
    "check_exit_code",
    "compare",
    "copies",
    "copies_against",
    "demo",
    "doctor",
    "draw_first_use",
    "enveloped",
    "explain",
    "explanation",
    "export",
    "find_suppressions",
    "info",
    "inspect",
    "inspect_each",
    "models",
    "plan",
    "query_definitions",
    "query_grammar",
    "query_kwic",
    "query_sql",
    "reached",
    "rosters_among",
    "rule",
    "rules",
    "sample",
    "score",
    "score_exit_code",
    "settings_among",
    "single",
    "synth",
    "try_inspect",
    "verify",
    "view_of",
    "write_answer",
    "write_comparison",
    "write_panel",
    "write_sheets",
]
