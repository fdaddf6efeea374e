"""Floor 3: rules D9xx: was the report published in time.

A signature is not a publication: later than the deadline proves lateness, earlier proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Finding, Severity, Span
from wenzhi.checks.deadlines import (
    NEW_STATUTE_SINCE,
    deadline,
    latest_possible,
    period_year,
    read_date,
)
from wenzhi.checks.dossier import Dossier
from wenzhi.checks.rule import PASSED, CannotRun, Outcome, failed, rule, unjudged
from wenzhi.text.normalize import squeezed

_NO_DEADLINE = (
    "乡镇街道或性质不明的机关没有法定日期，名录也未给出 / no deadline is set for this organ"
)
_CONTESTED = "统计期限与报告年度不一，期限从哪一年算不清楚 / the period is of another year, so the day due is not clear"
_YEARS_TO_COME = 4
"""A report signed in the fourth year after the one it is about, or later still, has a slip in that date
rather than so long a delay: reports made up for are so by the year or two."""
_CONFIRMING = ("page", "roster", "source")
"""Where a date counts as one of publication; a signature or a title does not."""


def publication(dossier: Dossier) -> date | None:
    """The confirmed day of publication, from the roster or the page."""
    if dossier.entry is not None and (listed := read_date(dossier.entry.published)):
        return listed
    meta = dossier.report.meta
    confirmed = meta.sources.get("published") in _CONFIRMING
    return read_date(meta.published) if confirmed else None


def signature(dossier: Dossier) -> date | None:
    """The day the report is signed, if it says one."""
    meta = dossier.report.meta
    if meta.signed is None and meta.sources.get("published") == "signature":
        return read_date(meta.published)
    return read_date(meta.signed)


def date_spans(dossier: Dossier, day: date, tail: bool) -> tuple[Span, ...]:
    """Where the text says `day`, the last place for a signature (`tail`), else the first."""
    flat = "".join(dossier.flat.split())
    for shown in _forms(day):
        place = flat.rfind(shown) if tail else flat.find(shown)
        if place >= 0:
            offsets = [i for i, c in enumerate(dossier.flat) if not c.isspace()]
            return ((offsets[place], offsets[place + len(shown) - 1] + 1),)
    return ()


def _forms(day: date) -> tuple[str, ...]:
    digits = dict(zip("0123456789", "〇一二三四五六七八九", strict=True))
    year = "".join(digits[figure] for figure in str(day.year))
    return (
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}年{day.month:02}月{day.day:02}日",
        day.isoformat(),
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}/{day.month}/{day.day}",
        f"{year}年{_chinese(day.month)}月{_chinese(day.day)}日",
    )


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = {0: "", 1: "十"}.get(tens, "一二三四五六七八九"[tens - 1] + "十")
    return head + ("" if ones == 0 else "一二三四五六七八九"[ones - 1])


@rule("D901")
def published_late(dossier: Dossier) -> Iterator[Outcome]:
    """The confirmed day of publication is not after the deadline."""
    day = publication(dossier)
    if day is None:
        raise CannotRun("没有可确认的发布日期 / no confirmed date of publication")
    due = deadline(dossier.report.meta, dossier.entry)
    # A page may show the day on which an office put up the report of its government.
    led = dossier.report.meta.organ_kind == "vertical"
    late = _past_own_day(dossier, "D901", day, due) if led else None
    yield late or _compare(dossier, "D901", day, due)


@rule("D902")
def signed_late(dossier: Dossier) -> Iterator[Outcome]:
    """The signature is not after the deadline; an earlier one settles nothing."""
    day = signature(dossier)
    if day is None:
        raise CannotRun("没有落款日期 / no signature date")
    if publication(dossier) is not None:
        return
    if _is_far_off(dossier, day):
        yield unjudged("落款日期疑为笔误，不能用来判断 / the signature date is likely a slip")
        return
    due = deadline(dossier.report.meta, dossier.entry)
    outcome = _past_own_day(dossier, "D902", day, due) or _compare(dossier, "D902", day, due)
    if outcome is not PASSED and period_year(dossier.report.meta) > (dossier.report.meta.year or 0):
        yield unjudged(_CONTESTED)
    elif outcome is PASSED:
        why = "落款日期不是发布日期 / a signature is not a publication"
        yield unjudged(why)
    else:
        yield outcome


def _is_far_off(dossier: Dossier, signed: date) -> bool:
    """Whether a report cannot well have been signed so late."""
    year = dossier.report.meta.year
    return year is not None and signed.year - year >= _YEARS_TO_COME


def _past_own_day(dossier: Dossier, code: str, day: date, due: date | None) -> Outcome | None:
    """Lateness of an organ whose day is not certain, by the earlier of the two that it may have."""
    own = None if due else _due_of_an_office(dossier)
    if own is None or not own < day <= (latest_possible(dossier.report.meta) or own):
        return None
    return failed(_late(dossier, code, day, own, "warning"))


def _compare(dossier: Dossier, code: str, day: date, due: date | None) -> Outcome:
    meta = dossier.report.meta
    last = due or latest_possible(meta)
    if last is None:
        return unjudged(_NO_DEADLINE)
    if day <= last:
        return PASSED if due else unjudged(_NO_DEADLINE)
    return failed(_late(dossier, code, day, last))


def _late(
    dossier: Dossier, code: str, day: date, last: date, severity: Severity | None = None
) -> Finding:
    return dossier.finding(
        code,
        {"day": day.isoformat(), "due": last.isoformat(), "days": (day - last).days},
        spans=date_spans(dossier, day, tail=code == "D902"),
        expected=f"≤ {last.isoformat()}",
        actual=day.isoformat(),
        severity=severity,
    )


_WHOLE_GOVERNMENT = as_pattern(
    r"全[国省市县区旗州](?:共|累计|各|主动|新?收|受理|政务公开|政府信息公开|行政机关|政府系统|\d)"
    r"|各(?:乡镇|镇街|街道|部门|县区|市直|县直|区直|有关)[^,。;]{0,12}(?:报送|汇总|统计|数据)|汇总[^,。;]{0,12}(?:各|数据)"
    r"|(?:人民|[省市县区旗州])政府(?:20\d\d年度?)?(?:的)?政府信息公开(?:工作)?(?:年度)?(?:报告|情况)"
)
"""An office that reports for its whole government has the government's date."""


