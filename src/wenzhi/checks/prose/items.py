"""Floor 3: by how many items a register is told to have grown or shrunk, against the 2019 form (P103).

Takes prose and the cells 本年增/减 of table two, which only that form has. It must not know counts: the
parser takes no difference for a cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wenzhi.checks.dossier import Dossier
from wenzhi.checks.forms import cell_label
from wenzhi.checks.rule import PASSED, Outcome, failed

_ROWS = {
    "行政许可": "licensing",
    "行政处罚": "penalties",
    "行政强制": "coercion",
    "行政事业性收费": "fees",
    "对外管理服务": "other_services",
}
_CHANGED = re.compile(
    rf"(?P<row>{'|'.join(_ROWS)})(?:类)?(?:事项|项目)(?:数量?|总数)?(?:[^,;。\d]{{0,4}})?(?:较|比|与)(?:上一?年度?|去年|20\d\d年)(?:同期|相比)?,?"
    r"(?:净)?(?P<way>增加|新增|增|多|减少|减|少)了?(?P<number>\d+)[项个件]"
)


def changed_items(dossier: Dossier) -> Iterator[Outcome]:
    """行政许可事项较上年减1项 is what the cell 本年增/减 has."""
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
                    {"text": told[0], "place": label, "near": label, "near_value": value},
                    spans=[line.span(*told.span())],
                    facts=[name],
                    expected=value,
                    actual=number,
                    severity="warning",
                )
            )
