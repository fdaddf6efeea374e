"""The labelled sentences: what every record promises, and that the splits share nothing."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import re
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
LABELS = ROOT / "corpora" / "labels"
SHARED = ROOT.parent / "shared"
SPLITS = ("train", "development", "test")
LEVELS = {"central", "province", "prefecture", "county", "township"}
KINDS = {"government", "office", "department", "vertical", "street", "town", "public_institution"}
ELEMENTS = {"who", "what", "how_many", "by_when", "instrument"}


def load(name: str) -> list[dict[str, Any]]:
    lines = (LABELS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


RECORDS = {split: load(split) for split in SPLITS}
ALL = [record for split in SPLITS for record in RECORDS[split]]
SENTENCES = [(record["id"], s) for record in ALL for s in record["sentences"]]


def compiler() -> ModuleType:
    path = ROOT / "benchmarks" / "labels.py"
    spec = importlib.util.spec_from_file_location("labels", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["labels"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("split", SPLITS)
def test_json_is_what_the_marked_text_says(split: str) -> None:
    assert (LABELS / f"{split}.jsonl").read_text(encoding="utf-8") == compiler().compile_split(
        split
    )


def test_marks_are_read_as_explained() -> None:
    text = (
        "## x1 | 某县某局 | county | department | 2021 | 示例 | 50 | 示例\n"
        "Pm2+>2 {w:法规股}漏了{n:3件}，现已补发。\n\nM->2 加强培训。\n"
    )
    (record,) = compiler().read_marked(text)
    mixed, measure = record["sentences"]
    assert mixed["text"] == "法规股漏了3件，现已补发。"
    assert (mixed["class"], mixed["second"], mixed["concrete"]) == ("problem", "measure", True)
    assert [(s["element"], s["start"], s["end"]) for s in mixed["spans"]] == [
        ("who", 0, 3),
        ("how_many", 5, 7),
    ]
    assert (measure["paragraph"], measure["answers"], measure["concrete"]) == (1, [0], False)


@pytest.mark.parametrize("line", ["X- 不明类别。", "P1 没有具体与否。", "M->7 回答不存在的问题。"])
def test_what_is_not_understood_is_an_error(line: str) -> None:
    head = "## x1 | 某县某局 | county | department | 2021 | 示例 | 50 | 示例\n"
    with pytest.raises(ValueError):
        list(compiler().read_marked(head + line))


def test_heads_are_complete() -> None:
    assert len({record["id"] for record in ALL}) == len(ALL)
    for record in ALL:
        assert record["level"] in LEVELS, record["id"]
        assert record["kind"] in KINDS, record["id"]
        assert 2019 <= record["year"] <= 2025, record["id"]
        assert 0 <= record["grade"] <= 100, record["id"]
        assert record["reason"] and record["family"], record["id"]


def test_there_is_enough_of_everything() -> None:
    assert len(SENTENCES) >= 1600
    assert len(ALL) >= 170
    for split in SPLITS:
        sentences = [s for record in RECORDS[split] for s in record["sentences"]]
        counted = Counter(s["class"] for s in sentences)
        assert min(counted[c] for c in ("problem", "measure", "achievement", "stock")) >= 20, split
        for name in ("problem", "measure"):
            concrete = sum(s["concrete"] for s in sentences if s["class"] == name)
            assert 0.25 <= concrete / counted[name] <= 0.75, (split, name)
    assert {record["level"] for record in ALL} >= LEVELS - {"central"}
    assert {record["kind"] for record in ALL} == KINDS
    assert {record["year"] for record in ALL} >= set(range(2019, 2025))


def test_most_sentences_teach_and_the_others_are_enough_to_measure() -> None:
    """The test part is closed: the others grow beside it, so that its size is asked and not its share."""
    sizes = [sum(len(record["sentences"]) for record in RECORDS[split]) for split in SPLITS]
    assert 0.7 <= sizes[0] / len(SENTENCES) <= 0.85
    assert 0.1 <= sizes[1] / len(SENTENCES) <= 0.2
    assert sizes[2] >= 400


@pytest.mark.parametrize("name", ["organ", "family", "id"])
def test_splits_share_no_organ_and_no_family(name: str) -> None:
    values = [{record[name] for record in RECORDS[split]} for split in SPLITS]
    assert not values[0] & values[1] and not values[0] & values[2] and not values[1] & values[2]


def test_no_place_is_in_two_splits() -> None:
    places = [
        {match[0] for record in RECORDS[split] if (match := PLACE.match(record["organ"]))}
        for split in SPLITS
    ]
    assert all(places)
    assert not places[0] & places[1] and not places[0] & places[2] and not places[1] & places[2]


PLACE = re.compile(r"[\u4e00-\u9fff]{2}[省市州县区]")


def test_no_sentence_stands_twice() -> None:
    counted = Counter(s["text"] for _, s in SENTENCES)
    allowed = re.compile(
        r"[（(]?[一二三四]?[）)]?[、.]?(?:存在的?)?(?:主要)?(?:问题|改进|整改)\w{0,6}[。：]?"
    )
    twice = [text for text, n in counted.items() if n > 1 and not allowed.fullmatch(text)]
    assert [text for text in twice if len(text) > 8] == []


def broken(sentence: dict[str, Any]) -> str | None:
    """The promise that a labelled sentence breaks, if any."""
    text, main, second = sentence["text"], sentence["class"], sentence["second"]
    classes = {main, second}
    elements = [span["element"] for span in sentence["spans"]]
    promises = {
        "no marks or blanks left": text == text.strip() and not re.search(r"[{}]|[PMAS][+-]", text),
        "two different classes": second != main and main is not None,
        "exact substrings": all(
            text[s["start"] : s["end"]] == s["text"] for s in sentence["spans"]
        ),
        "known elements": set(elements) <= ELEMENTS,
        "deadlines and instruments are of measures": "measure" in classes
        or not {"by_when", "instrument"} & set(elements),
        "elements are of problems and measures": not elements
        or bool(classes & {"problem", "measure"}),
        "problems have a number": bool(sentence["problems"]) == ("problem" in classes),
        "measures answer": not sentence["answers"] or "measure" in classes,
        "stock is stock": main != "stock" or not (sentence["concrete"] or second),
        "a concrete measure states a thing or instrument and one element more": not (
            main == "measure" and sentence["concrete"]
        )
        or (bool({"what", "instrument"} & set(elements)) and len(set(elements)) >= 2),
    }
    return next((name for name, kept in promises.items() if not kept), None)


def test_sentences_keep_their_promises() -> None:
    assert [(where, s["text"], why) for where, s in SENTENCES if (why := broken(s))] == []


@pytest.mark.parametrize(
    ("change", "promise"),
    [
        ({"second": "problem"}, "two different classes"),
        ({"problems": []}, "problems have a number"),
        ({"answers": [0]}, "measures answer"),
        (
            {"spans": [{"element": "by_when", "start": 0, "end": 2, "text": "三月"}]},
            "deadlines and instruments are of measures",
        ),
        (
            {"spans": [{"element": "what", "start": 0, "end": 1, "text": "三月"}]},
            "exact substrings",
        ),
        ({"class": "stock", "problems": []}, "stock is stock"),
        (
            {"class": "measure", "problems": []},
            "a concrete measure states a thing or instrument and one element more",
        ),
    ],
)
def test_broken_promises_are_seen(change: dict[str, Any], promise: str) -> None:
    sound: dict[str, Any] = {
        "text": "三月的名单漏了一户。",
        "class": "problem",
        "second": None,
        "concrete": True,
        "problems": [1],
        "answers": [],
        "spans": [],
    }
    assert broken(sound) is None
    assert broken(sound | change) == promise


def test_sentences_are_one_unit_each() -> None:
    for record_id, sentence in SENTENCES:
        bare = re.sub(r"“[^”]*”|（[^）]*）|《[^》]*》", "", sentence["text"])
        assert not re.search(r"[。！？](?!$)", bare), (record_id, bare, "two sentences")
        items = re.search(r"；(?=[一二三四五]是|[（(]?[一二三四1-9][）)、.])", bare)
        assert not items, (record_id, bare, "two items")
        assert not bare.endswith(("，", "、")), (record_id, bare, "half a sentence")


def test_answers_point_at_problems() -> None:
    for record in ALL:
        for sentence in record["sentences"]:
            for index in sentence["answers"]:
                assert record["sentences"][index]["problems"], record["id"]
        numbers = {n for s in record["sentences"] for n in s["problems"]}
        assert numbers == set(range(1, max(numbers, default=0) + 1)), record["id"]


def test_grades_follow_what_is_concrete() -> None:
    """No narrative without anything concrete is graded above 40, none rich in it below 30."""
    for record in ALL:
        concrete = [
            s for s in record["sentences"] if s["concrete"] and s["class"] in ("problem", "measure")
        ]
        if not concrete:
            assert record["grade"] <= 40, record["id"]
        if len(concrete) >= 5:
            assert record["grade"] >= 50, record["id"]


def test_readme_states_the_hash_of_the_test_part() -> None:
    digest = hashlib.sha256((LABELS / "test.jsonl").read_bytes()).hexdigest()
    assert digest in (LABELS / "README.md").read_text(encoding="utf-8")


def test_readme_counts_what_there_is() -> None:
    assert compiler().summarise() in (LABELS / "README.md").read_text(encoding="utf-8")


def test_second_sheet_holds_texts_and_no_labels() -> None:
    sheet = json.loads((LABELS / "second" / "sheet.json").read_text(encoding="utf-8"))
    texts = {f"{record}/{i}": s["text"] for record, i, s in _numbered()}
    assert len(sheet) == 300
    assert all(set(row) == {"id", "text"} for row in sheet)
    assert all(texts[row["id"]] == row["text"] for row in sheet)
    assert len({row["id"].split("/")[0] for row in sheet}) >= 150


def _numbered() -> list[tuple[str, int, dict[str, Any]]]:
    return [(record["id"], i, s) for record in ALL for i, s in enumerate(record["sentences"])]


def test_nothing_was_taken_from_real_reports() -> None:
    files = [*SHARED.glob("seeds/*.txt"), *SHARED.glob("real/*.txt")]
    if not files:
        pytest.skip("no real reports beside the repository")
    real = "".join("".join(path.read_text(encoding="utf-8").split()) for path in files)
    grams = {real[i : i + 18] for i in range(len(real) - 17)}
    for record_id, sentence in SENTENCES:
        text = re.sub("《[^》]*》", "", sentence["text"])  # the names of statutes are everybody's
        assert not {text[i : i + 18] for i in range(len(text) - 17)} & grams, record_id
