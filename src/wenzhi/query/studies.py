"""Floor 6: coding studies: a blind sample to be coded by people, and how far the coders agree.

A sample is drawn in strata, in proportion to their size, by hashes of a seed: the same seed draws the
same texts on any machine. The sheet shows the text alone; whose it is and what wenzhi says of it is in the
key beside it.

Sources: J. Cohen (1960) for κ; J. Fleiss, J. Cohen and B. Everitt (1969) for its large-sample standard
error; E. B. Wilson (1927) for the interval of a share.
"""

from __future__ import annotations

import csv
import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Literal, TypeAlias

import msgspec

from wenzhi.base.errors import QueryError
from wenzhi.query.answer import Cell
from wenzhi.query.frequency import GROUPS, check_groups
from wenzhi.query.hits import choose_reports
from wenzhi.query.session import Session

Unit: TypeAlias = Literal["sentence", "problem", "measure", "narrative", "finding"]
UNITS: tuple[Unit, ...] = ("sentence", "problem", "measure", "narrative", "finding")

STANDS = "成立"
"""What wenzhi says of each of its findings: coders write it, or 不成立."""

Z95 = 1.959963984540054
"""The 0.975 quantile of the standard normal distribution."""

_SHEET = ("id", "text", "label", "note")
_KEY = ("id", "stratum", "weight", "report_id", "organization", "year", "start", "end", "wenzhi")

_DRAWN: dict[Unit, str] = {
    "sentence": 'SELECT report_id, start, "end", text, "class" AS said FROM sentences',
    "problem": "SELECT report_id, start, \"end\", text, kind AS said FROM regions WHERE kind = 'problem'",
    "measure": "SELECT report_id, start, \"end\", text, kind AS said FROM regions WHERE kind = 'measure'",
    "narrative": 'SELECT report_id, start, "end", text, NULL AS said FROM sections '
    "WHERE kind = 'problems'",
    "finding": 'SELECT report_id, spans[1].start AS start, spans[1].end AS "end", '
    "code || ' ' || message_zh || coalesce('：' || excerpt, '') AS text, "
    f"'{STANDS}' AS said "
    "FROM findings WHERE verdict = 'fail'",
}


class Drawn(msgspec.Struct, frozen=True):
    """One text of a sample. `weight` is how many texts of its stratum it stands for."""

    id: str
    text: str
    stratum: str
    weight: float
    report_id: str
    organization: str | None
    year: int | None
    start: int | None
    end: int | None
    said: str | None


class Agreement(msgspec.Struct, frozen=True):
    """Two coders, or the coders' majority and wenzhi. `low` to `high` is a 95 % interval.

    `kappa` is null where both use one and the same label only.
    """

    a: str
    b: str
    n: int
    agreed: int
    share: float
    share_low: float
    share_high: float
    kappa: float | None
    kappa_low: float | None
    kappa_high: float | None


class Disagreement(msgspec.Struct, frozen=True):
    """A text that is not labelled the same by all; `labels` by coder."""

    id: str
    text: str
    labels: dict[str, str]


class Rate(msgspec.Struct, frozen=True):
    """How often wenzhi errs with one label, by the coders' majority, with 95 % intervals (Wilson).

    `false_rate` is the share of texts that wenzhi gives the label and the coders do not, `missed_rate` of
    texts that the coders give it and wenzhi does not; null where there is none to err with.
    """

    label: str
    said: int
    false: int
    false_rate: float | None
    false_low: float
    false_high: float
    coded: int
    missed: int
    missed_rate: float | None
    missed_low: float
    missed_high: float


class Study(msgspec.Struct, frozen=True):
    """What came back: agreements pair by pair, disagreements, texts that not all have labelled.

    `rates` tell wenzhi's errors label by label where its key was given.
    """

    coders: tuple[str, ...]
    pairs: tuple[Agreement, ...]
    disagreements: tuple[Disagreement, ...]
    unlabelled: int
    rates: tuple[Rate, ...] = ()


