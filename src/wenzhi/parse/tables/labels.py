"""Floor 2: what a piece of text could be in an official table: row, head, group, title or nothing.

Takes short texts, gives a `Label` by the wording of both forms. Comparison is by the label's
ideographs alone: ordinals, brackets, blanks and Markdown never matter. It must not know where in a
document the text stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import Indel
from rapidfuzz.process import extractOne

from wenzhi.base.patterns import as_pattern
from wenzhi.parse.tables.forms import FORM_IDS, Form, OfficialForm, Row, TableName, load_form

_NUMERALS = "一二三四五六七八九十"
_ORDINAL = as_pattern(
    rf"[\s|*#>]*(?:\(\s*(?P<paren>[{_NUMERALS}]{{1,3}}|\d{{1,2}})\s*[)）]"
    rf"|(?P<plain>[{_NUMERALS}]{{1,3}})\s*(?:[、.,:]|\)|(?=\s))"
    rf"|(?P<arabic>\d{{1,2}})\s*(?:[、.,:)]|(?=\s*[\u4e00-\u9fff]))"
    r"|(?P<circled>[①-⑳]))"
)
_BARE_NUMERAL = as_pattern(rf"[{_NUMERALS}](?=[\u4e00-\u9fff]{{3}})")
_NOT_IDEOGRAPH = as_pattern(r"[^\u3400-\u9fff〇]+")
_TITLES: tuple[tuple[TableName, re.Pattern[str]], ...] = (
    ("review", as_pattern("行政复议.{0,12}(?:诉讼|应诉)|被申请行政复议|复议.{0,4}诉讼.{0,6}情况")),
    ("applications", as_pattern("(?:收到|受理).{0,14}申请|申请.{0,10}情况$|依申请公开.{0,8}情况")),
    ("active", as_pattern("主动公开.{0,12}情况|主动公开政府信息")),
)
# Words of the heads of table 二 that only one form has, as ideographs: wrapped heads keep some of them.
_FORM_WORDS: dict[str, tuple[str, ...]] = {
    "2019": ("制作数量", "公开数量", "公开总数", "上一年", "增减", "采购", "对外管理"),
    "2021": ("制发", "废止", "现行有效", "本年处理决定", "收费金额"),
}
_HEADS: dict[TableName, tuple[str, ...]] = {
    "active": (
        "信息内容",
        "本年新",
        "制作数量",
        "公开数量",
        "项目数量",
        "单位万元",
        "单位元",
        "单位",
    ),
    "applications": (
        "申请人情况",
        "法人或其他组织",
        "法人或者其他组织",
        "法人和其他组织",
        "自然人",
    ),
    "review": ("行政复议", "行政诉讼"),
}
_NOTE = "本列数据的勾稽关系"
_WEAK = frozenset({"总计", "合计", "其他", "其它", "其他处理", "其它处理", "公开", "办理结果总计"})
"""Row labels that are also heads or everyday words: they never show by themselves that here is a table."""

MIN_SIMILARITY = 0.55
"""Below this two labels have less than about half their ideographs in common; the closest pair of
different rows, 行政许可 and 行政处罚, has .50."""

ROW_SIMILARITY = 0.6
"""A mistyped label belongs to a table from here on; two wrong characters of six give .67."""

LONGEST_KEY = 45
"""Ideographs of the longest label, with room for the merged cells printed before it."""

ROW_TABLES: tuple[TableName, ...] = ("active", "applications")

SHORT_LABEL = 4
SHORT_SIMILARITY = 0.7
"""行政许可, 行政处罚, 行政检查 share half their characters: one wrong character of four gives .75."""

HEAD_SIMILARITY = 0.7
"""One wrong character of four gives .75; 结果维持 and 结果纠正 have .50."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a text could be. `anchors` are the tables whose row label (table 四: head) it exactly is."""

    key: str
    ordinal: str | None
    anchors: frozenset[TableName]
    rows: frozenset[str]
    heads: frozenset[TableName]
    title: TableName | None
    fragment: bool

    @property
    def known(self) -> bool:
        """Whether the official forms have this wording, whole or as a part of a label."""
        return bool(self.anchors or self.rows or self.heads or self.fragment)


