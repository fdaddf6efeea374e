"""What comparing costs when 1 % is added: the reuse step by itself, without reading, judging or tables.

    python benchmarks/reuse_more.py [--n 24000] [--seed 110]

Narratives of known origin are generated (tests/reuse/narratives.py), one in thirteen filled from one template. 99 % of
them are compared, then all with the alignments of the first comparison at hand, then all from scratch: the
last two must say the same. Seconds are those of the processor.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from reuse_truth import load_generator  # stands beside this file

from wenzhi.base.garbage import collecting_seldom
from wenzhi.base.records import Copies, SectionText
from wenzhi.corpus.link_plan import link_sections
from wenzhi.reuse.copies import compare_texts
from wenzhi.reuse.earlier import EarlierWork


def compare(
    texts: Sequence[SectionText], earlier: EarlierWork | None = None
) -> tuple[float, Copies, EarlierWork]:
    """Seconds of one comparison, what it found, and what it leaves for the next."""
    start = time.process_time()
    with collecting_seldom():  # as `score` does
        collection = link_sections(texts, earlier=earlier, keep=True)
        copies = compare_texts(collection)
        made = collection.leave()
    return time.process_time() - start, copies, made


def main() -> None:
    """Print seconds and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=24_000)
    parser.add_argument("--seed", type=int, default=110)
    arguments = parser.parse_args()
    template = 3 * arguments.n // 40
    made = load_generator().write_corpus(arguments.n, arguments.seed, template=template, hard=True)
    texts: list[SectionText] = [each.section for each in made]
    compare(texts[:300])  # loops are loaded
    new = set(random.Random(arguments.seed).sample(range(len(texts)), len(texts) // 100))
    first, _, kept = compare([text for number, text in enumerate(texts) if number not in new])
    more, found, _ = compare(texts, kept)
    whole, true, _ = compare(texts)
    print(f"{len(texts) - len(new)} narratives: {first:.1f} s")
    print(f"with {len(new)} more: {more:.1f} s, {more / whole:.0%} of {whole:.1f} s from scratch")
    print(f"the same as from scratch: {found == true}")


if __name__ == "__main__":
    main()
