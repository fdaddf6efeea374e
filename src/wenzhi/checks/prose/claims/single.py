"""Floor 3: what is said without a figure of the one application there was (P112): who asked, and how it ended.

收到申请1件,企业提出,…,予以公开 where the table has one natural person, or one refusal. Takes counts of applications,
the words of their sentence and the cells. It must not know what rule asks.
"""

from __future__ import annotations

from collections.abc import Iterator

from wenzhi.base.patterns import as_pattern
from wenzhi.checks.dossier import Dossier, part_end
from wenzhi.checks.forms import APPLICANTS, application
from wenzhi.checks.prose.claims.happened import held
from wenzhi.checks.rule import Outcome

_ASKED = as_pattern(
    rf",(?:系|由|为|是|来自)?(?:一[名位家]|1[名位家])?(?:商业|社会)?(?P<who>{'|'.join(APPLICANTS)})(?:提出|提交|申请|递交)(?=[,;。])"
)
_ENDED = as_pattern(
    ",(?:已|依法|决定|结果为|答复为|后)*(?P<how>(?:予以)?部分公开|予以公开|不予公开)(?=[,;。])"
)
_RECEIVED, _ANSWERED = (application(row, "total") for row in ("new_received", "result.total"))
_GRANTED, _PARTIAL = (application(f"result.{row}", "total") for row in ("granted", "partial"))


def of_the_only_one(dossier: Dossier) -> Iterator[Outcome]:
    """The one application was made by whom, and ended as, the table says."""
    if dossier.value(_RECEIVED) != 1:
        return
    for count in dossier.report.counts:
        if (
            count.indicator != _RECEIVED
            or count.value != 1
            or count.scope not in ("report_year", "unknown")
        ):
            continue
        behind = dossier.flat[count.end : part_end(dossier.flat, count.end, ";。\n") + 1]
        if asked := _ASKED.match(behind):
            cell = application("new_received", APPLICANTS[asked["who"]])
            yield _judge(dossier, (count.start, count.end + asked.end()), cell, 1)
        ended = _ENDED.search(behind)
        if ended is None or dossier.value(_ANSWERED) != 1:
            continue
        span = (count.end + ended.start() + 1, count.end + ended.end())
        if ended["how"] == "予以公开" and dossier.value(_PARTIAL) == 1:
            continue  # loosely said of what was given in part
        if ended["how"] == "不予公开":
            yield _judge(dossier, span, _GRANTED, 0)
        else:
            yield _judge(dossier, span, _PARTIAL if "部分" in ended["how"] else _GRANTED, 1)


def _judge(dossier: Dossier, span: tuple[int, int], cell: str, expected: int) -> Outcome:
    told = "".join(dossier.flat[slice(*span)].split())
    return held(dossier, "P112", span, told, cell, expected)
