"""A profile is read as it says, and whatever else it says is an error that names the key."""

from __future__ import annotations

from pathlib import Path

import pytest

from wenzhi.base.errors import UsageError
from wenzhi.scores.profile import COMPONENTS, Profile, read_profile


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "weights.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_profile_weighs_every_component() -> None:
    assert set(Profile.default().weights) == set(COMPONENTS)


def test_a_profile_is_read_and_what_it_leaves_out_weighs_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, 'name = "坦诚为先"\n[weights]\ncandour = 60\nactionability = 40\n')
    profile = read_profile(path)
    assert profile.name == "坦诚为先"
    assert profile.weights["candour"] == 60
    assert profile.weights["specificity"] == 0


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('name = "a"\n[weights]\ncandor = 1\n', "weights.candor"),
        ('name = "a"\n[weights]\ncandour = "much"\n', "weights.candour"),
        ('name = "a"\n[weights]\ncandour = -1\n', "weights.candour"),
        ('name = "a"\n[weights]\ncandour = true\n', "weights.candour"),
        ('name = "a"\n[weights]\ncandour = nan\n', "weights.candour"),
        ('name = "a"\n[weights]\noriginality = 5\n', "weights"),
        ('name = "a"\n', "weights"),
        ("[weights]\ncandour = 1\n", "name"),
        ('name = "a/b"\n[weights]\ncandour = 1\n', "name"),
        ('name = "default"\n[weights]\ncandour = 1\n', "name"),
        ('name = "a"\nweight = 1\n[weights]\ncandour = 1\n', "weight"),
    ],
)
def test_a_bad_profile_names_file_and_key(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(UsageError) as raised:
        read_profile(written(tmp_path, text))
    assert raised.value.code == "E221"
    assert raised.value.where is not None
    assert raised.value.where.endswith(f"weights.toml：{key}")
    assert raised.value.hint


def test_a_misspelt_component_is_told_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="是不是 candour"):
        read_profile(written(tmp_path, 'name = "a"\n[weights]\ncandor = 1\n'))


@pytest.mark.parametrize("text", ["name = ", None])
def test_no_toml_and_no_file_are_told_alike(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "none.toml" if text is None else written(tmp_path, text)
    with pytest.raises(UsageError) as raised:
        read_profile(path)
    assert raised.value.code == "E221"
