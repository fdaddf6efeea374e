"""The segmenter: our words, our instance, no trace left behind."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenzhi.text.lexicon import build_segmenter, lexicon_words, segmenter_version


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("收到政府信息公开申请", ["收到", "政府信息公开", "申请"]),
        ("依申请公开办件", ["依申请公开", "办件"]),
        ("予以公开三件", ["予以公开", "三件"]),
        ("推行一网通办", ["推行", "一网通办"]),
        ("政务新媒体检查", ["政务新媒体", "检查"]),
    ],
)
def test_domain_words_stay_whole(text, words):
    assert build_segmenter().lcut(text) == words


@given(st.text(max_size=60))
def test_tokens_tile_the_text(text):
    assert "".join(build_segmenter().lcut(text)) == text


def test_the_lexicon_holds_each_word_once():
    words = lexicon_words()
    assert len(words) == len(set(words))
    assert all(word and not any(character.isspace() for character in word) for word in words)


def test_the_version_names_jieba_and_the_lexicon():
    assert segmenter_version().startswith("jieba-0.")
    assert "+" in segmenter_version()


def test_neither_the_common_tokenizer_nor_the_temporary_folder_is_touched(tmp_path):
    code = (
        "import jieba, warnings\n"
        "from wenzhi.text.lexicon import build_segmenter\n"
        "build_segmenter().lcut('政府信息公开')\n"
        "assert not jieba.dt.initialized and not jieba.dt.FREQ\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        env={"TMPDIR": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []
