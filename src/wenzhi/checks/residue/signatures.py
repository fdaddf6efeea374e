"""Floor 3: rules of family R: where a report is signed.

Takes the end of a text; gives where an organ stands alone above or before a date. It must not know whose report it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from wenzhi.base.patterns import as_pattern
from wenzhi.checks.dossier import Dossier, once

_SIGNATURE = as_pattern(
    r"^[ \t]*(?P<organ>[\u4e00-\u9fff()、](?:[ \t]{0,3}[\u4e00-\u9fff()、]){3,39})[ \t]*(?:\n[ \t]*)*"
    r"(?:(?:19|20)\d\d年\d{1,2}月\d{1,2}日|二[〇○零][〇○零一二三四五六七八九]{2}年[一二三四五六七八九十]{1,2}月)",
    re.MULTILINE,
)
"""An organ alone on a line with a date beside or below it."""
_SIGNED_WITHIN = 400
"""Characters from the end of the text within which a signature stands."""


@once
def signatures(dossier: Dossier) -> Sequence[re.Match[str]]:
    """What may sign the report, the name in the group `organ`, in reading order."""
    return tuple(_SIGNATURE.finditer(dossier.flat, max(0, len(dossier.flat) - _SIGNED_WITHIN)))
