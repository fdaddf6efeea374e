"""Floor 3: rules over single reports, over years and over a roster: `check`, `check_roster`, `judge_grounds`."""

from wenzhi.checks.between.roster import check_roster
from wenzhi.checks.grounds import judge_grounds
from wenzhi.checks.run import check

__all__ = ["check", "check_roster", "judge_grounds"]
