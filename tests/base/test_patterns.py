"""A pattern is compiled when it is first asked for anything, and is then as good as any."""

import pkgutil
import re
from importlib import import_module
from pathlib import Path

import pytest

import wenzhi
from wenzhi.base.patterns import LatePattern, as_pattern, at_first_use, found_by


def test_a_pattern_answers_as_a_compiled_one_does():
    late, plain = (
        as_pattern(r"(?P<number>\d+)件", re.IGNORECASE),
        re.compile(r"(?P<number>\d+)件", re.I),
    )
    text = "收到12件，办结3件"
    assert [m.span() for m in late.finditer(text)] == [m.span() for m in plain.finditer(text)]
    assert late.search(text)["number"] == "12"
    assert (late.sub("", text), late.split(text)) == (plain.sub("", text), plain.split(text))
    assert (late.pattern, late.flags, late.groupindex) == (
        plain.pattern,
        plain.flags,
        plain.groupindex,
    )


def test_nothing_is_compiled_before_somebody_asks():
    made = []

    def make():
        made.append(1)
        return re.compile("件")

    late = at_first_use(make)
    assert not made
    assert late.match("件") and late.search("一件") and made == [1]


def test_how_it_is_written_is_known_without_compiling():
    late = as_pattern("(")
    assert late.pattern == "("
    with pytest.raises(re.error):
        late.search("")


def test_which_pattern_made_a_match_is_asked_of_its_wording():
    one, other = as_pattern("件"), at_first_use(lambda: re.compile("条"))
    match = other.search("两条")
    assert found_by(match, one, other) and not found_by(match, one)


def test_no_module_compares_what_made_a_match_by_itself():
    source = Path(wenzhi.__file__).parent
    told = re.compile(r"\.re (?:is|in|==|not in|!=) ")
    assert not [path for path in source.rglob("*.py") if told.search(path.read_text("utf-8"))]


def test_what_a_pattern_has_not_a_late_one_has_not():
    with pytest.raises(AttributeError):
        as_pattern("件").seek  # noqa: B018


def _late(value):
    if isinstance(value, LatePattern):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _late(one)
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _late(one)


@pytest.mark.parametrize("room", ["base", "text", "parse", "checks", "reuse", "scores"])
def test_every_pattern_of_a_module_compiles(room):
    package = import_module(f"wenzhi.{room}")
    names = [info.name for info in pkgutil.walk_packages(package.__path__, package.__name__ + ".")]
    known = [late for name in names for late in _late(vars(import_module(name)))]
    for late in known:
        late.search("")
    assert known or room == "base"
