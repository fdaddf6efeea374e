"""Floor 3: by how many items a register is told to have grown or shrunk, against the 2019 form (P103).

Takes prose and the cells 本年增/减 of table two, which only that form has. It must not know counts: the
parser takes no difference for a cell.
"""

from __future__ import annotations

from collections.abc import Iterator

from wenzhi.base.patterns import as_pattern
from wenzhi.checks.dossier import Dossier
from wenzhi.checks.forms import apart, cell_label
from wenzhi.checks.rule import PASSED, Outcome, failed

_ROWS = {
    "许可": "licensing",
    "处罚": "penalties",
    "强制": "coercion",
    "事业性收费": "fees",
    "管理服务": "other_services",
    "其他服务": "other_services",
}
_ROW = rf"(?P<row>{'|'.join(_ROWS)})(?:类)?(?:权力)?(?:事项|项目)(?:数量?|总数)?"
_CHANGED = as_pattern(
    rf"{_ROW}(?:[^,;。\d]{{0,4}})?(?:\d+[项个件],?)?(?:同|现)?(?:较|比|与)(?:上一?年度?|去年|20\d\d年)(?:同期|相比)?,?"
    r"(?:净)?(?P<way>增加|新增|增|多|减少|减|少)了?(?P<number>\d+)[项个件]"
)
_BECAME = as_pattern(
    rf"{_ROW}(?:也|均|已)?[由从](?:上一?年度?|去年|年初|20\d\d年度?)?(?:的|为)?(?P<first>\d+)[项个件](?:[,、])?"
    r"(?:增加?|扩大?|减少?|调整|压减|压缩|精简|变更?|提高|下降|上升|[升降])(?:到|至|为|成)(?:了)?(?P<last>\d+)[项个件]"
)


def changed_items(dossier: Dossier) -> Iterator[Outcome]:
    """行政许可事项较上年减1项 is what the cell 本年增/减 has, 由21项增至24项 what it makes of last year's."""
    yield from _became(dossier)
    for line in dossier.lines_for(_CHANGED):
        for told in _CHANGED.finditer(line.text):
            name = f"active.{_ROWS[told['row']]}.change"
            value = dossier.value(name)
            if value is None:
                continue
            number = int(told["number"]) * (-1 if told["way"] in ("减少", "减", "少") else 1)
            if value == number:
                yield PASSED
                continue
            label = cell_label(name)
            yield failed(
                dossier.finding(
                    "P103",
                    {"text": told[0], **apart(label)},
                    spans=[line.span(*told.span())],
                    facts=[name],
                    expected=value,
                    actual=number,
                    severity="warning",
                )
            )


def _became(dossier: Dossier) -> Iterator[Outcome]:
    """服务事项由21项增至24项: last year's items and the change of the form come to this year's."""
    for line in dossier.lines_for(_BECAME):
        for told in _BECAME.finditer(line.text):
            row = f"active.{_ROWS[told['row']]}"
            names = (f"{row}.previous_items", f"{row}.change")
            value = dossier.total(names)
            before, first, last = dossier.value(names[0]), int(told["first"]), int(told["last"])
            # Only where one of the two figures is the form's do both speak of one register.
            if value is None or (before not in (first, value) and value != last):
                continue
            if (before, value) == (first, last):
                yield PASSED
                continue
            slipped = value == last
            label = cell_label(names[0])
            if not slipped:
                label += f"+{cell_label(names[1]).rpartition('·')[2]}"
            yield failed(
                dossier.finding(
                    "P103",
                    {"text": told[0], **apart(label)},
                    spans=[line.span(*told.span())],
                    facts=names,
                    expected=before if slipped else value,
                    actual=first if slipped else last,
                    severity="warning",
                )
            )
