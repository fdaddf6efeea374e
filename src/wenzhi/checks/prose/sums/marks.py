"""Floor 3: rows that tell marks given: 优秀12个、良好27个、一般7个.

Marks are a scale: a row of nothing else that tells the worst of them leaves none out, and one that tells only the
better ones does. Takes rows of figures; it must not know what they come to.
"""

from __future__ import annotations

from wenzhi.base.patterns import as_pattern
from wenzhi.checks.prose.sums.rows import Paragraph, Row

GRADES = as_pattern("优|良|中等|一般|较?差|合格|满意|改进|[A-D甲乙丙丁一二三四]类|[A-D一二三四]级")
"""Names of marks given: a row of nothing else leaves none out."""
WORST = as_pattern("不|差|改进|[D丁四]")
_LAST = as_pattern("^(?:基本)?合格|不|差|改进|一般|[CD丙丁]")
"""In the name of the last of three marks: it is the lowest that was given."""
_SENT_BACK = as_pattern("收回|回收|有效(?:问卷|答卷|票)|答卷|问卷|参评|评价|评议|测评")


def is_graded(paragraph: Paragraph, total: int, row: Row) -> bool:
    """收回57份,满意51份、基本满意6份、不满意5份: whether a row tells the marks given by all who answered."""
    if not all(map(GRADES.search, row.names)) or not row.ends:
        return False
    return _SENT_BACK.search(paragraph.clause(total)) is not None


def tells_all_marks(row: Row) -> bool:
    """优秀12个、良好27个、一般7个: whether a row tells three marks or more, and the lowest last."""
    graded = len(row.parts) > 2 and all(map(GRADES.search, row.names))
    return graded and _LAST.search(row.names[-1]) is not None


def leaves_out_the_worst(row: Row) -> bool:
    """满意150人、基本满意45人: whether only the better marks are told."""
    return all(map(GRADES.search, row.names)) and not any(map(WORST.search, row.names))
