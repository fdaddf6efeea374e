"""The register's model: a proper share of probability, cheap for what it knows, short of memory."""

import numpy as np
import pytest

from wenzhi.base.errors import ResourceError
from wenzhi.scores import register
from wenzhi.scores.register import ALPHABET, ORDER, build_register, count_register, load_register
from wenzhi.scores.surprisal import Table, cost_register
from wenzhi.text.slots import mask

TEXTS = [("公开栏每月更新。", 3), ("公开目录每季更新。", 2), ("更新不够及时。", 1)]


def likelihood(model, text):
    codes = mask(text).codes
    table = Table.of(model.grams)
    bounds = np.array([0, len(codes)])
    return cost_register(
        codes,
        bounds,
        table.slots,
        table.keys,
        model.share,
        model.left,
        model.rest / ALPHABET,
        ORDER,
    )


def test_what_may_follow_adds_up_to_one():
    model = count_register(TEXTS)
    letters = sorted({letter for text, _ in TEXTS for letter in text})
    for context in ("", "公", "公开", "月更", "够"):
        told = sum(likelihood(model, context + letter)[-1] for letter in letters)
        unseen = likelihood(model, context + "龘")[-1] * (ALPHABET - len(letters))
        assert told + unseen == pytest.approx(1, abs=1e-5)


def test_what_was_seen_is_likelier_than_what_was_not():
    model = count_register(TEXTS)
    assert likelihood(model, "公开")[1] > likelihood(model, "开公")[1]
    assert (likelihood(model, "龘龘龘") > 0).all()


def test_the_shipped_model_knows_words_and_not_sentences():
    model = load_register()
    assert model.name.startswith("register+")
    words = -np.log2(likelihood(model, "政府信息公开申请"))
    noise = -np.log2(likelihood(model, "府申公请开政信息"))
    assert words.mean() < noise.mean() - 2


def test_a_model_is_the_same_whenever_it_is_made(tmp_path, monkeypatch):
    monkeypatch.setattr(register, "WORDS", 500)
    for name in ("one", "two"):
        build_register(tmp_path / name, [text for text, _ in TEXTS])
    one, two = (
        sorted((path.name, path.read_bytes()) for path in (tmp_path / name).iterdir())
        for name in ("one", "two")
    )
    assert one == two


def test_a_missing_model_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(register, "models_folder", lambda: tmp_path)
    load_register.cache_clear()
    with pytest.raises(ResourceError, match="register"):
        load_register()
    load_register.cache_clear()
