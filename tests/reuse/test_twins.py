"""Sentences word for word in two sections: beside a told pair, and where there is none."""

from __future__ import annotations

from itertools import pairwise

import msgspec
import pytest
from narratives import Author
from test_copies import section

from wenzhi.base.records import CopyPair, SectionText
from wenzhi.reuse.against import PhraseIndex, compare_closely
from wenzhi.reuse.copies import compare_texts
from wenzhi.reuse.links import Collection
from wenzhi.reuse.provenance import SHARED_BY, trace
from wenzhi.reuse.twins import find_alike, find_twins

LENT = "柳埠村的公示栏借给了换届选举用，47天没有贴过东西"
SHORT = "栏下那盏灯也坏了九天"


def prose(seed: int, sentences: int = 10) -> str:
    return "".join(Author(seed).sentences(sentences, sentences))


def texts(*bodies: str, years: tuple[int, ...] = (2021, 2022)) -> list[SectionText]:
    """The sections of as many organs, of these years."""
    names = [f"r{number}" for number in range(len(bodies))]
    return [
        section(name, body, organ=name, organization=f"{name}局", year=year)
        for name, body, year in zip(names, bodies, years, strict=True)
    ]


def alike(made: list[SectionText]) -> list[CopyPair]:
    collection = Collection.of(made)
    return list(find_alike(collection, compare_texts(collection).pairs))


def shared(pair: CopyPair, made: list[SectionText]) -> list[str]:
    text = next(each for each in made if each.ref == pair.b)
    return [text.text[slice(*passage.b)] for passage in pair.passages]


@pytest.mark.parametrize(
    ("first", "later"),
    [
        (f"{prose(1)}{LENT}。{prose(2)}", f"{prose(3)}{LENT}。{prose(4)}"),
        (f"{prose(1)}三是{LENT}；", f"（二）{LENT}。{prose(4)}"),
        (f"{prose(1)}背景：{LENT}。", f"{prose(4)}{LENT}！"),
        (f"{prose(1)}\n公示情况\n{LENT}。", f"{prose(4)}{LENT}"),
    ],
    ids=["bare", "marks of lists", "behind a colon", "under a heading"],
)
def test_a_sentence_of_an_earlier_section_is_found(first: str, later: str) -> None:
    made = texts(first, later)
    assert compare_texts(Collection.of(made)).pairs == ()
    found = alike(made)
    assert [(pair.a.report, pair.b.report, pair.earlier) for pair in found] == [("r0", "r1", "a")]
    assert shared(found[0], made) == [LENT]


def test_the_order_texts_come_in_does_not_matter() -> None:
    made = texts(f"{prose(1)}{LENT}。", f"{prose(3)}{LENT}。", prose(5), years=(2021, 2022, 2020))
    assert alike(made) == alike(made[::-1])


@pytest.mark.parametrize("years", [(2022, 2022), (2022, None)])
def test_where_nobody_was_first_nothing_is_told(years: tuple[int, ...]) -> None:
    assert alike(texts(f"{prose(1)}{LENT}。", f"{prose(3)}{LENT}。", years=years)) == []


def test_an_organ_does_not_take_from_itself_nor_from_its_superior() -> None:
    made = texts(f"{prose(1)}{LENT}。", f"{prose(3)}{LENT}。")
    own = msgspec.structs.replace(made[0], organ_id=made[1].organ_id)
    assert alike([own, made[1]]) == []
    upper = section(
        "r0", made[0].text, organ="县", organization="青禾县人民政府", year=2021, level="county"
    )
    lower = section("r1", made[1].text, organ="局", organization="青禾县水务局", year=2022)
    assert alike([upper, lower]) == []


def test_what_many_organs_write_has_no_source() -> None:
    for many in (SHARED_BY - 1, SHARED_BY):
        bodies = [f"{prose(20 + number)}{LENT}。" for number in range(many)]
        made = texts(*bodies, years=tuple(range(2010, 2010 + many)))
        assert len(alike(made)) == (many - 1 if many < SHARED_BY else 0)


def test_a_short_sentence_goes_with_the_pair_it_stands_in() -> None:
    copied = prose(1)
    made = texts(f"{copied}{SHORT}。{prose(2, 4)}", f"{prose(3, 3)}{SHORT}。{copied}")
    collection = Collection.of(made)
    pairs = compare_texts(collection).pairs
    assert len(pairs) == 1
    later = made[1]

    def taken(*sources: CopyPair) -> str:
        spans = trace(later, sources, None)
        assert all(one.end == two.start for one, two in pairwise(spans))
        return "".join(later.text[one.start : one.end] for one in spans if one.provenance == "peer")

    assert SHORT not in taken(*pairs)
    assert SHORT in taken(*pairs, *find_twins(collection, pairs))
    assert alike(made) == []


def test_one_text_against_an_index_is_told_the_same() -> None:
    first, later = texts(f"{prose(1, 4)}{LENT}。", f"{prose(3, 4)}{LENT}。")
    others = texts(*map(prose, range(30, 60)), years=(2020,) * 30)
    others = [
        msgspec.structs.replace(one, ref=msgspec.structs.replace(one.ref, report=f"o{number}"))
        for number, one in enumerate(others)
    ]
    collection = Collection.of([first, *others])
    index = PhraseIndex.of(collection)
    pairs, twins, found = compare_closely(later, index, collection.texts.__getitem__)
    assert (pairs, twins) == ((), ())
    assert [(pair.a.report, pair.b.report) for pair in found] == [("r0", "r1")]
    assert shared(found[0], [later]) == [LENT]
