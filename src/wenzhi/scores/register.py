"""Floor 4: a general model of the register: what a text costs anybody who reads officialese at all.

An interpolated character model of up to three masked characters with absolute discounting (Ney, Essen &
Kneser 1994). It is short on purpose: it knows words and turns of phrase, not sentences by heart, so
that what offices copy from each other is as dear to it as what they write themselves. It is made from
own-written text and a dictionary, never from a corpus, so that a corpus cannot move it. Takes code points;
must not know of reports.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from wenzhi.base.resources import models_folder
from wenzhi.text.dictionary import read_dictionary
from wenzhi.text.shingles import Hashes, hash_grams
from wenzhi.text.slots import Draft, mask_all
from wenzhi.text.vectors import find_model, verify_model, write_manifest

SHIPPED = "register"
"""Folder of the model under `models/`."""

ORDER = 3
"""Context and character together: about two words, hence words and their joints but no phrases."""

DISCOUNT = 0.75
"""Taken from every count and given to shorter contexts (Ney, Essen & Kneser 1994 estimate .7–.8)."""

ALPHABET = 6763
"""Characters a text might hold, for what the model never saw: the ideographs of GB 2312."""

WORDS = 60_000
"""Words of the dictionary, the most frequent first: below that names and rarities prevail."""

_WEIGHTS = "register.safetensors"

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Register:
    """Sorted hashes of grams; the share each takes after its context, and what it leaves to a shorter one.

    p(w | h) = share[hw] + left[h] · p(w | h without its first character); `rest` is what single
    characters leave to those never seen. `name` has the version.
    """

    name: str
    grams: Hashes
    share: Floats
    left: Floats
    rest: float


@cache
def load_register() -> Register:
    """The shipped model. Raises ResourceError where it is missing (E403) or altered (E404)."""
    folder = models_folder() / SHIPPED
    find_model(folder, SHIPPED)
    digests = verify_model(folder)
    return _read(folder / _WEIGHTS, f"{SHIPPED}+{digests[_WEIGHTS][:8]}")


def _read(path: Path, name: str) -> Register:
    from safetensors.numpy import load_file

    tables = load_file(path)
    return Register(
        name=name,
        grams=tables["grams"],
        share=tables["share"].astype(np.float32),
        left=tables["left"].astype(np.float32),
        rest=float(tables["rest"][0]),
    )


def count_register(texts: Iterable[tuple[str, int]], name: str = SHIPPED) -> Register:
    """The model of `texts`, each with the number of times it counts."""
    given = list(texts)
    codes = [each.codes for each in mask_all([Draft(text) for text, _ in given])]
    weights = [times for _, times in given]
    counts = [_count(codes, weights, order) for order in range(1, ORDER + 1)]
    tables = [_discount(counts, order) for order in range(ORDER)]
    grams = np.concatenate([table[0] for table in tables])
    order = np.argsort(grams)
    singles = counts[0][2]
    return Register(
        name=name,
        grams=grams[order],
        share=np.concatenate([table[1] for table in tables])[order],
        left=np.concatenate([table[2] for table in tables])[order],
        rest=float(DISCOUNT * len(singles) / singles.sum()),
    )


Counted = tuple[Hashes, Hashes, npt.NDArray[np.float64]]
"""Grams, the context of each (all but the last character), how often."""


def _count(codes: Sequence[npt.NDArray[np.uint32]], weights: Sequence[int], order: int) -> Counted:
    grams = [hash_grams(each, order) for each in codes]
    contexts = [
        hash_grams(each, order - 1)[: len(gram)] if order > 1 else np.zeros(len(gram), np.uint64)
        for each, gram in zip(codes, grams, strict=True)
    ]
    times = np.repeat(np.asarray(weights, np.float64), [len(gram) for gram in grams])
    values, first, places = np.unique(np.concatenate(grams), return_index=True, return_inverse=True)
    sums = np.bincount(places, weights=times).astype(np.float64)
    return values, np.concatenate(contexts)[first], sums


def _discount(counts: Sequence[Counted], order: int) -> tuple[Hashes, Floats, Floats]:
    """Grams of one order, their discounted share, and what each as a context leaves to a shorter one."""
    grams, contexts, times = counts[order]
    heads, places = np.unique(contexts, return_inverse=True)
    share = (times - DISCOUNT) / np.bincount(places, weights=times)[places]
    left = np.ones(len(grams))
    if order + 1 < len(counts):
        _, after, again = counts[order + 1]
        heads, places = np.unique(after, return_inverse=True)
        kept = DISCOUNT * np.bincount(places) / np.bincount(places, weights=again)
        found = np.minimum(np.searchsorted(heads, grams), len(heads) - 1)
        left = np.where(heads[found] == grams, kept[found], 1.0)
    return grams, share.astype(np.float32), left.astype(np.float32)


def dictionary_words() -> list[tuple[str, int]]:
    """The most frequent words of jieba's dictionary (MIT), each as often as the logarithm of its frequency.

    Raises ResourceError (E402) where the dictionary is not installed.
    """
    entries = []
    for line in read_dictionary().splitlines():
        word, frequency, *_ = line.split(" ")
        entries.append((-int(frequency), word))
    return [(word, math.ceil(math.log2(1 - less))) for less, word in sorted(entries)[:WORDS]]


def build_register(folder: Path, texts: Sequence[str]) -> Register:
    """Make the shipped model from own-written `texts` and the dictionary, with its manifest."""
    from safetensors.numpy import save_file

    made = count_register([*((text, 1) for text in texts), *dictionary_words()])
    folder.mkdir(parents=True, exist_ok=True)
    tables: dict[str, npt.NDArray[np.generic]] = {
        "grams": made.grams,
        "share": made.share.astype(np.float16),
        "left": made.left.astype(np.float16),
        "rest": np.array([made.rest], np.float64),
    }
    save_file(tables, folder / _WEIGHTS)
    write_manifest(
        folder,
        [_WEIGHTS],
        {
            "recipe": f"wenzhi models build {SHIPPED}",
            "texts": str(len(texts)),
            "words": str(WORDS),
            "grams": str(len(made.grams)),
            "order": str(ORDER),
        },
    )
    return made
