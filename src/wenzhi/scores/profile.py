"""Floor 4: profiles: the weights of the components of substance, shipped or a user's own.

Takes a TOML file with `name` and a table `weights`, gives a `Profile`. A profile that says something else
is an error naming the file and the key: a misspelt component would otherwise silently weigh nothing.
"""

from __future__ import annotations

import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from wenzhi.base.errors import UsageError
from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Record
from wenzhi.base.resources import read_toml

COMPONENTS = (
    "directness",
    "candour",
    "specificity",
    "actionability",
    "answering",
    "originality",
    "follow_through",
)
"""What a profile may weigh, in the order in which it is shown."""

SHIPPED = "scores/profile.toml"
_NAME = as_pattern(r"[\w-]{1,40}")


class Profile(Record, frozen=True):
    """Weights of the components; its name is part of the score's name."""

    name: str
    weights: dict[str, float]

    @classmethod
    def default(cls) -> Profile:
        """The profile that ships with the package."""
        table = read_toml(SHIPPED)
        return cls(name=table["name"], weights=dict(table["weights"]))


def read_profile(path: Path) -> Profile:
    """The profile in the TOML file at `path`. Raises UsageError (E221) naming the file and the key."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise _bad(path, None, f"读不了这个文件：{error}") from error
    except tomllib.TOMLDecodeError as error:
        raise _bad(path, None, f"不是正确的 TOML：{error}") from error
    for key in table:
        if key not in ("name", "weights"):
            raise _bad(path, key, "没有这一项；只有 name 和 [weights]")
    profile = Profile(name=_name(path, table), weights=_weights(path, table))
    if profile.name == Profile.default().name and profile != Profile.default():
        raise _bad(path, "name", f"“{profile.name}”是随附方案的名称，权重却不同；请另取名称")
    return profile


def _name(path: Path, table: dict[str, Any]) -> str:
    name = table.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise _bad(path, "name", "要有名称：40 字以内的字母、数字、汉字、连字符")
    return name


def _weights(path: Path, table: dict[str, Any]) -> dict[str, float]:
    weights = table.get("weights")
    if not isinstance(weights, dict) or not weights:
        raise _bad(path, "weights", "要有 [weights] 一段，写各项的权重")
    for key, value in weights.items():
        if key not in COMPONENTS:
            near = get_close_matches(key, COMPONENTS, n=1, cutoff=0.5)
            said = f"是不是 {near[0]}？" if near else "可用的是 " + "、".join(COMPONENTS)
            raise _bad(path, f"weights.{key}", f"没有这个分项；{said}")
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1e6:
            raise _bad(path, f"weights.{key}", f"权重要是不小于 0 的数，读到 {value!r}")
    if not any(weights.get(key) for key in COMPONENTS[:5]):
        named = "、".join(COMPONENTS[:5])
        raise _bad(path, "weights", f"{named} 里至少一项要大于 0：别的分项没有语料库时都未知")
    return {key: float(weights.get(key, 0)) for key in COMPONENTS}


def _bad(path: Path, key: str | None, said: str) -> UsageError:
    return UsageError(
        "E221",
        f"评分方案有误：{said}",
        where=f"{path}：{key}" if key else str(path),
        hint='照 docs/explanation/substance.md 里的样子写：name = "名称"，[weights] 下每项一个数',
    )