@dataclass(frozen=True, slots=True)
class RowLabel:
    """A row of a form as labels are compared with it."""

    row: Row
    index: int
    ordinal: str | None
    keys: tuple[str, ...]
    least: float
    """The likeness from which a text may be this row's label."""
    opened: tuple[tuple[str | None, str], ...] = ()
    """Each merged cell before it with its ordinal, run on into the label: (三), 不予公开属于国家秘密."""
    ordinals: frozenset[str] = frozenset()
    """Its ordinal and those of the merged cells before it."""


class RowLabels:
    """The rows of table 二 or 三 of a form, with the wordings they are recognised by."""

    def __init__(self, form: Form, table: TableName) -> None:
        self.rows = tuple(_row_label(row, index) for index, row in enumerate(_rows(form, table)))
        self.exact: dict[str, tuple[int, ...]] = {}
        for label in self.rows:
            for key in label.keys:
                self.exact[key] = (*self.exact.get(key, ()), label.index)
        self.whole = frozenset(label.keys[0] for label in self.rows)
        self.alike = lru_cache(maxsize=8192)(self._alike)

    def _alike(self, key: str, printed: str | None) -> tuple[tuple[int, float], ...]:
        """Rows whose label the ideographs `key` may be, with the likeness of each."""
        scores = ((row.index, similar_row(key, printed, row)) for row in self.rows)
        return tuple((index, score) for index, score in scores if score >= self.rows[index].least)


@lru_cache(maxsize=16384)
def ideographs(text: str) -> str:
    """The ideographs of `text` without a leading ordinal: what labels are compared by."""
    plain = text.replace("<br>", "").replace("\\n", "")
    match = _ORDINAL.match(plain)
    return _NOT_IDEOGRAPH.sub("", plain[match.end() :] if match else plain)


def ordinal(text: str) -> str | None:
    """The ordinal in front of a label, as printed: 一, （一） and 1 differ."""
    match = _ORDINAL.match(text)
    if match is None:
        return None
    if match["paren"]:
        return f"({match['paren']})"
    return match["plain"] or match["arabic"] or None


@lru_cache(maxsize=16384)
def classify(text: str) -> Label:
    """What `text` (folded, trimmed) could be by both forms' wording."""
    key = ideographs(text)
    words = _lexicon()
    if key not in words.rows and key not in words.heads and _BARE_NUMERAL.match(key):
        key = key[1:] if key[1:] in words.rows else key
    rows = words.rows.get(key, frozenset())
    anchors = words.anchors.get(key, frozenset())
    heads = words.heads.get(key, frozenset())
    if not heads and _NOTE in key:
        heads = frozenset(("applications",))
    return Label(
        key=key,
        ordinal=ordinal(text),
        anchors=anchors,
        rows=rows,
        heads=heads,
        title=None if rows or heads or len(key) < 6 else _title(key),
        fragment=bool(key) and len(key) <= 40 and key in words.everything,
    )


@cache
def row_labels(form_id: OfficialForm, table: TableName) -> RowLabels:
    """The labels of the rows of table 二 or 三 of a form."""
    return RowLabels(load_form(form_id), table)


def _row_label(row: Row, index: int) -> RowLabel:
    keys = _row_keys(row)
    short = min(map(len, keys)) <= SHORT_LABEL
    least = SHORT_SIMILARITY if short else MIN_SIMILARITY
    heads = [_folded(group) for group in row.groups]
    opened = tuple((ordinal(head), ideographs(head) + keys[0]) for head in heads)
    own = ordinal(_folded(row.label))
    ordinals = frozenset(one for one in (own, *(number for number, _ in opened)) if one)
    return RowLabel(row, index, own, keys, least, opened, ordinals)


@lru_cache(maxsize=65536)
def similarity(text: str, label: str) -> float:
    """How surely the ideographs `text` are those of `label`, 0–1: 1 is equality.

    The share of common ideographs (indel ratio); more where one wholly contains the other, since
    labels are shortened (本年新收) or follow pieces of a merged cell (不予公开属于国家秘密).
    """
    ratio = Indel.normalized_similarity(text, label)
    if len(text) >= 4 and text in label:
        return max(ratio, 0.65 + 0.35 * len(text) / len(label))
    if len(label) >= 4 and text.endswith(label):
        return max(ratio, 0.70 + 0.30 * len(label) / len(text))
    if min(len(text), len(label)) <= 2 and ratio < 0.8:
        return 0.0
    return ratio


