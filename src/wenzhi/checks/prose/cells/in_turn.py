"""Floor 3: figures told 分别 of applicants, in another order than the cells of table three have them (P101).

自然人、商业企业、法律服务机构分别提出11件、4件、2件 where the table has 11, 2 and 4. Takes lines of prose and the
cells of what came in; it must not know scopes: the figures are the table's own, so that they are of what it counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wenzhi.base.patterns import as_pattern
from wenzhi.checks.dossier import Dossier
from wenzhi.checks.forms import APPLICANTS, apart, application, cell_label
from wenzhi.checks.rule import PASSED, Outcome, failed

_NAME = f"(?:{'|'.join(APPLICANTS)})"
_AND = "(?:、|,|和|及|与|以及)"
_IN_TURN = as_pattern(
    rf"(?P<who>{_NAME}(?:{_AND}{_NAME})+)(?:申请)?(?:分别|依次)(?:提出|提交|递交|申请|有|为|是|各)*(?:了)?"
    rf"(?P<figures>\d+[件宗](?:{_AND}\d+[件宗])+)"
)
_OTHERWISE = as_pattern("上一?年|去年|往年|结转|办结|答复|予以公开|不予")
"""In the sentence before: they are not of what came in this year."""


def told_in_turn(dossier: Dossier) -> Iterator[Outcome]:
    """Figures told in turn of kinds of applicants stand in the order of their cells."""
    for line in dossier.lines_for(_IN_TURN):
        for told in _IN_TURN.finditer(line.text):
            cells = [
                application("new_received", APPLICANTS[name])
                for name in re.findall(_NAME, told["who"])
            ]
            values = [dossier.value(cell) for cell in cells]
            figures = [int(figure) for figure in re.findall(r"\d+", told["figures"])]
            if values == figures:
                yield PASSED
            known = [value for value in values if value is not None]
            swapped = sorted(known) == sorted(figures) and len(known) == len(values)
            before = line.text[: told.start()].rpartition(";")[2]
            if values == figures or not swapped or _OTHERWISE.search(before.rpartition(",")[2]):
                continue
            wrong = next(at for at, value in enumerate(values) if value != figures[at])
            label = cell_label(cells[wrong])
            yield failed(
                dossier.finding(
                    "P101",
                    {"text": f"{figures[wrong]}件", **apart(label)},
                    spans=[line.span(*told.span())],
                    facts=cells,
                    expected=values[wrong],
                    actual=figures[wrong],
                    severity="warning",
                )
            )
