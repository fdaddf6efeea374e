"""Property tests draw the same examples in every run; `WENZHI_EXPLORE=1 pytest` draws new ones."""

import os

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile("explore" if os.environ.get("WENZHI_EXPLORE") else "steady")
