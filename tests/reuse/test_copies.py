"""`find_copies` on corpora whose truth is known: what it finds, what it must not, and in any order."""

import random
from collections import defaultdict
from itertools import combinations

import msgspec
import pytest
from narratives import Author, write_corpus

from wenzhi.base.records import Region, ReportRef, SectionText
from wenzhi.reuse.copies import find_copies, is_superior, order_in_time, relate

NOTE = "窗口排队过长的情形时有发生，上半年接到投诉九起，公示栏里的流程图仍是旧版。"


def section(
    name, text, *, organ="甲", organization=None, year=2022, level="county", path=(), published=None
):
    return SectionText(
        ref=ReportRef(report=name, path=f"{name}.txt", organization=organization, year=year),
        organ_id=organ,
        level=level,
        region=Region(code=None, name=path[-1], path=path) if path else None,
        published=published,
        section="problems",
        text=text,
        start=0,
    )


@pytest.fixture(scope="module")
def corpus():
    return write_corpus(1500, 11, template=300, hard=True)


@pytest.fixture(scope="module")
def copies(corpus):
    return find_copies([made.section for made in corpus])


def together(copies):
    """Report → its family."""
    return {ref.report: each.id for each in copies.families for ref in each.members}


def recall(corpus, copies, kind):
    family = together(copies)
    found = {frozenset((pair.a.report, pair.b.report)) for pair in copies.pairs}
    clusters = defaultdict(list)
    for made in corpus:
        clusters[made.cluster].append(made)
    asked = [
        (one.section.ref.report, other.section.ref.report)
        for members in clusters.values()
        for one, other in combinations(members[:40], 2)
        if {one.kind, other.kind} <= {kind, "source"}
    ]
    hits = sum(
        frozenset(pair) in found or (pair[0] in family and family[pair[0]] == family.get(pair[1]))
        for pair in asked
    )
    return hits / len(asked)


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        ("exact", 1.0),
        ("swapped", 1.0),
        ("template", 0.99),
        ("shuffled", 1.0),
        ("reworded", 0.99),
        ("years", 1.0),
        ("partial", 0.85),
        ("siblings", 0.85),
    ],
)
def test_copies_of_each_kind_are_found(corpus, copies, kind, least):
    assert recall(corpus, copies, kind) >= least


def test_hardly_any_pair_is_false(corpus, copies):
    origin = {made.section.ref.report: made.cluster for made in corpus}

    def root(report):
        return origin[report].rstrip("+").split(".")[0]

    false = [pair for pair in copies.pairs if root(pair.a.report) != root(pair.b.report)]
    assert len(false) <= 0.001 * len(copies.pairs)


def test_a_template_of_hundreds_is_one_family(corpus, copies):
    family = together(copies)
    mega = [made.section.ref.report for made in corpus if made.cluster == "mega"]
    assert len({family.get(report) for report in mega}) == 1
    (whole,) = [each for each in copies.families if each.id == family[mega[0]]]
    assert len(whole.members) == len(mega)


def test_a_text_made_of_two_sources_does_not_chain_their_families(corpus, copies):
    cluster = {made.section.ref.report: made.cluster.rstrip("+") for made in corpus}
    for family in copies.families:
        sources = {cluster[ref.report] for ref in family.members}
        roots = {name.split(".")[0] for name in sources}
        assert len(roots) == 1
        halves = {name for name in sources if "." in name}
        assert len(halves) <= 1


def test_passages_are_exact_in_both_reports(corpus, copies):
    texts = {made.section.ref.report: made.section for made in corpus}
    seen = 0
    for pair in copies.pairs[:600]:
        a, b = texts[pair.a.report], texts[pair.b.report]
        for passage in pair.passages:
            assert a.start <= passage.a[0] < passage.a[1] <= a.start + len(a.text)
            if passage.kind == "verbatim":
                seen += 1
                assert (
                    a.text[passage.a[0] - a.start : passage.a[1] - a.start]
                    == b.text[passage.b[0] - b.start : passage.b[1] - b.start]
                )
    assert seen > 100


def test_the_order_of_reports_does_not_matter(corpus):
    texts = [made.section for made in corpus[:400]]
    shuffled = random.Random(3).sample(texts, len(texts))
    assert msgspec.json.encode(find_copies(texts)) == msgspec.json.encode(find_copies(shuffled))


def test_two_organs_that_quote_the_same_law_are_no_pair():
    law = (
        "坚持以公开为常态、不公开为例外的原则，遵循公正、公平、合法、便民的原则，"
        "充分发挥政府信息对人民群众生产、生活和经济社会活动的服务作用，"
        "保障公民、法人和其他组织依法获取政府信息的权利，提高政府工作的透明度，建设法治政府。"
    )
    author = Author(8)
    one, other = ("".join(author.sentences(3, 4)) for _ in range(2))
    assert (
        find_copies([section("r1", law + one), section("r2", other + law, organ="乙")]).pairs == ()
    )


