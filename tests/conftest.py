"""Property tests draw the same examples in every run; `WENZHI_EXPLORE=1 pytest` draws new ones.

The generator of narratives in `reuse` is importable from every folder, whatever way pytest imports tests.
"""

import os
import sys
from pathlib import Path

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile("explore" if os.environ.get("WENZHI_EXPLORE") else "steady")

sys.path.insert(0, str(Path(__file__).parent / "reuse"))
