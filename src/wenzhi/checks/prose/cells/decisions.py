"""Floor 3: kinds of decisions told under one another's names, or a slip beside one told rightly (P103).

办理行政处罚412件 where the table has 412 permits and 9 penalties; 含许可67条、处罚41条 where it has 76 and 41.
Takes prose, counts and the cells of table two. It must not know scopes: the table's own number says what is meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count
from wenzhi.checks.dossier import Dossier
from wenzhi.checks.forms import apart, cell_label
from wenzhi.checks.readings import is_transposed
from wenzhi.checks.rule import PASSED, Outcome, failed

_CELLS = {
    "许可": "active.licensing.decisions",
    "处罚": "active.penalties.decisions",
    "强制": "active.coercion.decisions",
}
_LEAST = 10
"""Smaller numbers are alike by chance."""
_KIND = (
    r"(?:行政)?(?P<{}>许可|处罚|强制)(?:决定|信息|类|措施|结果)?[共有为计]?(?P<{}>\d+)[件条宗项]"
)
_PAIR = as_pattern(_KIND.format("one", "first") + "[、,和]" + _KIND.format("other", "second"))


def is_of_another_row(dossier: Dossier, count: Count) -> bool:
    """Whether a number of one kind of decisions is just what the table has of another."""
    if count.indicator not in _CELLS.values() or (count.value or 0) < _LEAST:
        return False
    same = [cell for cell in _CELLS.values() if dossier.value(cell) == count.value]
    return len(same) == 1 and same[0] != count.indicator


def slipped_decisions(dossier: Dossier) -> Iterator[Outcome]:
    """Of two kinds told side by side one is the table's, the other its figures in another order."""
    for line in dossier.lines_for(_PAIR):
        for told in _PAIR.finditer(line.text):
            cells = [_CELLS[told["one"]], _CELLS[told["other"]]]
            values = [dossier.value(cell) for cell in cells]
            numbers = [int(told["first"]), int(told["second"])]
            right = [value == number for value, number in zip(values, numbers, strict=True)]
            if all(right):
                yield PASSED
            if sum(right) != 1 or min(numbers) < _LEAST:
                continue
            wrong = right.index(False)
            value, place = values[wrong], line.span(*told.span(("first", "second")[wrong]))
            if value is None or not is_transposed(numbers[wrong], value, least=2):
                continue
            if any(
                one.start <= place[0] < one.end and one.indicator in _CELLS.values()
                for one in dossier.report.counts
            ):
                continue  # judged as any number of its cell is
            label = cell_label(cells[wrong])
            yield failed(
                dossier.finding(
                    "P103",
                    {"text": told[0], **apart(label)},
                    spans=[line.span(*told.span())],
                    facts=cells,
                    expected=value,
                    actual=numbers[wrong],
                    severity="warning",
                )
            )
