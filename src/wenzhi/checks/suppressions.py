"""Floor 3: findings that people contest: which are marked as false alarms, and which marks serve no more.

Takes a judgement and entries (a `suppressions.toml`, or what a workbook says), gives the judgement with
the findings marked and the grounds judged without them. It never drops a finding, and it must not know
where outputs go.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import msgspec

from wenzhi.base.errors import UsageError
from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Finding, Judgement, Meta, Report, Suppressed, Suppression
from wenzhi.base.rules import catalogue
from wenzhi.checks.grounds import judge_grounds
from wenzhi.read.plain import decode
from wenzhi.text.normalize import squeezed

FILE_NAME = "suppressions.toml"
"""The file that is looked for beside a corpus, in the current folder and among the reports."""

_TABLE = "suppression"
_TOML_PLACE = as_pattern(r"line (?P<line>\d+), column (?P<column>\d+)")
"""Where the parser of TOML stopped, in its English message."""
_EXAMPLE = '[[suppression]]\nid = "…"\nreason = "…"'


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One `[[suppression]]` as it is written."""

    reason: str
    id: str | None = None
    code: str | None = None
    organ: str | None = None
    year: int | None = None
    evidence: str | None = None
    who: str | None = None
    when: str | None = None


def find_suppressions(folders: Iterable[Path]) -> Path | None:
    """The first `suppressions.toml` that lies directly in one of `folders`."""
    return next((f / FILE_NAME for f in folders if (f / FILE_NAME).is_file()), None)


def read_suppressions(path: Path) -> tuple[Suppression, ...]:
    """The entries of a `suppressions.toml`, in order.

    Raises UsageError (E220) naming the entry: no file, no TOML, an unknown field, no reason, or
    neither an id nor code, organ and year.
    """
    try:
        text = decode(path.read_bytes(), str(path)).text
        table = tomllib.loads(text)
    except OSError as error:
        raise _refused(f"打不开：{error.strerror}", str(path), "请检查路径") from error
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.search(str(error))
        at = f"（第 {place['line']} 行第 {place['column']} 字）" if place else ""
        raise _refused(f"不是合法的 TOML{at}", str(path), f"写法：\n{_EXAMPLE}") from error
    entries = table.get(_TABLE, [])
    strange = sorted(set(table) - {_TABLE})
    if strange or not isinstance(entries, list):
        told = "、".join(strange) or _TABLE
        raise _refused(f"看不懂 {told}", str(path), f"每条以 [[{_TABLE}]] 开头：\n{_EXAMPLE}")
    return tuple(_read(entry, path, number) for number, entry in enumerate(entries, 1))


def _read(raw: object, path: Path, number: int) -> Suppression:
    where = f"{path} 第 {number} 条"
    if isinstance(raw, dict):  # TOML has dates; people also write them as text
        raw = {key: str(v) if isinstance(v, date) else v for key, v in raw.items()}
    fault = _fault(raw)
    try:
        entry = None if fault else msgspec.convert(raw, _Entry, strict=False)
    except msgspec.ValidationError:
        fault = "看不懂"
    if entry is None:
        fields = "、".join(_Entry.__struct_fields__)
        hint = f"可用的项：{fields}；year 写四位数字，其余写在引号里：\n{_EXAMPLE}"
        raise _refused(fault, where, hint)
    if not entry.reason.strip():
        raise _refused("没有写理由", where, "reason 写明为什么是误报")
    if entry.id is None and None in (entry.code, entry.organ, entry.year):
        raise _refused(
            "没有说是哪个问题", where, "写 id（问题的指纹），或者 code、organ、year 三项都写"
        )
    return Suppression(
        reason=entry.reason.strip(),
        where=f"{path.name}#{number}",
        id=entry.id.strip() if entry.id is not None else None,
        code=entry.code.strip().upper() if entry.code is not None else None,
        organ=entry.organ,
        year=entry.year,
        evidence=entry.evidence,
        who=entry.who,
        when=entry.when,
    )


def _fault(raw: object) -> str:
    """What is wrong with how an entry is written; nothing where it can be understood."""
    if not isinstance(raw, dict):
        return "看不懂：不是一条"
    strange = sorted(set(raw) - set(_Entry.__struct_fields__))
    if strange:
        return f"有不认识的项：{'、'.join(strange)}"
    if "reason" not in raw:
        return "没有写理由：缺 reason 一项"
    for name, value in raw.items():
        if name == "year":
            if not str(value).isdecimal():
                return f"的 year 看不懂：{value}"
        elif not isinstance(value, str):
            return f"的 {name} 没有写在引号里：{value}"
    return ""


