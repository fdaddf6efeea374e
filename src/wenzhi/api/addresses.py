"""Floor 7, addresses: parameters as a browser has them → a question, and the form that asks it.

Takes what stands behind the `?` of an address; what a kind of question takes, and by default, is read from
the method of `Corpus`. It must not know how questions are answered.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, get_args

from wenzhi.api.queries import definitions
from wenzhi.base.errors import QueryError
from wenzhi.query.corpus import Corpus

if TYPE_CHECKING:
    from wenzhi.outputs.asking import Control, Tables
    from wenzhi.query.questions import Argument, Method

MOST_ROWS = 1000
"""Rows of one page: more would hold up a browser. Files have all rows."""
CLAIMED = ("snapshot", "segmenter", "total", "digest")
"""Parameters of a fixed address: what was answered then."""
PLACED = ("after", "beside")
"""Parameters of a place in the answer, which are no part of the question."""
_LISTS = ("by", "variables")
_LONG = ("more", "variables", "statement")


class Question(NamedTuple):
    """A question as `Corpus` takes it."""

    method: Method
    arguments: dict[str, Argument]


def single(parameters: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Parameters by name. Raises QueryError (E620) for one that is given twice."""
    found: dict[str, str] = {}
    for name, text in parameters:
        if name in found:
            raise misread(f"{name} 给了两次", name, "每项只写一次；几个词语写在“还要找的词语”里")
        found[name] = text
    return found


def read_question(parameters: Mapping[str, str]) -> Question | None:
    """The question of an address; None where what it must say is left blank.

    Raises QueryError (E620) for a parameter that cannot be understood.
    """
    method = method_named(parameters.get("ask") or "kwic")
    known = parameters_of(method)
    own = {*known, "ask", "lang", *PLACED, *CLAIMED, *(("more",) if method == "kwic" else ())}
    for name in parameters:
        if name not in own:
            raise misread(f"这类查询没有 {name} 这一项", name, "、".join(known))
    arguments: dict[str, Argument] = {}
    for name, parameter in known.items():
        text = parameters.get(name, "")
        if text.strip():
            arguments[name] = _argument(parameter, text)
        elif parameter.default is parameter.empty:
            return None
        else:  # told in full, as the command line does: equal questions have equal tokens
            usual = parameter.default
            arguments[name] = list(usual) if isinstance(usual, tuple) else usual
    more = [line for line in parameters.get("more", "").splitlines() if line.strip()]
    if more:
        arguments["text"] = [str(arguments["text"]), *more]
    return Question(method, _whole_question(method, arguments))


def require_question(parameters: Mapping[str, str]) -> Question:
    """The question of an address. Raises QueryError (E620) where it cannot be understood or asks nothing."""
    question = read_question(parameters)
    if question is None:
        raise misread("没有说要找什么", "text", "请从网页上提问，再点导出")
    return question


def method_named(kind: str) -> Method:
    """The kind of question of that name. Raises QueryError (E620) where there is none."""
    from wenzhi.outputs.asking import KINDS
    from wenzhi.query.questions import Method

    for method in get_args(Method):
        if method == kind and kind in KINDS:
            found: Method = method
            return found
    raise misread(f"没有 {kind} 这类查询", "ask", "、".join(KINDS))


@cache
def parameters_of(method: Method) -> Mapping[str, inspect.Parameter]:
    """What a kind of question takes."""
    taken = inspect.signature(getattr(Corpus, method)).parameters
    return {name: one for name, one in taken.items() if name != "self"}


def _argument(parameter: inspect.Parameter, text: str) -> Argument:
    name, default = parameter.name, parameter.default
    choices = _choices().get(name)
    if choices is not None and text not in choices:
        raise misread(f"{name} 不能是 {text}", name, "、".join(filter(None, choices)))
    if name in _LISTS and not isinstance(default, str | None):
        return [one for one in re.split(r"[\s,，、]+", text) if one]
    if isinstance(default, float):
        return _number(name, text)
    return whole_number(name, text) if isinstance(default, int) else text


