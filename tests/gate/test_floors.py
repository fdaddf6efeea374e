"""Quality floors: what was reached once is not lost silently.

`floors.json` holds the least allowed share for each figure of each set, and the sha256 of the set's
gold, so that a floor cannot be met by changing the question. A floor is lowered only with a line in
CHANGELOG.md under "Floors lowered" that says why; raising one needs no leave.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))
import quality  # noqa: E402 # the one evaluation, whether run by hand or as a gate

FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf-8"))

SETS = {
    "generated": (ROOT / "corpora" / "gold", "云渚省*.json", ROOT / "corpora"),
    "handwritten": (ROOT / "corpora" / "gold", "[枫苕]*.json", ROOT / "corpora"),
    "published cases": (ROOT / "corpora" / "gold", "[砚桐]*.json", ROOT / "corpora"),
    **{
        name: (ROOT / "corpora" / name / "gold", "*.json", ROOT / "corpora" / name)
        for name in ("heldout", *(f"heldout{number}" for number in range(2, 22)))
    },
    **{
        name: (
            ROOT.parent / "shared" / name / "gold",
            "*.json",
            ROOT.parent / "shared" / name,
        )
        for name in ("seeds", "real")
    },
}


def digest(golds: list[Path]) -> str:
    """One hash over the gold files of a set, in order of name."""
    whole = hashlib.sha256()
    for path in sorted(golds):
        whole.update(path.read_bytes())
    return whole.hexdigest()[:16]


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_no_figure_falls_below_its_floor(name: str) -> None:
    folder, pattern, texts = SETS[name]
    if not folder.is_dir():
        pytest.skip(f"{name}: the reports are not at hand here")
    golds = sorted(folder.glob(pattern))
    floors = FLOORS[name]
    assert digest(golds) == floors["sha256"], "the gold changed: measure anew and say so"
    tally = quality.evaluate(golds, texts)
    assert tally.reports == floors["reports"]
    fallen = {
        figure: (tally.shares[figure].value, floor)
        for figure, floor in floors["shares"].items()
        if tally.shares[figure].value < floor
    }
    assert not fallen
    assert tally.false_alarms <= floors["false_alarms"]
    assert tally.false_warnings <= floors["false_warnings"]