def _refused(message: str, where: str, hint: str) -> UsageError:
    return UsageError("E220", f"误报标记{message}", where=where, hint=hint)


class Suppressions:
    """Entries, found by the finding they mark; the first that fits counts."""

    def __init__(self, entries: Sequence[Suppression] = ()) -> None:
        self.entries = tuple(entries)
        self._by_id: dict[str, Suppression] = {}
        self._by_rule: dict[tuple[str, str, int], list[Suppression]] = {}
        for entry in entries:
            if entry.id is not None:
                self._by_id.setdefault(entry.id, entry)
            elif entry.code and entry.organ and entry.year:
                key = entry.code, squeezed(entry.organ), entry.year
                self._by_rule.setdefault(key, []).append(entry)

    def apply(self, report: Report, judgement: Judgement) -> Judgement:
        """`judgement` with marked findings, and the grounds as they are without these."""
        if not self.entries:
            return judgement
        findings = tuple(self._marked(report, one) for one in judgement.findings)
        if all(one.suppressed is None for one in findings):
            return judgement
        standing = [one for one in findings if one.suppressed is None]
        return msgspec.structs.replace(
            judgement, findings=findings, grounds=judge_grounds(standing, judgement.checked)
        )

    def entry_of(self, code: str, organ: str, year: int | None) -> Suppression | None:
        """The entry that marks rule `code` on an organ's year whatever its evidence."""
        entries = self._by_rule.get((code, squeezed(organ), year or 0), ())
        return next((entry for entry in entries if not entry.evidence), None)

    def _marked(self, report: Report, finding: Finding) -> Finding:
        entry = self._by_id.get(finding.id) or next(self._by_organ(report, finding), None)
        return (
            finding if entry is None else msgspec.structs.replace(finding, suppressed=mark(entry))
        )

    def _by_organ(self, report: Report, finding: Finding) -> Iterator[Suppression]:
        meta = report.meta
        for name in names_of(meta):
            for entry in self._by_rule.get((finding.code, name, meta.year or 0), ()):
                if _rests_on(report, finding, entry.evidence):
                    yield entry


def mark(entry: Suppression) -> Suppressed:
    """What a finding says of the entry that marks it."""
    return Suppressed(reason=entry.reason, where=entry.where, who=entry.who, when=entry.when)


def names_of(meta: Meta) -> tuple[str, ...]:
    """What an entry may call the organ of a report: its name or its id, blanks aside."""
    return tuple(dict.fromkeys(squeezed(n) for n in (meta.organization, meta.organ_id) if n))


def _rests_on(report: Report, finding: Finding, evidence: str | None) -> bool:
    if not evidence:
        return True
    cells = {fact.id: fact for fact in report.facts}
    spans = [*finding.spans]
    spans += [(report.counts[n].start, report.counts[n].end) for n in finding.counts]
    for name in finding.facts:
        fact = cells.get(name)
        if fact is not None and fact.start is not None and fact.end is not None:
            spans.append((fact.start, fact.end))
    return any(squeezed(evidence) in squeezed(report.text[start:end]) for start, end in spans)


def unused(
    entries: Iterable[Suppression],
    used: Collection[str],
    years_of: Mapping[str, Collection[int | None]] | None = None,
    codes: Collection[str] | None = None,
) -> tuple[Suppression, ...]:
    """The entries whose `where` is not among `used`, of those that could have served.

    `years_of` tells of which organs (`names_of`) which years were looked at, None that everything was;
    `codes` are the rules that were asked for. An entry that names no organ could always have served.
    """
    return tuple(
        entry
        for entry in entries
        if entry.where not in used and _asked(entry, codes) and _looked_at(entry, years_of)
    )


def _asked(entry: Suppression, codes: Collection[str] | None) -> bool:
    """Whether the entry's rule was asked for; a rule that does not exist marks nothing ever."""
    known = codes is not None and entry.code in catalogue()
    return not known or entry.code in (codes or ())


def _looked_at(entry: Suppression, years_of: Mapping[str, Collection[int | None]] | None) -> bool:
    if years_of is None or entry.organ is None:
        return True
    years = years_of.get(squeezed(entry.organ), ())
    return bool(years) if entry.year is None else entry.year in years
