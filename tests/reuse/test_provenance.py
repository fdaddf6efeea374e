"""Provenance: classes tile the section, what is known comes first, a source is named where there is one."""

from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from narratives import MANDATED, Author, write_corpus
from test_copies import COUNTY, section

from wenzhi.reuse.copies import find_copies
from wenzhi.reuse.links import Collection
from wenzhi.reuse.provenance import GenreProfile, trace

BODY = "".join(Author(77).sentences(8, 8))
OWN = "".join(Author(78).sentences(5, 5))


def traced(texts, index, **given_):
    copies = find_copies(texts)
    text = texts[index]
    pairs = [pair for pair in copies.pairs if text.ref in (pair.a, pair.b)]
    family = next((each for each in copies.families if text.ref in each.members), None)
    return trace(text, pairs, family, **given_)


def classes(text, spans):
    """Class → the characters it holds."""
    found = {}
    for span in spans:
        found.setdefault(span.provenance, "")
        found[span.provenance] += text.text[span.start - text.start : span.end - text.start]
    return found


@given(
    st.text(alphabet="依据政府信息公开条例，应公开尽公开。\n 本年公开形式单一水泵", max_size=80),
    st.integers(0, 99),
)
def test_spans_tile_the_section(body, start):
    text = msgspec.structs.replace(section("r1", body), start=start)
    spans = trace(text, (), None)
    assert "".join(body[span.start - start : span.end - start] for span in spans) == body
    assert all(one.end == two.start for one, two in pairwise(spans))


def test_statute_and_stock_phrases_are_nobodys_own():
    text = section(
        "r1", "坚持以公开为常态、不公开为例外，但信息公开更新不及时，水泵房的告示被风刮走。"
    )
    found = classes(text, trace(text, (), None))
    assert "以公开为常态、不公开为例外" in found["statute"]
    assert "更新不及时" in found["genre"]
    assert "水泵房的告示被风刮走" in found["own"]


def test_what_another_organ_wrote_first_is_theirs():
    texts = [
        section("r1", BODY, organ="乙", organization="乙局", year=2020),
        section("r2", OWN + BODY),
    ]
    spans = traced(texts, 1)
    found = classes(texts[1], spans)
    assert len(found["peer"]) == pytest.approx(len(BODY), abs=5)
    assert {span.source.report for span in spans if span.provenance == "peer"} == {"r1"}
    assert set(classes(texts[0], traced(texts, 0))) == {"own"}  # others took it from here


def test_own_years_come_before_peers():
    texts = [
        section("r1", BODY, organ="甲", year=2020),
        section("r2", BODY, organ="乙", organization="乙局", year=2019),
        section("r3", BODY, organ="甲", year=2022),
    ]
    assert set(classes(texts[2], traced(texts, 2))) == {"self"}


def test_a_superiors_text_is_upstream_and_not_a_peers():
    texts = [
        section("r1", BODY, organ="省", level="province", path=("云岭省",)),
        section("r2", BODY, organ="甲", path=COUNTY),
        section("r3", BODY, organ="乙", path=("云岭省", "松岗县")),
    ]
    assert set(classes(texts[1], traced(texts, 1))) == {"upstream"}
    assert set(classes(texts[0], traced(texts, 0))) == {"own"}


def test_a_template_of_many_organs_has_no_named_source():
    author = Author(79)
    texts = [
        section(
            f"r{n:02}", BODY + author.sentences(1, 1)[0], organ=f"局{n}", organization=f"第{n}局"
        )
        for n in range(14)
    ]
    spans = traced(texts, 3)
    found = classes(texts[3], spans)
    assert len(found["family"]) >= len(BODY) * 0.95
    assert all(span.source is None for span in spans if span.provenance == "family")


def test_a_template_said_again_stays_shared():
    """Said first by the organ it is not: what others took over later is still its own."""
    many = [
        section(f"r{n:02}", BODY, organ=f"局{n}", organization=f"第{n}局", year=2021)
        for n in range(14)
    ]
    again = section("s03", BODY, organ="局3", organization="第3局", year=2022)
    spans = traced([*many, again], 14)
    told = [span for span in spans if span.provenance == "self"]
    assert told
    assert all(span.shared for span in told)
    first = section("r99", BODY, organ="局3", organization="第3局", year=2020)
    spans = traced([first, *many[:3], *many[4:], again], 14)
    assert not any(span.shared for span in spans)


def test_what_all_provinces_write_is_genre():
    made = [one.section for one in write_corpus(300, 3)]
    profile = GenreProfile.fit(made)
    assert profile.phrases.values.tolist() == (
        GenreProfile.of(Collection.of(made)).phrases.values.tolist()
    )
    text = section("x", MANDATED[5] + OWN)
    found = classes(text, trace(text, (), None, profile))
    assert MANDATED[5][2:-3] in found["genre"]
    # Some clauses of the generator are stock, as some of every author are.
    assert len(found["own"]) > 0.75 * len(OWN)


def test_what_one_province_of_three_writes_is_not_genre():
    local = "窗口叫号机的广播声太小，排队群众听不真切。"
    made = []
    for number, one in enumerate(write_corpus(300, 3)):
        region = msgspec.structs.replace(one.section.region, path=(f"省{number % 3}", "县"))
        tail = local if number % 3 == 0 else ""
        made.append(
            msgspec.structs.replace(one.section, region=region, text=one.section.text + tail)
        )
    text = section("x", local + OWN)
    found = classes(text, trace(text, (), None, GenreProfile.fit(made)))
    assert "广播声太小" in found["own"]
