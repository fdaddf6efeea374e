"""Floor 2: one figure told of each of several cells (未经复议直接起诉、复议后起诉各4件).

Takes folded text and its counts; gives a claim for every cell named, the last one's too. It must not see tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Claim, Count
from wenzhi.parse.figures.mentions import Page
from wenzhi.parse.figures.wordings import tables

_EACH = as_pattern(
    r"(?P<names>[^,;。:()\d#]{1,20}(?:[、和与及][^,;。:()、和与及\d#]{1,20})+?)(?:等)?(?:这)?(?:[两二三四](?:种|类|项|者|方面))?(?:的)?(?:案件|案|申请|情形|结果|决定)?"
    r"(?:各自?(?:[为有是占计得办收到理作出]|作出|均)*|(?:均|都|皆|同)[为是有]|一律为)$"
)
"""Before a figure: names of what it is told of, each by itself."""
_ALIKE = as_pattern("[各均都皆同]|一律")
"""Most figures have none of these before them, and names of several cells are long sought."""
_IN_TURN = as_pattern(r"[、和与及]\s*\d[\d,]*\s*[件宗起例份项]?(?=\s*[、和与及,;。()\n]|$)")
"""Behind a figure: another, bare, follows it, and each of the names has its own (维持、纠正各4件、1件)."""
_JOINT = as_pattern("[、和与及]")
_LEAD = as_pattern(
    "^(?:其中|分别|全年|本年度?|作出|办理|被|(?:因(?:政府)?信息公开)?(?:引发|提起|申请|发生)(?:的)?)+"
)
_KINDS = (("复议", "review"), ("诉讼", "litigation"))
_DECISIONS = as_pattern("结|审|判|驳回|调解")
_DECIDED = {"许可": "行政许可决定", "处罚": "行政处罚决定", "强制": "行政强制决定"}
_LONGEST = 60


def told_of_each(page: Page, counts: Sequence[Count]) -> Iterator[Claim]:
    """A claim for each of the cells that one figure is told of."""
    for index, count in enumerate(counts):
        if count.indicator is None or not count.value or count.approx is not None:
            continue
        if count.scope not in ("report_year", "unknown"):
            continue
        start = max(page.sentence_start(count.start), count.start - _LONGEST)
        before = page.text[start : count.start]
        said = _EACH.search(before) if _ALIKE.search(before) else None
        if said is None or _IN_TURN.match(page.text, count.end):
            continue
        names = _JOINT.split(_LEAD.sub("", said["names"]))
        facts = [_cell(name, count.indicator, said["names"]) for name in names]
        if None in facts or len(set(facts)) < len(facts):
            continue
        for fact in facts:
            if fact is not None:
                yield Claim(
                    text=page.text[start + said.start() : count.end],
                    start=start + said.start(),
                    end=count.end,
                    fact=fact,
                    value=count.value,
                    from_count=index,
                )


def _cell(name: str, indicator: str, said: str) -> str | None:
    """The cell that a name is of, beside the one of `indicator`, which the last of those `said` gave."""
    known = tables()
    head, _, last = indicator.rpartition(".")
    if head.startswith("litigation.") and last == "total":
        way = next((b for b in ("direct", "after_review") if known.blocks[b].search(name)), None)
        return f"litigation.{way}.total" if way else None
    if indicator in ("review.total", "litigation.total", "review.total+litigation.total"):
        outcome = next((row for row in known.outcomes if row.match.search(f"{said}#")), None)
        if outcome is None and _DECISIONS.search(said):
            return None
        block = next((block for kind, block in _KINDS if name.endswith(kind)), None)
        return f"{block}.{outcome.id if outcome else 'total'}" if block else None
    if head.split(".")[0] in ("review", "litigation"):
        outcome = next((row for row in known.outcomes if row.match.search(f"{name}#")), None)
        return f"{head}.{outcome.id}" if outcome else None
    if head.startswith("applications."):
        if last != "total":
            column = next((row for row in known.columns if row.match.search(f"{name}#")), None)
            return f"{head}.{column.id}" if column else None
        row = next(
            (one for one in known.rows if one.kind != "flow" and one.match.search(f"{name}#")), None
        )
        return f"applications.{row.id}.total" if row else None
    return _decided(name) if head.startswith("active.") else None


def _decided(name: str) -> str | None:
    """The cell of table two that a name is of in both forms."""
    words = next((full for word, full in _DECIDED.items() if name.endswith(word)), name)
    found = next(
        (ids for pattern, ids in tables().cells if pattern.search(f"{words}#")), ("", None)
    )
    return found[0] if found[0] == found[1] else None