def draw_sample(
    session: Session,
    size: int,
    seed: int,
    *,
    unit: Unit = "sentence",
    by: Sequence[str] = ("year",),
    where: str | None = None,
) -> tuple[Drawn, ...]:
    """`size` texts in strata of `by`, in an order that tells nothing. All of them where there are fewer.

    Raises QueryError (E605 condition, E608 stratum or unit).
    """
    check_groups(by)
    if unit not in UNITS or "section" in by:
        raise QueryError("E608", "不能这样抽样", where=unit, hint="单位：" + "、".join(UNITS))
    chosen = choose_reports(session, where)
    stratum = " || ' · ' || ".join(f"coalesce(CAST({GROUPS[one]} AS VARCHAR), '?')" for one in by)
    rows = session.rows(
        f'SELECT {stratum or repr("all")}, x.report_id, r.organization, r.year, x.start, x."end", '
        f"x.text, x.said FROM ({_DRAWN[unit]}) x JOIN folded f USING (report_id) "
        f"SEMI JOIN {chosen} c ON c.report = f.report JOIN reports r ON r.report_id = x.report_id"
    )
    strata: dict[str, list[Drawn]] = {}
    for name, report_id, organ, year, start, end, text, said in rows:
        mark = hashlib.sha256(f"{seed}|{report_id}|{start}|{end}|{text}".encode()).hexdigest()
        one = Drawn(
            id=mark[:12],
            text=str(text),
            stratum=str(name),
            weight=1.0,
            report_id=str(report_id),
            organization=None if organ is None else str(organ),
            year=_number(year),
            start=_number(start),
            end=_number(end),
            said=None if said is None else str(said),
        )
        strata.setdefault(str(name), []).append(one)
    shares = allot({name: len(texts) for name, texts in strata.items()}, size)
    drawn = [
        msgspec.structs.replace(one, weight=len(texts) / shares[name])
        for name, texts in strata.items()
        for one in sorted(texts, key=lambda one: one.id)[: shares[name]]
    ]
    return tuple(sorted(drawn, key=lambda one: one.id))


def _number(cell: Cell) -> int | None:
    return None if cell is None else int(cell)


def allot(sizes: Mapping[str, int], total: int) -> dict[str, int]:
    """How many of each stratum: in proportion, by largest remainders, never more than there are."""
    whole = sum(sizes.values())
    total = min(total, whole)
    exact = {name: total * size / whole for name, size in sizes.items()} if whole else {}
    given = {name: int(part) for name, part in exact.items()}
    rest = sorted(exact, key=lambda name: (given[name] - exact[name], name))
    for name in rest[: total - sum(given.values())]:
        given[name] += 1
    return given


def write_sample(drawn: Sequence[Drawn], path: Path) -> tuple[Path, Path]:
    """The blind sheet, and its key beside it: `NAME.key.csv`. Labels of people are never overwritten.

    Raises QueryError (E614) where the sheet is there already.
    """
    if path.exists():
        raise QueryError(
            "E614", "编码表已经存在，里面可能有人填了", where=str(path), hint="换一个文件名"
        )
    key = path.with_name(f"{path.stem}.key.csv")
    _write(path, _SHEET, ((one.id, one.text, "", "") for one in drawn))
    _write(
        key,
        _KEY,
        (
            (
                one.id,
                one.stratum,
                f"{one.weight:.6g}",
                one.report_id,
                one.organization,
                one.year,
                one.start,
                one.end,
                one.said,
            )
            for one in drawn
        ),
    )
    return path, key


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        for row in rows:
            writer.writerow([_harmless(cell) for cell in row])


def _harmless(cell: object) -> object:
    """A text that a spreadsheet would run as a formula is quoted."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@")) else cell


def read_study(sheets: Sequence[Path], key: Path | None = None) -> Study:
    """Compare sheets that coders have filled in, named by their files, and with `key` wenzhi's labels.

    Only texts that both sides have labelled count. Wenzhi is compared with the label that most coders
    gave; where none is in front there is none. Raises QueryError (E614).
    """
    coded = {path.stem: _labels(path) for path in sheets}
    texts = {line["id"]: line["text"] for path in sheets for line in _lines(path, "text")}
    pairs = [agree(a, b, coded[a], coded[b]) for a, b in combinations(sorted(coded), 2)]
    rates: tuple[Rate, ...] = ()
    if key is not None:
        said = {line["id"]: line["wenzhi"] for line in _lines(key, "wenzhi") if line["wenzhi"]}
        judged = _majority(coded.values())
        pairs.append(agree("coders", "wenzhi", judged, said))
        rates = error_rates(judged, said)
    every = sorted(texts)
    differing = []
    for one in every:
        labels = {name: found[one] for name, found in sorted(coded.items()) if one in found}
        if len(set(labels.values())) > 1:
            differing.append(Disagreement(one, texts[one], labels))
    return Study(
        coders=tuple(sorted(coded)),
        pairs=tuple(pairs),
        disagreements=tuple(differing),
        unlabelled=sum(any(one not in found for found in coded.values()) for one in every),
        rates=rates,
    )


def error_rates(judged: Mapping[str, str], said: Mapping[str, str]) -> tuple[Rate, ...]:
    """Wenzhi's errors by label, of the texts that both sides have labelled."""
    both = sorted(set(judged) & set(said))
    rates = []
    for label in sorted({judged[one] for one in both} | {said[one] for one in both}):
        given = [one for one in both if said[one] == label]
        true = [one for one in both if judged[one] == label]
        false = sum(judged[one] != label for one in given)
        missed = sum(said[one] != label for one in true)
        rates.append(
            Rate(
                label,
                len(given),
                false,
                false / len(given) if given else None,
                *wilson(false, len(given)),
                len(true),
                missed,
                missed / len(true) if true else None,
                *wilson(missed, len(true)),
            )
        )
    return tuple(rates)


