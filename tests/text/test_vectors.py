"""The shipped sentence vectors: same as sentence-transformers makes of them, whole, near where meaning is near."""

from __future__ import annotations

import json
import shutil
import warnings
from pathlib import Path

import numpy as np
import pytest

from wenzhi.base.errors import ResourceError, UsageError
from wenzhi.base.resources import models_folder
from wenzhi.text.vectors import SHIPPED, load_vectors

FOLDER = models_folder() / SHIPPED
TEXTS = [
    "公开内容更新不够及时，群众查找不便。",
    "",
    "2024年共发布信息1,206条",
    "☃☃",
    "政府信息公开",
]


def test_rows_have_unit_length_and_unknown_texts_none() -> None:
    rows = load_vectors().encode(TEXTS)
    assert rows.dtype == np.float32
    lengths = np.linalg.norm(rows, axis=1)
    assert lengths[[0, 2, 4]] == pytest.approx(1, abs=1e-5)
    assert lengths[1] == 0


def test_a_row_does_not_depend_on_its_company() -> None:
    together = load_vectors().encode(TEXTS)
    for index, text in enumerate(TEXTS):
        assert np.array_equal(load_vectors().encode([text])[0], together[index])


def test_same_as_sentence_transformers() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own dependencies' deprecations
        library = pytest.importorskip("sentence_transformers")
        model = library.SentenceTransformer(str(FOLDER), device="cpu", local_files_only=True)
        # The weights are stored in half precision; torch would sum in it.
        theirs = model.float().encode(TEXTS, normalize_embeddings=True)
    assert np.abs(theirs - load_vectors().encode(TEXTS)).max() < 1e-4


@pytest.mark.parametrize(
    ("one", "same", "other"),
    [
        ("信息更新不够及时", "内容发布滞后", "信息更新及时"),
        ("解读形式比较单一", "解读方式不够多样", "解读形式丰富多样"),
        ("没有专职工作人员", "人员多为兼职", "已配齐专职工作人员"),
    ],
)
def test_a_denial_is_far_from_what_it_denies(one: str, same: str, other: str) -> None:
    rows = load_vectors().encode([one, same, other])
    assert rows[0] @ rows[1] > rows[0] @ rows[2]


def test_an_altered_file_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "changed"
    shutil.copytree(FOLDER, folder)
    tokenizer = folder / "tokenizer.json"
    tokenizer.write_bytes(tokenizer.read_bytes() + b" ")
    with pytest.raises(ResourceError) as caught:
        load_vectors(str(folder))
    assert caught.value.code == "E404"
    assert "tokenizer.json" in caught.value.message


def test_a_folder_of_ones_own_needs_no_manifest(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    shutil.copytree(FOLDER, folder)
    (folder / "manifest.json").unlink()
    rows = load_vectors(str(folder)).encode(TEXTS)
    assert np.array_equal(rows, load_vectors().encode(TEXTS))


def test_a_model_that_is_not_there_is_told() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises((UsageError, ResourceError)) as caught:
            load_vectors("nobody/no-such-model")
    assert caught.value.code in {"E405", "E406"}


def test_the_manifest_says_how_it_was_made() -> None:
    made = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))["made"]
    assert made["recipe"] == "wenzhi models build embedding"
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) <= 40e6
