"""How long one document takes against a corpus: `copies DIR --against FILE`, warm.

    python benchmarks/against.py [--n 20000] [--seed 107] [--documents 40]

Narratives of known origin are generated (tests/reuse/narratives.py), one in thirteen filled from one
template; their index is stored as `score` stores it and read from disk. Then some of the narratives
themselves are looked up, each as a document of another organ. Seconds are those of the processor.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

import msgspec

sys.path.insert(0, str(Path(__file__).parent))
from reuse import generate  # stands beside this file
from wenzhi.base.records import SectionText
from wenzhi.corpus.phrase_index import Compared, read_compared, write_compared
from wenzhi.reuse.against import PhraseIndex
from wenzhi.reuse.links import Collection


def store(folder: Path, texts: list[SectionText]) -> Compared:
    """The index of `texts`, on disk."""
    collection = Collection.of(texts)
    write_compared(folder, PhraseIndex.of(collection), collection.texts)
    compared = read_compared(folder)
    assert compared is not None
    return compared


def look_up(compared: Compared, text: SectionText) -> float:
    """Seconds to find who shares what with `text`."""
    outside = msgspec.structs.replace(text.ref, report="outside", organization="外县某局")
    began = time.process_time()
    compared.find(msgspec.structs.replace(text, ref=outside, organ_id=None))
    return time.process_time() - began


def main() -> None:
    """Print the seconds of one document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=107)
    parser.add_argument("--documents", type=int, default=40)
    asked = parser.parse_args()
    asked.hard, asked.stock = False, 0  # of `reuse.generate`: the plain kinds, no stock sentences
    with tempfile.TemporaryDirectory() as folder:
        corpus = generate(Path(folder, "generated"), asked, asked.n, max(50, asked.n // 13))
        texts = list(corpus.sections)
        compared = store(Path(folder), texts)
        step = max(1, len(texts) // asked.documents)
        found = [look_up(compared, text) for text in texts[::step][: asked.documents]]
        size = sum(path.stat().st_size for path in Path(folder).glob("copies-*")) / 1e6
    print(f"{len(texts)} narratives, index of {size:.0f} MB on disk, {len(found)} documents")
    print(f"each: median {statistics.median(found):.3f} s, longest {max(found):.3f} s")


if __name__ == "__main__":
    main()