def _lines(path: Path, column: str) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _unreadable(path, str(error)) from error
    if not lines or not {"id", column} <= set(lines[0]):
        raise _unreadable(path, f"缺少 id 或 {column} 一列")
    return lines


def _unreadable(path: Path, why: str) -> QueryError:
    return QueryError(
        "E614",
        f"读不出编码表：{why}",
        where=str(path),
        hint="它应由 corpus sample 写出，存成 UTF-8 的 CSV",
    )


def _labels(path: Path) -> dict[str, str]:
    lines = _lines(path, "label")
    return {line["id"]: line["label"].strip() for line in lines if (line["label"] or "").strip()}


def _majority(coded: Iterable[Mapping[str, str]]) -> dict[str, str]:
    votes: dict[str, Counter[str]] = {}
    for labels in coded:
        for one, label in labels.items():
            votes.setdefault(one, Counter())[label] += 1
    first = {one: counted.most_common(2) for one, counted in votes.items()}
    return {
        one: best[0][0] for one, best in first.items() if len(best) < 2 or best[0][1] > best[1][1]
    }


def agree(a: str, b: str, one: Mapping[str, str], other: Mapping[str, str]) -> Agreement:
    """How far two codings of the same texts agree."""
    both = sorted(set(one) & set(other))
    pairs = Counter((one[text], other[text]) for text in both)
    n = len(both)
    agreed = sum(count for (left, right), count in pairs.items() if left == right)
    low, high = wilson(agreed, n)
    kappa, error = _kappa(pairs, n)
    known = kappa is not None and error is not None
    return Agreement(
        a=a,
        b=b,
        n=n,
        agreed=agreed,
        share=agreed / n if n else 0.0,
        share_low=low,
        share_high=high,
        kappa=kappa,
        kappa_low=kappa - Z95 * error if known else None,  # type: ignore[operator]
        kappa_high=min(1.0, kappa + Z95 * error) if known else None,  # type: ignore[operator]
    )


def wilson(found: int, n: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share; the whole range where there is nothing."""
    if n == 0:
        return 0.0, 1.0
    share, square = found / n, Z95 * Z95
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = Z95 / (1 + square / n) * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def _kappa(pairs: Counter[tuple[str, str]], n: int) -> tuple[float | None, float | None]:
    """κ and its large-sample standard error (Fleiss, Cohen and Everitt 1969, formula 13)."""
    if n == 0:
        return None, None
    share = {pair: count / n for pair, count in pairs.items()}
    labels = sorted({label for pair in share for label in pair})
    rows = {one: sum(share.get((one, other), 0.0) for other in labels) for one in labels}
    columns = {one: sum(share.get((other, one), 0.0) for other in labels) for one in labels}
    observed = sum(share.get((one, one), 0.0) for one in labels)
    expected = sum(rows[one] * columns[one] for one in labels)
    if expected >= 1.0:
        return None, None
    kappa = (observed - expected) / (1 - expected)
    on = sum(
        share.get((one, one), 0.0) * (1 - (rows[one] + columns[one]) * (1 - kappa)) ** 2
        for one in labels
    )
    off = sum(
        part * (columns[left] + rows[right]) ** 2
        for (left, right), part in share.items()
        if left != right
    )
    rest = (kappa - expected * (1 - kappa)) ** 2
    variance = (on + (1 - kappa) ** 2 * off - rest) / (n * (1 - expected) ** 2)
    return kappa, math.sqrt(max(0.0, variance))