def _due_of_an_office(dossier: Dossier) -> date | None:
    """31 January for an organ led from above, and for a government's office that reports on itself alone.

    The office is a department of its government (2019 条例 Art. 49), and a tax or customs office keeps the
    departments' day; since the one's report may be read as the government's and the other is no department
    of the local government, lateness by this date is a warning.
    """
    meta = dossier.report.meta
    if meta.year is None or meta.year < NEW_STATUTE_SINCE or latest_possible(meta) is None:
        return None
    if meta.organ_kind == "vertical":
        return date(meta.year + 1, 1, 31)
    own = squeezed(meta.organization or "")
    said = dossier.flat.replace(own, "")
    signed = re.search(r"(?:人民)?政府\s*\n?\s*20\d\d年\d{1,2}月\d{1,2}日\s*$", said)
    if meta.level == "township" or signed or _WHOLE_GOVERNMENT.search(said):
        return None
    return date(meta.year + 1, 1, 31)


@rule("D903")
def published_before_year_end(dossier: Dossier) -> Iterator[Outcome]:
    """The signature or publication is not before the reported year is over, nor the first years after it."""
    meta, signed = dossier.report.meta, signature(dossier)
    if meta.year is not None and signed is not None and _is_far_off(dossier, signed):
        said = f"晚于 {meta.year} 年度 {signed.year - meta.year} 年"
        yield _impossible(
            dossier, signed, said, f"{signed.year - meta.year} years after {meta.year}"
        )
        return
    day = publication(dossier) or signed
    if meta.year is None or day is None:
        return
    over = read_date(meta.period[1]) if meta.period else None
    if day > date(meta.year, 12, 24) or (
        over is not None and "学年" in dossier.flat and day > over
    ):
        # Some sign in the last week of the year, once its figures are in; a school year ends in August.
        yield PASSED
        return
    if period_year(dossier.report.meta) < meta.year:
        yield unjudged(_CONTESTED)
        return
    yield _impossible(dossier, day, f"早于 {meta.year} 年度结束", f"before {meta.year} was over")


def _impossible(dossier: Dossier, day: date, zh: str, en: str) -> Outcome:
    return failed(
        dossier.finding(
            "D903",
            {"day": day.isoformat(), "zh": zh, "en": en},
            spans=date_spans(dossier, day, tail=publication(dossier) is None),
            expected=f"> {dossier.report.meta.year}-12-31",
            actual=day.isoformat(),
        )
    )


@rule("D904")
def signed_after_publication(dossier: Dossier) -> Iterator[Outcome]:
    """The report was not signed after the day on which it was published."""
    published, signed = publication(dossier), signature(dossier)
    if published is None or signed is None or _is_far_off(dossier, signed):
        return
    if signed <= published:
        yield PASSED
        return
    yield failed(
        dossier.finding(
            "D904",
            {"signed": signed.isoformat(), "published": published.isoformat()},
            spans=date_spans(dossier, signed, tail=True),
            expected=f"≤ {published.isoformat()}",
            actual=signed.isoformat(),
        )
    )
