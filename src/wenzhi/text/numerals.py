"""Floor 1: numerals: the values and bounds that Chinese and Arabic figures in running text stand for.

Takes folded text without blanks (`sentences.paragraphs`) and gives `Quantity` records: a numeral with
its approximators, multipliers and unit, its value folded to single units, and its bounds. Plain Chinese
numerals are read by `cn2an`; what is written here is what no library reads: 余, 多, 几, 近, 数十, ranges
and bounds. It must not know what a report is, nor which quantities are counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache, lru_cache

import msgspec

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Approximation
from wenzhi.text.patterns import compile_quick

Number = int | float

_DIGITS = "〇零一二两三四五六七八九"
_POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_FINANCIAL = str.maketrans(
    "壹贰叁肆伍陆柒捌玖拾佰仟萬億兩〇廿卅", "一二三四五六七八九十百千万亿两零廿卅"
)

ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
CHINESE = (
    r"(?<![队退入落行](?=伍))(?<![大内着登](?=陆))"  # 队伍至23人, 大陆3家: words, no figures
    r"[零〇一二两三四五六七八九十百千万亿廿卅壹贰叁肆伍陆柒捌玖拾佰仟]+"
    r"(?:(?<=[零〇一二两三四五六七八九十百])点[零〇一二三四五六七八九]+)?"
)
COMPOUND = r"\d+[亿万千](?:\d+[万千百])+"
_NUMERAL = as_pattern(rf"({ARABIC})([十百千万亿]*)")

# Words that make a figure inexact, by what they say of the true number (contract "Counts").
_BEFORE: dict[str, Approximation] = {
    "约": "about", "大约": "about", "约为": "about", "大概": "about", "约计": "about",
    "近": "under", "将近": "under", "接近": "under", "不到": "under", "不足": "under",
    "不满": "under", "低于": "under", "少于": "under", "不超过": "under", "最多": "under",
    "至多": "under", "不多于": "under", "不高于": "under",
    "超": "over", "超过": "over", "逾": "over", "超出": "over", "突破": "over", "不少于": "over",
    "不低于": "over", "至少": "over", "不下": "over", "不下于": "over", "上": "over", "多于": "over",
    "大于": "over", "高于": "over",
}  # fmt: skip
_AFTER: dict[str, Approximation] = {
    "以上": "over", "之多": "about", "有余": "over", "多": "over", "余": "over",
    "以下": "under", "以内": "under", "左右": "about", "上下": "about",
}  # fmt: skip


class Quantity(msgspec.Struct, frozen=True, gc=False):
    """A figure with its unit in folded text: `text[start:end]` runs from approximator to unit.

    `figure` is where the numeral itself begins. `value` is in single units (万 and 亿 folded), null
    for a range or a figure such as 数十; `low` and `high` are inclusive bounds, null where open.
    """

    start: int
    end: int
    figure: int
    value: Number | None
    low: Number | None
    high: Number | None
    approx: Approximation | None
    unit: str | None
    chinese: bool


@lru_cache(maxsize=4096)
def parse_numeral(text: str) -> Number | None:
    """The number that a plain numeral stands for: `1,234`, `9.2万`, `二百零六`, `两`, `3千`.

    Null where `text` is not one plain numeral (including 余, ranges, and bare powers such as 百).
    """
    match = _NUMERAL.fullmatch(text)
    if match:
        number = Decimal(match[1].replace(",", ""))
        return _plain(number * _product(match[2]))
    if re.fullmatch(CHINESE, text):
        folded = text.translate(_FINANCIAL)  # cn2an wants 一十万 where people write 十万
        return _chinese(re.sub("^十(?=[万亿])", "一十", folded), "normal")
    return _chinese(text, "smart") if re.fullmatch(COMPOUND, text) else None


def how_many(figure: str) -> int:
    """The number that one figure or numeral in a pattern stands for (`3`, `三`, `两`).

    Raises ValueError where it is no numeral.
    """
    number = parse_numeral(figure)
    if number is None:
        raise ValueError(f"{figure!r} is no numeral")
    return int(number)


def find_quantities(text: str, unit: str) -> Iterator[Quantity]:
    """Every figure in `text` that the pattern `unit` follows, in reading order.

    `unit` is a regular expression without groups; it may match the empty string for figures that
    stand alone. What is no count (dates, ordinals, fixed phrases) is for the caller to tell.
    """
    for match in _pattern(unit).finditer(text):
        quantity = _read_range(match) if match["second"] else _read_single(match)
        if quantity is not None:
            yield quantity


@cache
def _pattern(unit: str) -> re.Pattern[str]:
    before = join_units([*(word for word in _BEFORE if word != "上"), ""]) + "|上(?=[百千万])"
    after = join_units(list(_AFTER))
    figure = rf"(?:{COMPOUND}|{ARABIC}|{CHINESE}|[数几])"
    tail = r"(?:[余多几]?[十百千万亿]*[余多]?(?:(?<=[十百千万])来)?)"
    return compile_quick(
        rf"(?P<before>{before})(?P<share>百分之)?(?<![\dA-Za-z.+#])(?P<first>(?P<num>{figure})(?P<tail>{tail}))"
        rf"(?:(?P<unit1>(?:{unit})?)(?:至|到|~|-|—+|–|―)(?P<second>{figure}{tail}))?"
        rf"(?P<unit>(?(share)|(?:{unit})))(?P<after>(?!多(?:[出了是为系属由]|\d))(?:{after}))?"
    )


def _read_single(match: re.Match[str]) -> Quantity | None:
    read = _inexact(match["num"], match["tail"])
    if read is None:
        return None
    value, low, high, approx = read
    word = _BEFORE.get(match["before"]) or _AFTER.get(match["after"] or "")
    if word and approx in (None, "over"):
        approx, low, high = _bounded(value, word, low, high)
    if (
        approx is None
        and not match["share"]
        and all(character in "百千万亿" for character in match["num"])
    ):
        return None  # 百条 names no number; 近百条, 上百条 and 百余条 do
    return _quantity(match, value, low, high, approx, match["unit"])


def _read_range(match: re.Match[str]) -> Quantity | None:
    low_text, high_text = match["first"], match["second"]
    high, low = parse_numeral(high_text), parse_numeral(low_text)
    if high is None or low is None or (match["unit1"] and match["unit1"] != match["unit"]):
        return None
    power = _trailing_power(high_text)
    if low < high and power > 1 and _trailing_power(low_text) == 1 and low * power < high:
        low *= power  # 2至3万 is 20000 to 30000
    if low >= high:
        return None
    return _quantity(match, None, low, high, "range", match["unit"])


def _quantity(
    match: re.Match[str],
    value: Number | None,
    low: Number | None,
    high: Number | None,
    approx: Approximation | None,
    unit: str,
) -> Quantity:
    if match["share"]:
        unit = "%"
    return Quantity(
        match.start(),
        match.end(),
        match.start("share") if match["share"] else match.start("first"),
        value,
        low,
        high,
        approx,
        unit or None,
        not match["num"][-1].isdigit(),
    )


_Reading = tuple[Number | None, Number | None, Number | None, Approximation | None]


@lru_cache(maxsize=4096)
def _inexact(figure: str, tail: str) -> _Reading | None:
    """Value, bounds and approximation of a figure with the 余, 多, 几 and powers behind it."""
    vague = re.match(r"[余多几]", tail)
    if tail.endswith("来"):
        read = _inexact(figure, tail.removesuffix("来"))  # 四百六十来人次
        return None if read is None else (read[0], None, None, "about")
    powers = tail.strip("余多几")
    over = vague is not None or tail.endswith(("余", "多"))
    if figure in ("数", "几"):
        return _some(powers)
    pair = _adjacent(figure)
    if pair is not None:
        factor = _product(powers)
        return None, _plain(pair[0] * factor), _plain(pair[1] * factor), "range"
    value = parse_numeral(figure + powers) if not vague else _scaled(figure, powers)
    if value is None and figure and all(character in _POWERS for character in figure):
        value = _plain(_product(figure) * _product(powers))
    if value is None:
        return None
    if tail.startswith("几"):
        step = _trailing_power(figure)
        if step == 1:
            return None
        return value, value + 1, value + step - 1, "over"
    return value, value if over else None, None, "over" if over else None


def _bounded(
    value: Number | None, word: Approximation, low: Number | None, high: Number | None
) -> tuple[Approximation, Number | None, Number | None]:
    if word == "over":
        return word, value, high
    if word == "under":
        return word, low if low != value else None, value
    return word, None, None


def _some(powers: str) -> _Reading | None:
    """数十 and 几百: some, from two to nine times the power; the value itself is unsaid."""
    if not powers:
        return None
    power = _product(powers)
    return None, _plain(2 * power), _plain(10 * power - 1), "range"


def _adjacent(figure: str) -> tuple[Decimal, Decimal] | None:
    """The bounds of 三五, 两三, 四五十: two neighbouring digits said together."""
    plain = figure.translate(_FINANCIAL)
    match = re.fullmatch(r"([一二两三四五六七八])([二三四五六七八九])([十百千万亿]*)", plain)
    if match is None:
        return None
    low, high = (_digit(match[1]), _digit(match[2]))
    if not low < high <= low + 2:
        return None
    factor = _product(match[3])
    return low * factor, high * factor


def _scaled(figure: str, powers: str) -> Number | None:
    """The value of 18万余 or 三十余万: the figure times the powers behind the 余."""
    value = parse_numeral(figure)
    if value is None and all(character in _POWERS for character in figure):
        value = _plain(_product(figure))
    return None if value is None else _plain(Decimal(str(value)) * _product(powers))


_SMALL = as_pattern("([一二三四五六七八九])?十([一二三四五六七八九])?|[一二两三四五六七八九]")
"""From one to ninety-nine: what most reports have, and cn2an takes a tenth of a first check to load."""


def _chinese(text: str, mode: str) -> Number | None:
    small = _SMALL.fullmatch(text)
    if small is not None:
        return _ninety_nine(text, small)
    from cn2an import cn2an

    if all(character in _POWERS for character in text) and text != "十":
        return None
    text = text.replace("卅", "三十").replace("廿", "二十")
    try:
        number: Number = cn2an(text, mode)
    except (ValueError, KeyError):
        # 一十零: cn2an looks up a power that such a jumble does not have.
        return None
    return number


def _ninety_nine(text: str, match: re.Match[str]) -> int:
    if "十" not in text:
        return int(_digit(text))
    return 10 * int(_digit(match[1] or "一")) + (int(_digit(match[2])) if match[2] else 0)


def _digit(character: str) -> Decimal:
    return Decimal(2 if character == "两" else _DIGITS.replace("两", "").index(character) - 1)


def _product(powers: str) -> Decimal:
    result = Decimal(1)
    for power in powers:
        result *= _POWERS[power]
    return result


def _trailing_power(figure: str) -> int:
    return _POWERS.get(figure[-1:], 1)


def _plain(number: Decimal) -> Number:
    return int(number) if number == number.to_integral_value() else float(number)


def join_units(units: Sequence[str]) -> str:
    """A pattern that matches any of the literal `units`, the longest first."""
    return "|".join(re.escape(unit) for unit in sorted(units, key=lambda unit: (-len(unit), unit)))
