"""Floor 3: rules of family F: the form and its cells, one by one.

They say what stands in a cell, never what ought to: blank, dash and zero are three different things.
Findings are gathered by table, so that an empty table is one finding and not a hundred and fifty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence, Set
from functools import partial

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Fact, Section, Severity, Span, Verdict
from wenzhi.checks.dossier import MOST_FACTS, Dossier
from wenzhi.checks.forms import active_cells, cell_label, table_of
from wenzhi.checks.rule import PASSED, Outcome, failed, rule, unjudged, without_form

TABLES = {
    "active": ("表二（主动公开）", "table two (active disclosure)"),
    "applications": ("表三（依申请公开）", "table three (applications)"),
    "review": ("表四（复议诉讼）", "table four (reviews and litigation)"),
}

_AMOUNTS = frozenset({"active.fees.amount", "active.procurement.amount"})
"""Cells that hold money: the only ones that may have decimals."""
_LOST = "该行缺少单元格或两处表格不一致 / a cell of the row was lost, or two copies disagree"


def _gather(
    dossier: Dossier,
    code: str,
    find: Callable[[str], Sequence[Fact]],
    verdict: Verdict = "fail",
    *,
    weigh: Callable[[Sequence[Fact]], Severity | None] = lambda cells: None,
) -> Iterator[Outcome]:
    """One outcome for each table that was read: the cells that `find` gives for it, or a pass."""
    tables = dossier.tables
    if not tables:
        raise without_form(dossier, "没有读到表格 / no official table was read")
    for table in TABLES:
        if table not in tables:
            continue
        cells = find(table)
        if not cells:
            yield PASSED
        else:
            yield _outcome(dossier, code, table, cells, verdict, weigh(cells))


def _malformed(dossier: Dossier, wanted: Callable[[Fact], bool]) -> Callable[[str], list[Fact]]:
    """What `_gather` looks for among the cells that are no plain number."""
    return lambda table: [fact for fact in dossier.cells_in(table, "malformed") if wanted(fact)]


def _outcome(
    dossier: Dossier,
    code: str,
    table: str,
    cells: Sequence[Fact],
    verdict: Verdict,
    severity: Severity | None = None,
) -> Outcome:
    zh, en = TABLES[table]
    names = list(dict.fromkeys(fact.id for fact in cells))
    finding = dossier.finding(
        code,
        {"place": zh, "where": en, "n": len(names), "raw": _shown(cells)},
        facts=names[:MOST_FACTS],
        spans=dossier.spans(names[:MOST_FACTS]),
        actual=_shown(cells),
        verdict=verdict,
        severity=severity,
    )
    return failed(finding) if verdict == "fail" else unjudged(_LOST, finding)


def _shown(cells: Sequence[Fact]) -> str:
    """What stands in the cells, the first few different ones."""
    raws = dict.fromkeys((fact.raw or "").strip() for fact in cells)
    return "、".join([raw for raw in raws if raw][:3]) or "空白"


_ONE_CELL = as_pattern(r"[-+]?[\d０-９][\d０-９,，.]*")
"""What one cell holds; a row in doubt is several numbers."""
_IDEOGRAPHS = as_pattern(r"[\u4e00-\u9fff]")
_ONE_WORD = ("略", "缺", "未", "否")
"""Single ideographs that are words and no numeral."""
_WORDS = 2
"""Ideographs from which on a cell holds words: one alone is a unit or a numeral."""


@rule("F101")
def table_missing(dossier: Dossier) -> Iterator[Outcome]:
    """Each of the three official tables is there.

    One that is not read may be an image; not where the other two are text, its section stands without it,
    and neither the section nor the reading of the file shows a picture or an annex.
    """
    if dossier.report.meta.form not in ("2019", "2021"):
        raise without_form(
            dossier, "未识别到 2019 或 2021 年格式 / no official form was recognised"
        )
    for table, (zh, en) in TABLES.items():
        if table in dossier.tables:
            yield PASSED
            continue
        section = _left_without(dossier, table)
        finding = dossier.finding(
            "F101",
            {"place": zh, "where": en},
            spans=[(section.start, section.start + len(section.heading or ""))] if section else (),
            verdict="fail" if section else "unjudged",
        )
        yield (
            failed(finding)
            if section
            else unjudged("表格可能是图片 / the table may be an image", finding)
        )


_ELSEWHERE = as_pattern("略|图|附件|附表|扫描|另行|链接|点击|下载|详见(?!下表|表)|后附")
"""A section without its table says that it stands elsewhere or is no text."""
_LONGEST_LEFT = 400
"""Characters of a section from which on it may hold a table that was not read as one."""


def _left_without(dossier: Dossier, table: str) -> Section | None:
    """The section whose table is gone where nothing but the table is."""
    source = dossier.report.source
    if len(dossier.tables) < len(TABLES) - 1 or any(
        "图" in told for told in (*source.omitted, *source.warnings)
    ):
        return None
    sections = [one for one in dossier.report.sections if one.kind == table and one.heading]
    if len(sections) != 1:
        return None
    body = dossier.flat[sections[0].start + len(sections[0].heading or "") : sections[0].end]
    # Of a section that holds nothing at all D103 tells.
    shown = not body.strip() or _ELSEWHERE.search(body) or len(body) > _LONGEST_LEFT
    return None if shown else sections[0]


@rule("F102")
def blank_cells(dossier: Dossier) -> Iterator[Outcome]:
    """No cell is left blank.

    Where all five cells of a block of table four are, the organ left out what did not occur: a slip of form.
    """
    blanks = partial(dossier.cells_in, state="blank")
    yield from _gather(dossier, "F102", blanks, weigh=partial(_weigh_blanks, dossier))


_DECLARED = as_pattern(
    r"(?:空格|空白|空缺|空着|未填|留空|不填)[^。;,\d]{0,8}(?:为|即|表示|视为|视同|按|代表|是|作)\s*(?:0|零|无)"
)
"""The report says what its blanks mean."""


def _weigh_blanks(dossier: Dossier, cells: Sequence[Fact]) -> Severity | None:
    """Info where blanks are no slip: the report says what they mean, the table shows no 0 at all, or
    they are whole blocks of table four beside blocks that are filled."""
    if _DECLARED.search(dossier.flat) or _of_no_power(dossier, cells):
        return "info"
    table = table_of(cells[0].id)
    if len(cells) >= _MANY_BLANKS and not dossier.cells_in(table, "zero"):
        return "info"
    blank = Counter(fact.id.rpartition(".")[0] for fact in cells)
    if any(block not in _BLOCKS or n < _BLOCK_CELLS for block, n in blank.items()):
        return None
    return "info" if len(blank) < len(_BLOCKS) else None


def _of_no_power(dossier: Dossier, cells: Sequence[Fact]) -> bool:
    """Whether only the whole row of 规章 is blank in the report of an organ that can make none.

    Rules are made by ministries, provinces and cities with districts (立法法 Arts. 91, 93): a county's or
    a township's organ has nothing to put there.
    """
    own = {f"active.rules.{column}" for column in ("issued", "repealed", "in_force")}
    older = {f"active.rules.{column}" for column in ("made", "published", "published_total")}
    meta = dossier.report.meta
    powerless = meta.level == "township" or meta.organ_kind in ("street", "town")
    return powerless and {fact.id for fact in cells} in (own, older)


_BLOCKS = ("review", "litigation.direct", "litigation.after_review")
_MANY_BLANKS = 20
"""Blank cells from which on a table without any 0 leaves out what did not occur. Own judgement."""
_BLOCK_CELLS = 5
"""Maintained, corrected, other, pending and total: the cells of a block of table four."""


@rule("F103")
def dashes(dossier: Dossier) -> Iterator[Outcome]:
    """Zero is written 0, not / or 无; a dash or two in rows of numbers is a slip."""
    dashes_of = partial(dossier.cells_in, state="dash")
    yield from _gather(dossier, "F103", dashes_of, weigh=partial(_weigh_dashes, dossier))


_FEW_DASHES = 3
"""Dashes of a table up to which they are slips; more are how the office writes zero. Own judgement."""


def _weigh_dashes(dossier: Dossier, cells: Sequence[Fact]) -> Severity | None:
    """A warning where a few dashes stand among numbers that they may hide one of.

    A row of dashes, or of dashes and zeros, does not apply to the organ; but documents in force are counted
    from year to year. The older table two asks for a change on last year, which many an office has none of.
    """
    counted = {count.indicator for count in dossier.report.counts if count.value}
    if len(cells) <= _FEW_DASHES and any(fact.id in counted for fact in cells):
        return "warning"  # the prose tells how many
    if len(cells) == 1 and _is_alone(dossier, cells[0]):
        return "warning"
    if len(cells) > _FEW_DASHES or any(fact.id in _OLDER for fact in cells):
        return None
    rows = Counter(_row_of(fact) for fact in cells)
    numbers = Counter(_row_of(fact) for fact in dossier.facts.values() if fact.value is not None)
    filled = {_row_of(fact) for fact in dossier.facts.values() if fact.value}
    stocks = {_row_of(fact) for fact in cells if fact.id.endswith(".in_force")}
    told = all(n <= numbers[row] and row in filled | stocks for row, n in rows.items())
    return "warning" if told else None


def _is_alone(dossier: Dossier, cell: Fact) -> bool:
    """Whether a dash is the only one of its column, or of the table on applications, and all else are numbers."""
    name = cell.id.rpartition(".")[2]
    if (cell.raw or "").strip() not in _DRAWN:
        return False
    if cell.id.startswith("applications."):
        rows = [one for one in dossier.facts.values() if one.id.startswith("applications.")]
        return all(one.value is not None for one in rows if one is not cell) and len(rows) > _FORM
    if cell.id not in _OLDER:
        return False
    column = [one for one in dossier.facts.values() if one.id.endswith(f".{name}")]
    others = [one for one in column if one is not cell]
    return len(others) >= _ROWS and all(one.value is not None for one in others)


_DRAWN = ("-", "－", "—", "–", "——", "--")
"""A sign that is a minus begun; / and 无 are how some write none."""
_ROWS = 3
_FORM = 100
"""The table on applications has more cells than that when it is read whole."""
_OLDER = frozenset(active_cells("2019"))


def _row_of(fact: Fact) -> str:
    return fact.id.rpartition(".")[0]


@rule("F104")
def odd_numbers(dossier: Dossier) -> Iterator[Outcome]:
    """A cell holds a number and nothing else; a unit beside a number of cases is a warning."""
    plain = _malformed(dossier, lambda fact: not _other_unit(fact) and not _worded(fact))
    yield from _gather(
        dossier,
        "F104",
        lambda table: [*plain(table), *filter(_bears_unit, dossier.cells[table])],
        weigh=lambda cells: "warning" if any(map(_is_no_number, cells)) else None,
    )


def _is_no_number(fact: Fact) -> bool:
    """Whether a cell has its unit in it, or a word that makes its number another: 486余, 约30, 12?."""
    if (fact.raw or "").strip() in _LETTERS:
        return fact.place is None or fact.place.confidence is None  # a scan may be misread
    return _bears_unit(fact) or (fact.value is None and _HEDGED.search(fact.raw or "") is not None)


_LETTERS = ("O", "o", "Ｏ")
"""A letter typed for nought."""
_HEDGED = as_pattern(r"\d[^\d]{0,3}[\u4e00-\u9fff?？~+≥≤]|[\u4e00-\u9fff≈>≥<≤~][^\d]{0,3}\d")


def _bears_unit(fact: Fact) -> bool:
    """Whether a cell is read as a number although it has its unit in it: 4件, 3.2万元 under 万元."""
    if fact.state not in ("ok", "zero") or fact.unit is None:
        return False
    return fact.id not in _AMOUNTS or (fact.id == _CHARGES and "万元" in (fact.raw or ""))


_CHARGES = "active.fees.amount"
"""Its column says 万元 in the heading; that of 政府集中采购 in the older form says no unit."""


@rule("F112")
def words_for_a_number(dossier: Dossier) -> Iterator[Outcome]:
    """A cell for a number holds no words instead (详见网站)."""
    yield from _gather(dossier, "F112", _malformed(dossier, _worded))
    text = dossier.report.text
    for start, end in dossier.report.tables:
        signs: list[Span] = []
        if _LETTER.search(dossier.flat, start, end):
            signs += [one.span() for one in _LETTER_FOR_FIGURE.finditer(dossier.flat, start, end)]
        if _NUMERAL_LAST.search(text, start, end):
            signs += [one.span("raw") for one in _NUMERAL_FOR_FIGURE.finditer(text, start, end)]
        for sign in signs:
            raw = text[slice(*sign)]
            finding = dossier.finding(
                "F112",
                {"place": "表格", "where": "a table", "n": 1, "raw": raw},
                spans=[sign],
                actual=raw,
            )
            yield failed(finding)


_NUMERAL_FOR_FIGURE = as_pattern(
    r"(?:(?<=\d[\t|])|(?<=\d[ ][|][ ])"
    r"|(?<=[\t|])(?=[^\S\n]*[零〇一二两三四五六七八九十百千]{1,5}[项件]?[^\S\n]*[\t|][^\S\n]*\d))"
    r"[^\S\n]*(?P<raw>[零〇一二两三四五六七八九十百千]{1,5}[项件]?)(?=[^\S\n]*(?:[\t|\n]|$))"
)
"""A Chinese numeral in a cell beside a cell with a number."""
_NUMERAL_LAST = as_pattern(r"[零〇一二两三四五六七八九十百千][项件]?[^\S\n]*(?:[\t|\n]|$)")
_LETTER = as_pattern("[OoIl]")
"""Without these no such numeral and no such letter need be looked for."""
_LETTER_FOR_FIGURE = as_pattern(
    r"(?<![A-Za-z0-9.\-_/])(?:\d+[OoIl]\d*|[OoIl]\d+)(?![A-Za-z0-9.\-_/])"
)
"""1O, l2: a letter where a figure of a number is due."""


def _worded(fact: Fact) -> bool:
    """Whether a malformed cell holds words from which no number can be read."""
    raw = (fact.raw or "").strip()
    worded = len(_IDEOGRAPHS.findall(raw)) >= _WORDS or raw in _ONE_WORD
    return fact.value is None and worded


@rule("F105")
def unit_in_cell(dossier: Dossier) -> Iterator[Outcome]:
    """An amount is in the unit of its column."""
    yield from _gather(dossier, "F105", _malformed(dossier, _other_unit))


def _other_unit(fact: Fact) -> bool:
    """Whether a malformed cell names a unit that its column (万元) does not have."""
    if fact.unit is None:
        return False
    return fact.unit != "万元" and not (fact.raw or "").strip().endswith("万元")


@rule("F106")
def impossible_numbers(dossier: Dossier) -> Iterator[Outcome]:
    """Counts are whole and not negative."""
    yield from _gather(
        dossier, "F106", lambda table: [fact for fact in dossier.cells[table] if _impossible(fact)]
    )


def _impossible(fact: Fact) -> bool:
    if not fact.value or (fact.value > 0 and fact.value % 1 == 0):
        return False  # nearly all
    if fact.state == "ambiguous" or fact.id.endswith(".change"):
        return False
    return fact.value < 0 or (fact.value % 1 != 0 and fact.id not in _AMOUNTS)


@rule("F107")
def lost_cells(dossier: Dossier) -> Iterator[Outcome]:
    """No row lost a cell: its numbers can be given to their columns. Reading may have lost it, too."""
    twice = _told_differently(dossier)
    yield from _gather(
        dossier,
        "F107",
        lambda table: [f for f in dossier.cells_in(table, "ambiguous") if f.id not in twice],
        "unjudged",
    )


@rule("F108")
def copies_disagree(dossier: Dossier) -> Iterator[Outcome]:
    """A table printed twice says the same both times."""
    if not dossier.tables:
        raise without_form(dossier, "没有读到表格 / no official table was read")
    twice = _told_differently(dossier)
    names = [name for name in dossier.facts if name in twice]
    if not names:
        yield PASSED
        return
    raws = [(dossier.facts[name].raw or "").strip() for name in names]
    again = [_in_the_other_copy(dossier, name) for name in names]
    told = [
        f"{raw} / {dossier.report.text[slice(*other)].strip()}" if other else raw
        for raw, other in zip(raws, again, strict=True)
    ]
    yield failed(
        dossier.finding(
            "F108",
            {"n": len(names), "place": cell_label(names[0]), "raw": raws[0] or "空白"},
            facts=names[:MOST_FACTS],
            spans=[*dossier.spans(names[:MOST_FACTS]), *(span for span in again if span)],
            actual="、".join(told[:3]),
        )
    )


_NUMBERS = as_pattern(r"(?<![\d.])[-+]?\d[\d,]*(?:\.\d+)?")


def _in_the_other_copy(dossier: Dossier, name: str) -> Span | None:
    """Where the cell stands in the second copy: the number of the same place among as many numbers.

    None where the copies are not laid out alike, so that counting along tells nothing.
    """
    fact = dossier.facts[name]
    if fact.start is None or fact.end is None:
        return None
    for start, end in dossier.report.tables:
        if not start <= fact.start < end:
            continue
        own = [match.span() for match in _NUMBERS.finditer(dossier.flat, start, end)]
        place = next((i for i, (a, b) in enumerate(own) if a < fact.end and fact.start < b), None)
        for left, right in dossier.report.tables:
            other = [match.span() for match in _NUMBERS.finditer(dossier.flat, left, right)]
            if place is not None and left != start and len(other) == len(own):
                return other[place]
    return None


def _told_differently(dossier: Dossier) -> Set[str]:
    """Cells in doubt because two copies of their table differ: each still has a place of its own.

    A row that lost a cell is one place for all its cells; a cell recognised in a picture is in doubt for
    that reason.
    """
    doubtful = [fact for fact in dossier.facts.values() if fact.state == "ambiguous"]
    shared = Counter(fact.start for fact in doubtful)
    return {
        fact.id
        for fact in doubtful
        if shared[fact.start] == 1
        and _ONE_CELL.fullmatch((fact.raw or "").strip())
        and (fact.place is None or fact.place.confidence is None)
    }
