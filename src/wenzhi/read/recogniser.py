"""Floor 1: RapidOCR, the extra `wenzhi[ocr]`: a grey picture → the pieces of text on it and how sure they are.

Its models lie in its package: nothing is ever downloaded. It must not know what a table is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeAlias

from wenzhi.base.errors import InputError
from wenzhi.base.records import Box
from wenzhi.read.strokes import Image

Engine: TypeAlias = Any
"""RapidOCR, whose functions carry no types."""


def available() -> bool:
    """Whether the extra is installed."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime", "cv2"))


def require(name: str) -> None:
    """Raises InputError (E313) where the extra is not installed."""
    if not available():
        raise InputError(
            "E313",
            "文件是扫描件或图片，需要文字识别，但没有安装识别组件",
            where=name,
            hint="pip install 'wenzhi[ocr]'",
        )


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of text found in a picture: its box in dots and how sure its reading is (0–1).

    `twice` says that two readings of it agree.
    """

    text: str
    box: Box
    score: float
    twice: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """The text of a picture with its corners, its mean confidence, its skew in degrees.

    `tall` says that most of its lines run up or down.
    """

    placed: list[tuple[Word, Image]]
    score: float
    skew: float
    tall: bool

    @property
    def words(self) -> list[Word]:
        """The pieces without their corners."""
        return [word for word, _ in self.placed]


@cache
def _engine() -> Engine:
    """RapidOCR with the models of its package, given by path so that it never looks for others."""
    import rapidocr

    folder = Path(rapidocr.__file__).parent / "models"
    models = {
        part: next(iter(sorted(folder.glob(f"*_{part}_*.onnx"))), None) for part in ("det", "rec")
    }
    if None in models.values():
        raise InputError(
            "E313", "文字识别组件 rapidocr 不带模型", hint="pip install --upgrade 'wenzhi[ocr]'"
        )
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.text_score": 0.0,
            # One thread: the same figures on every machine, and no strife between worker processes.
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Det.model_path": str(models["det"]),
            "Rec.model_path": str(models["rec"]),
        }
    )


def find_text(image: Image) -> Found:
    """Find and read all text of a grey picture."""
    import numpy as np

    result = _engine()(np.stack([image] * 3, axis=-1))
    if result.boxes is None or result.txts is None:
        return Found([], 0.0, 0.0, False)
    placed: list[tuple[Word, Image]] = []
    slopes: list[float] = []
    tall = 0
    for corners, text, score in zip(result.boxes, result.txts, result.scores, strict=True):
        left, top = corners.min(axis=0)
        right, bottom = corners.max(axis=0)
        word = Word(text, (float(left), float(top), float(right), float(bottom)), float(score))
        placed.append((word, corners))
        across, down = corners[1] - corners[0]
        if len(text) > 5 and across > 5 * abs(down):
            slopes.append(float(np.degrees(np.arctan2(down, across))))
        tall += len(text) > 2 and bottom - top > 2 * (right - left)
    score = sum(word.score for word, _ in placed) / max(len(placed), 1)
    skew = float(np.median(slopes)) if len(slopes) > 2 else 0.0
    return Found(placed, score, skew, tall > 0.5 * sum(len(w.text) > 2 for w, _ in placed))


def read_lines(crops: Sequence[Image]) -> list[tuple[str, float]]:
    """Text and confidence of each grey crop, which holds one line."""
    import numpy as np

    if not crops:
        return []
    result = _engine().recognize_txt([np.stack([crop] * 3, axis=-1) for crop in crops])
    return [(text, float(score)) for text, score in zip(result.txts, result.scores, strict=True)]