def test_short_narratives_are_paired_only_where_they_say_something():
    texts = [
        section("r1", NOTE),
        section("r2", NOTE, organ="乙"),
        section("r3", "无。"),
        section("r4", "无。"),
    ]
    (pair,) = find_copies(texts).pairs
    assert (pair.a.report, pair.b.report) == ("r1", "r2")
    assert pair.coverage_a == 1.0


def test_a_note_that_holds_most_of_another_is_found():
    author = Author(21)
    source = author.sentences(9, 9)
    note = "".join(source[:6]) + "".join(author.sentences(2, 2))
    (pair,) = find_copies([section("r1", "".join(source)), section("r2", note, organ="乙")]).pairs
    assert pair.coverage_b > 0.6


def test_nothing_is_found_in_nothing():
    assert find_copies([]).pairs == ()
    assert find_copies([section("r1", ""), section("r2", "")]).families == ()


COUNTY = ("云岭省", "青禾县")


def test_relations_between_organs():
    province = section("r1", "", organ="省", level="province", path=("云岭省",))
    county = section("r2", "", organ="县", path=COUNTY, organization="青禾县人民政府")
    bureau = section("r3", "", organ="局", path=COUNTY, organization="青禾县水务局")
    abroad = section("r4", "", organ="外", path=("东湖省", "松岗县"))
    nobody = section("r5", "", organ=None)
    assert relate(county, section("r9", "", organ="县", year=2020)) == "self"
    assert relate(province, bureau) == relate(bureau, county) == "upstream"
    assert is_superior(county, bureau) and not is_superior(bureau, county)
    assert relate(abroad, province) == relate(abroad, county) == "peer"
    assert relate(nobody, county) == "unknown"
    assert is_superior(section("r6", "", level="central"), abroad)


def test_a_government_is_known_by_its_name_where_no_region_is():
    county = section("r1", "", level=None, organization="青禾县人民政府办公室")
    bureau = section("r2", "", level=None, organization="青禾县水务局")
    town = section("r3", "", level=None, organization="青禾县双井镇人民政府")
    assert is_superior(county, bureau) and is_superior(county, town)
    assert not is_superior(town, bureau) and not is_superior(bureau, county)
    assert not is_superior(county, section("r4", "", level=None, organization="青禾县人民政府"))


def test_a_superior_stands_first_in_its_pair():
    texts = [
        section("r1", NOTE, organ="局", path=COUNTY),
        section("r2", NOTE, organ="省", level="province", path=("云岭省",)),
    ]
    (pair,) = find_copies(texts).pairs
    assert (pair.a.report, pair.relation) == ("r2", "upstream")


def test_who_was_first():
    early, late = section("r1", "", year=2020), section("r2", "", year=2021)
    assert order_in_time(early, late) == "a"
    assert order_in_time(late, early) == "b"
    assert order_in_time(early, section("r3", "", year=2020)) == "unknown"
    dated = section("r4", "", year=2020, published="2021-01-20")
    later = section("r5", "", year=2020, published="2021-01-28")
    assert order_in_time(later, dated) == "b"
    assert order_in_time(dated, section("r6", "", year=None, published="2021-02-01")) == "unknown"


def test_the_earliest_and_the_superior_are_named_in_a_large_family():
    author = Author(31)
    body = author.sentences(8, 8)
    texts = [
        section(f"r{n:02}", "".join(body) + author.sentences(1, 1)[0], organ=f"局{n}", path=COUNTY)
        for n in range(50)
    ]
    texts.append(section("z1", "".join(body), organ="市", level="province", path=("云岭省",)))
    texts.append(section("z2", "".join(body), organ="邻", year=2019, path=("东湖省", "松岗县")))
    pairs = find_copies(texts).pairs
    for n in range(50):
        partners = {
            (pair.b if pair.a.report == f"r{n:02}" else pair.a).report
            for pair in pairs
            if f"r{n:02}" in (pair.a.report, pair.b.report)
        }
        assert {"z1", "z2"} <= partners


def test_sentences_that_a_few_write_word_for_word_make_no_pairs():
    made = write_corpus(1500, 41, stock=400)
    cluster = {one.section.ref.report: one.cluster for one in made}
    pairs = find_copies([one.section for one in made]).pairs
    false = sum(cluster[pair.a.report] != cluster[pair.b.report] for pair in pairs)
    assert false <= 0.03 * len(pairs)
