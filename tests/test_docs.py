"""The documentation's promises: everything is described, generated pages are fresh, links lead somewhere."""

from __future__ import annotations

import importlib.util
import re
import unicodedata
from pathlib import Path
from types import ModuleType

import pytest

from wenzhi.base.rules import catalogue

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", ROOT / "README.zh-CN.md", *DOCS.rglob("*.md")])
LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(([^)\s]+)\)")
PICTURE = re.compile(r"<img[^>]*\ssrc=\"([^\"]+)\"|!\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generator", DOCS / "generate_reference.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def errors(generator: ModuleType) -> set[str]:
    return set(generator.raised_errors())


def prose(page: Path) -> str:
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def slug(heading: str) -> str:
    """The anchor that GitHub gives to a heading."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)|[`*]", r"\1", heading.strip()).lower()
    kept = [c for c in text if c in " -_" or unicodedata.category(c)[0] in "LN"]
    return "".join(kept).replace(" ", "-")


def anchors(page: Path) -> set[str]:
    return {slug(line.lstrip("#")) for line in prose(page).splitlines() if line.startswith("#")}


# Reference ----------------------------------------------------------------------------------------


def test_every_rule_error_option_field_and_column_is_described(generator: ModuleType) -> None:
    assert generator.gaps() == []


def test_generated_pages_equal_what_the_generator_prints(generator: ModuleType) -> None:
    stale = [
        name
        for name, text in generator.pages().items()
        if (DOCS / "reference" / name).read_text(encoding="utf-8") != text
    ]
    assert stale == [], "run: python docs/generate_reference.py"


def test_the_reference_holds_only_generated_pages(generator: ModuleType) -> None:
    assert {path.name for path in (DOCS / "reference").iterdir()} == set(generator.pages())


def test_an_undescribed_error_is_noticed(
    generator: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = generator.raised_errors()
    monkeypatch.setattr(
        generator, "raised_errors", lambda: known | {"E399": {"InputError"}, "E301": {"QueryError"}}
    )
    found = generator.gaps()
    assert "error: E399 has no sentence" in found
    assert any(line.startswith("error E301") for line in found)


def test_raised_errors_are_read_from_the_source(generator: ModuleType) -> None:
    raised = generator.raised_errors()
    assert raised["E305"] == {"InputError"}
    assert "ErrorRecord" in raised["E200"]


# Links --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_relative_links_lead_somewhere(page: Path) -> None:
    broken = []
    for target in LINK.findall(prose(page)):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        place = (page.parent / path).resolve() if path else page
        known = place.exists() and place.is_relative_to(ROOT)
        if not known or (anchor and anchor not in anchors(place)):
            broken.append(target)
    assert broken == []


def test_every_page_is_on_the_contents_page() -> None:
    linked = {
        (DOCS / target.partition("#")[0]).resolve()
        for target in LINK.findall(prose(DOCS / "README.md"))
    }
    unlisted = [named(page) for page in DOCS.rglob("*.md") if page.resolve() not in linked]
    assert unlisted == ["docs/README.md"]


def test_pictures_are_there() -> None:
    wanted = {
        (page.parent / (html or markdown)).resolve()
        for page in PAGES
        for html, markdown in PICTURE.findall(page.read_text(encoding="utf-8"))
    }
    if not any((DOCS / "images").glob("*.*")):
        pytest.skip("no picture of the pages has been rendered yet")
    assert [path for path in sorted(wanted) if not path.exists()] == []


# Words --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_codes_that_are_named_exist(page: Path, errors: set[str]) -> None:
    text = page.read_text(encoding="utf-8")
    rules = set(re.findall(r"\b[FTPYDCRS]\d{3}\b", text))
    named_errors = set(re.findall(r"\bE\d{3}\b", text))
    assert rules - catalogue().keys() == set()
    assert named_errors - errors == set()


def test_the_two_readmes_have_the_same_structure() -> None:
    shapes = []
    for name in ("README.md", "README.zh-CN.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        heads = [line.split(" ")[0] for line in prose(ROOT / name).splitlines() if line[:1] == "#"]
        shapes.append((heads, len(FENCE.findall(text)), PICTURE.findall(text)))
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_pages_hold_no_absolute_paths(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"(?<![\w.])/(?:home|work|Users|tmp)/\S*", text) == []
