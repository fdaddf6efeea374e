"""Floor 5: what the judgement of a report rests on, as a digest.

Equal digests mean that nothing which bears on a report's judgement has changed: its analysis and name,
its copies and editions, what rules asked of others and were told, the code, data and models. The
numbers that move with every report of others (`corpus.moving`) are not among it.
"""

from __future__ import annotations

from collections.abc import Sequence

from wenzhi.base.records import Report
from wenzhi.corpus.context import Context
from wenzhi.corpus.judging import Roster
from wenzhi.corpus.members import Member, Membership
from wenzhi.corpus.memory import Memory, Question, digest
from wenzhi.scores.profile import Profile


class Bearings:
    """Digests of the reports of `membership`. Memory: one of each family."""

    def __init__(
        self,
        membership: Membership,
        roster: Roster,
        context: Context,
        profile: Profile | None,
        memory: Memory,
    ) -> None:
        self._membership = membership
        self._roster = roster
        self._context = context
        self._profile = digest(profile)
        self._memory = memory
        self._families: dict[str, bytes] = {}

    def foresee(self, member: Member, report: Report) -> bytes | None:
        """The digest, had the rules asked what they asked last time; None where nobody noted that."""
        asked = self._memory.ask_again(report, self._roster.entry(report.meta))
        return None if asked is None else self._of(member, report, asked)

    def tell(self, member: Member, report: Report) -> bytes:
        """The digest of a report that was just judged."""
        return self._of(member, report, self._memory.asked(report))

    def _of(self, member: Member, report: Report, asked: Sequence[Question]) -> bytes:
        name, membership, context = member.report_id, self._membership, self._context
        year = report.meta.year
        return digest(
            (
                self._memory.key(report),
                (member.path, member.url, member.analysis, member.sha256),
                (membership.superseded_by(member), membership.superseded_why(member)),
                membership.counted(name),
                membership.duplicates(name),
                membership.same_reports(name),
                membership.versions(name),
                (context.compared, self._profile),
                (name in context.texts, context.stock.get(name)),
                context.pairs.get(name, ()),
                self._family(name),
                None if year is None else self._memory.told_of(report, year - 1),
                asked,
            )
        )

    def _family(self, name: str) -> bytes | None:
        family = self._context.families.get(name)
        if family is None:
            return None
        if family.id not in self._families:
            self._families[family.id] = digest(family)
        return self._families[family.id]
