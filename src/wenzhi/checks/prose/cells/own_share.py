"""Floor 3: the organ's own share of a wider figure against its cell: 全市水利系统130件,其中局本级62件 (P101, P102).

Takes counts that tell of a system or a region, and the parts of them that the text calls the organ's own; such a
part is what the table of the organ counts. It must not know what else is said of the wider figure.
"""

from __future__ import annotations

from collections.abc import Iterator

from wenzhi.base.patterns import as_pattern
from wenzhi.checks.dossier import Dossier
from wenzhi.checks.forms import apart, table_of
from wenzhi.checks.prose.words import told_before
from wenzhi.checks.readings import nearest, readings
from wenzhi.checks.rule import PASSED, Outcome, failed
from wenzhi.text.normalize import squeezed

_WIDER = ("system", "region")
_GOVERNING = ("government", "office")
"""Kinds of organs whose tables may hold the whole region's figures."""
_OWN = as_pattern(
    "(?:其中,?|含|包括)*(?:由)?(?:[我本](?P<ours>[局委厅])(?:本级|机关|本身|自身)?|[省市县区州]?(?P<level>[局委厅])(?:本级|机关|本身|自身)|(?P<alone>[省市县区州][局委厅]))"
    "(?:共|直接|全年|新)*(?:收到|受理|接收|办理)?(?:了|的)?(?:申请)?(?:共|计|有|为)*"
)
"""All that stands before the part: the organ itself by its kind (局本级, 我局, 市局)."""


def told_of_own(dossier: Dossier, code: str, table: str) -> Iterator[Outcome]:
    """What the organ itself has of a wider figure fits a reading of the cell that the figure is of."""
    counts, organ = dossier.report.counts, squeezed(dossier.report.meta.organization or "")
    if dossier.report.meta.organ_kind in _GOVERNING:
        return
    for index, count in enumerate(counts):
        above = counts[count.parent] if count.parent is not None else None
        if above is None or count.indicator is not None or above.subject not in _WIDER:
            continue
        if table_of(above.indicator or "") != table or above.scope != "report_year":
            continue
        if count.unit != above.unit or count.value is None or count.approx is not None:
            continue
        own = _OWN.fullmatch(told_before(dossier.flat, count))
        kind = own and (own["ours"] or own["level"] or own["alone"][-1])
        if not kind or not organ.endswith(kind):
            continue
        options = readings(dossier, above.indicator)
        values = [option.value(dossier) for option in options]
        if count.value in values:
            yield PASSED
            continue
        closest = nearest(dossier, options, count.value)
        if closest is None or values[0] is None:
            continue
        first = options[0]
        yield failed(
            dossier.finding(
                code,
                {
                    "text": squeezed(count.text),
                    **apart(first.label, closest[0].label, closest[1]),
                },
                spans=[(count.start, count.end)],
                facts=[*first.cells, *closest[0].cells],
                counts=[index],
                expected=values[0],
                actual=count.value,
                severity="warning",
            )
        )
