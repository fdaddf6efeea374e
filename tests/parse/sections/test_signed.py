"""Who signs below section five, where that is the last, is no sentence of it."""

from __future__ import annotations

import pytest

from wenzhi.parse.sections.outline import read_outline
from wenzhi.parse.sections.prose import read_prose, read_sentences
from wenzhi.parse.sections.signed import told_until
from wenzhi.text.normalize import fold

FIRST = "一、总体情况\n全年公开信息12条。\n"
FIVE = "五、存在的主要问题及改进情况\n公告更新较慢。\n下一步每周核对一次。\n"
SIX = "六、其他需要报告的事项\n无。\n"


@pytest.mark.parametrize(
    "signed",
    ["云川县水务局\n2024年1月18日", "  云川县水务局 \n\n二〇二四年一月十八日\n", "2024年1月18日"],
)
def test_the_signature_is_no_sentence_of_section_five(signed: str) -> None:
    text = FIRST + FIVE + signed
    folded = fold(text)
    sections = read_outline(folded)
    assert [section.kind for section in sections] == ["overview", "problems"]
    assert (
        text[sections[-1].start : told_until(text, sections, sections[-1])].strip() == FIVE.strip()
    )
    kinds = {
        text[s.start : s.end]: s.section for s in read_sentences(read_prose(folded, sections, ()))
    }
    assert kinds["下一步每周核对一次。"] == "problems"
    assert kinds[signed.strip().rpartition("\n")[2]] == "signature"


@pytest.mark.parametrize(
    "text",
    [
        f"{FIRST}{FIVE}{SIX}云川县水务局\n2024年1月18日",
        f"{FIRST}{FIVE}整改将在年内完成，办结日期是2024年1月18日",
        f"{FIRST}{FIVE}",
    ],
)
def test_what_else_ends_a_report_stays_where_it_is(text: str) -> None:
    folded = fold(text)
    sections = read_outline(folded)
    assert told_until(text, sections, sections[-1]) == len(text)
    sentences = read_sentences(read_prose(folded, sections, ()))
    assert "signature" not in {sentence.section for sentence in sentences}
