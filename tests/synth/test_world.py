from __future__ import annotations

import random
from importlib.resources import files

from wenzhi.base.resources import read_toml
from wenzhi.synth.world import district, organs, place_name


def test_no_invented_place_is_a_real_one():
    table = (files("cpca") / "resources" / "pca.csv").read_text(encoding="utf-8")
    world = read_toml("synth/world.toml")
    names = [a + b for a in world["first"] for b in world["second"]]
    names += [name.rstrip("省") for name in world["provinces"]] + world["streets"] + world["towns"]
    assert [name for name in names if name in table] == []


def test_place_names_are_distinct():
    assert len({place_name(number) for number in range(6000)}) == 6000


def test_organs_of_a_district_are_distinct_and_know_their_superior():
    found = organs(3, 10, random.Random(0))
    assert len({organ.name for organ in found}) == 10
    assert found[0].kind == "government" and found[0].parent == f"{district(3).prefecture}人民政府"
    assert all(organ.parent for organ in found)
    assert {"street", "town", "department"} & {organ.kind for organ in found}