@lru_cache(maxsize=16384)
def similar_head(key: str, table: TableName) -> str | None:
    """The head of `table` that the ideographs `key` are, allowing for a mistyped character or so."""
    if key in _head_keys(table):
        return key
    if len(key) < 3:
        return None
    found = extractOne(
        key,
        _head_keys(table),
        scorer=Indel.normalized_similarity,
        score_cutoff=HEAD_SIMILARITY,
    )
    return found[0] if found else None


@cache
def _head_keys(table: TableName) -> tuple[str, ...]:
    return tuple(sorted(key for key, tables in _lexicon().heads.items() if table in tables))


def similar_row(key: str, ordinal_: str | None, label: RowLabel) -> float:
    """The best similarity of `key` to any wording of a row; an equal ordinal speaks for it."""
    best = max(similarity(key, known) for known in label.keys)
    if ordinal_ is None or best < MIN_SIMILARITY:
        return best
    return best + (0.06 if ordinal_ == label.ordinal else -0.04)


def like_a_row(text: str) -> bool:
    """Whether `text` could be the label of a row of table 二 or 三 in either form."""
    label = classify(text)
    if label.rows or len(label.key) > LONGEST_KEY:
        return bool(label.rows)
    return any(
        score >= ROW_SIMILARITY
        for form in FORM_IDS
        for table in ROW_TABLES
        for _, score in row_labels(form, table).alike(label.key, label.ordinal)
    )


def form_words(text: str) -> dict[str, int]:
    """How many head words of table 二 that only one form has are in `text` (ideographs)."""
    return {form: sum(word in text for word in words) for form, words in _FORM_WORDS.items()}


def _title(key: str) -> TableName | None:
    return next((table for table, pattern in _TITLES if pattern.search(key)), None)


@dataclass(frozen=True, slots=True)
class _Lexicon:
    rows: dict[str, frozenset[str]]
    anchors: dict[str, frozenset[TableName]]
    heads: dict[str, frozenset[TableName]]
    everything: str


@cache
def _lexicon() -> _Lexicon:
    rows: dict[str, set[str]] = {}
    anchors: dict[str, set[TableName]] = {}
    heads: dict[str, set[TableName]] = {}
    everything: set[str] = set()
    for form_id in FORM_IDS:
        form = load_form(form_id)
        for table in ROW_TABLES:
            for row in _rows(form, table):
                for key in _row_keys(row):
                    rows.setdefault(key, set()).add(row.id)
                    if key not in _WEAK:
                        anchors.setdefault(key, set()).add(table)
        for name, text in _head_texts(form):
            heads.setdefault(ideographs(_folded(text)), set()).add(name)
    for block in ("未经复议直接起诉", "复议后起诉", "结果维持", "结果纠正", "尚未审结"):
        anchors.setdefault(block, set()).add("review")
    everything |= set(rows) | set(heads)
    return _Lexicon(
        {key: frozenset(value) for key, value in rows.items()},
        {key: frozenset(value) for key, value in anchors.items()},
        {key: frozenset(value) for key, value in heads.items()},
        "\n".join(sorted(everything)),
    )


def _head_texts(form: Form) -> list[tuple[TableName, str]]:
    texts: list[tuple[TableName, str]] = []
    for name, words in _HEADS.items():
        texts += [(name, word) for word in words]
    for block in form.active.blocks:
        texts.append(("active", block.clause))
        texts += [("active", column.label) for column in block.columns]
        texts += [("active", alias) for column in block.columns for alias in column.aliases]
    texts.append(("applications", form.applications.note))
    texts += [("applications", head) for head in form.applications.heads]
    texts += [("applications", column.label) for column in form.applications.columns]
    texts += [("applications", group) for row in form.applications.rows for group in row.groups]
    texts += [("review", block.label) for block in form.review.blocks]
    texts += [("review", column.label) for column in form.review.columns]
    return texts


def _rows(form: Form, table: TableName) -> tuple[Row, ...]:
    if table == "applications":
        return form.applications.rows
    return tuple(row for block in form.active.blocks for row in block.rows)


def _row_keys(row: Row) -> tuple[str, ...]:
    keys = (ideographs(_folded(text)) for text in (row.label, *row.aliases))
    return tuple(dict.fromkeys(keys))


def _folded(text: str) -> str:
    return text.translate(str.maketrans("（），：；．", "(),:;."))