def _whole_question(method: Method, arguments: dict[str, Argument]) -> dict[str, Argument]:
    """The arguments with the number of rows, which must fit on a page."""
    if "limit" not in parameters_of(method):
        return arguments
    limit = arguments.get("limit", parameters_of(method)["limit"].default)
    if limit is None:  # all rows: what facets show unless told otherwise
        return arguments
    if not isinstance(limit, int) or not 1 <= limit <= MOST_ROWS:
        raise misread(f"一页 1 至 {MOST_ROWS} 行", "limit", "全部的行请用导出")
    return {**arguments, "limit": limit}


def whole_number(name: str, text: str) -> int:
    """A number from nought on. Raises QueryError (E620) for anything else."""
    if not re.fullmatch(r"\d{1,9}", text.strip(), re.ASCII):
        raise misread(f"{name} 应是不小于 0 的整数，不能是 {text[:40]}", name, "如 20")
    return int(text)


def _number(name: str, text: str) -> float:
    if not re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text.strip(), re.ASCII):
        raise misread(f"{name} 应是不小于 0 的数，不能是 {text[:40]}", name, "如 0.25")
    return float(text)


@cache
def _choices() -> Mapping[str, tuple[str, ...]]:
    """Parameters that take one of a few values."""
    from wenzhi.base.records import SectionKind
    from wenzhi.query.collapse import COLLAPSES
    from wenzhi.query.concordance import Sort
    from wenzhi.query.hits import Language
    from wenzhi.query.similar import Kind

    return {
        "language": get_args(Language),
        "section": ("", *get_args(SectionKind)),
        "sort": get_args(Sort),
        "collapse": COLLAPSES,
        "kind": get_args(Kind),
    }


def own_parameters(parameters: Mapping[str, str]) -> dict[str, str]:
    """The parameters of the question itself."""
    return {
        name: text for name, text in parameters.items() if name not in (*PLACED, *CLAIMED) and text
    }


# The form --------------------------------------------------------------------------------------


def controls_of(method: Method, given: Mapping[str, str]) -> tuple[Control, ...]:
    """The fields of the form for a kind of question, filled with what was given."""
    taken = parameters_of(method).values()
    # Rows that are not cut unless somebody says so need no field.
    shown = [one for one in taken if (one.name, one.default) != ("limit", None)]
    controls = [_control(one, method, given) for one in shown]
    if method == "kwic":
        from wenzhi.outputs.asking import Control

        controls.append(Control(name="more", shape="lines", value=given.get("more", "")))
    return tuple(controls)


def _control(parameter: inspect.Parameter, method: Method, given: Mapping[str, str]) -> Control:
    from wenzhi.outputs.asking import Control, Shape

    name, default = parameter.name, parameter.default
    usual = ",".join(default) if isinstance(default, tuple) else default
    value = given.get(name) or ("" if usual in (None, parameter.empty) else str(usual))
    choices = _choices().get(name) or _offered(method, name, value)
    shape: Shape = "choice" if choices else "line"
    if name in _LONG:
        shape = "lines"
    elif isinstance(default, int | float) or name in ("limit", "most"):
        shape = "number"
    return Control(
        name=name,
        shape=shape,
        value=value,
        required=default is parameter.empty,
        choices=choices,
        suggested=_EXAMPLES if name in ("where", "focus", "reference") else (),
    )


_EXAMPLES = ("year = 2023", "year in 2020..2023", "level = county", 'finding("T")')


def _offered(method: Method, name: str, value: str) -> tuple[str, ...]:
    """Values to choose from, among them the one given, whether it makes sense or not."""
    from wenzhi.query.frequency import GROUPS

    offered: tuple[str, ...] = ()
    if name == "order":
        offered = tuple(definitions()[method])
    elif name == "by":
        groups = tuple(one for one in GROUPS if method != "first" or one != "section")
        more = {"freq": ("year,level", "province,year"), "ngrams": ("",)}
        offered = (*groups, *more.get(method, ()))
    return offered if value in offered or not offered else (*offered, value)


@cache
def table_names() -> tuple[Tables, ...]:
    """The tables of a corpus with their columns."""
    from wenzhi.corpus.tables import SCHEMAS
    from wenzhi.outputs.asking import Tables

    return tuple(Tables(name=name, columns=tuple(schema.names)) for name, schema in SCHEMAS.items())


def misread(message: str, where: str, hint: str) -> QueryError:
    """What is told of an address that cannot be understood (E620)."""
    return QueryError("E620", message, where=where, hint=hint)
