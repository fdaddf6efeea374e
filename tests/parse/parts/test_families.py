"""Parts told further on than their total: what joins them, what keeps them apart."""

from __future__ import annotations

import pytest

from wenzhi.parse.counts import read_counts
from wenzhi.text.normalize import fold
from wenzhi.text.sentences import paragraphs

JOINED = [
    ("年内办结34件。办结件里，公开20件，部分公开4件，不掌握10件。", "34件", 3),
    ("受理申请40件，办结34件，余6件未到期。予以公开20件，部分公开4件，无法提供10件。", "34件", 3),
    (
        "收到申请36件。到年底答复34件。\n从结果看：予以公开20件，不予公开4件，不掌握10件。",
        "34件",
        3,
    ),
    ("办结34件。予以公开20件，不予公开4件（国家秘密1件、第三方权益3件），不掌握10件。", "34件", 3),
    (
        "新收申请90件，同比80件上升12.5%。自然人申请70件，占77.8%；企业15件，科研机构2件。",
        "90件",
        3,
    ),
    ("主动公开信息518条；街道网页176条；微信231篇；公示栏111期。", "518条", 3),
    ("○官网：60条\n○公众号：30篇\n○公示栏：12期\n○合计102条次", "102条次", 3),
    ("公开渠道与数量：网站203条|微信164条|村务公开栏193条|总量560条", "560条", 3),
    ("被提起诉讼23件，未经复议直接起诉14件，复议后起诉9件。", "23件", 2),
]
"""Text, total and number of parts."""

APART = [
    "收到申请36件，办结34件。予以公开12件，不掌握5件。",
    "办结34件。予以公开20件，部分公开9件，不掌握10件。",
    "上年答复34件。今年答复20件，予以公开15件，部分公开9件。",
    "答复15件，1件延期。答复件按结果分：予以公开6件、部分公开4件、不掌握5件。",
    "网站60条，公众号30篇，合计95条次。",
]


def read(text):
    body = [("overview", paragraph) for paragraph in paragraphs(fold(text))]
    return read_counts(body, year=2023)[0]


@pytest.mark.parametrize(("text", "total", "parts"), JOINED)
def test_a_list_of_one_family_joins_its_total(text, total, parts):
    counts = read(text)
    joined = [one for one in counts if one.parent is not None and counts[one.parent].text == total]
    assert len(joined) == parts
    assert all(one.role == "component" for one in joined)
    assert next(one for one in counts if one.text == total).role == "total"


@pytest.mark.parametrize("text", APART)
def test_what_does_not_fit_is_left_apart(text):
    assert [one.text for one in read(text) if one.parent is not None] == []


def test_a_joined_list_is_never_exhaustive():
    counts = read("年内办结100件。办结件里，公开70件，部分公开24件。")
    assert [one.closed for one in counts] == [False, None, None]


def test_results_are_no_part_of_what_was_carried_over():
    counts = read("收到申请52件，结转而来4件。处理结果是：予以公开20件、不掌握21件。")
    assert all(one.parent is None or counts[one.parent].value != 4 for one in counts)
