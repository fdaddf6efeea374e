"""Floor 5: what the judgement of a report rests on, as a digest.

Equal digests mean that nothing which bears on a report's judgement has changed: its analysis and name,
its copies and editions, what rules asked of others and were told, the code, data and models. The
numbers that move with every report of others (`corpus.moving`) are not among it. Which phrases everybody
writes bears on a judgement only through where its section comes from: where they have changed, that is
traced anew, and most often comes out the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from wenzhi.base.records import ProvenanceSpan, Record
from wenzhi.corpus.context import Context
from wenzhi.corpus.digests import digest
from wenzhi.corpus.judging import Roster
from wenzhi.corpus.members import Member, Membership
from wenzhi.corpus.memory import Memory, Question
from wenzhi.reuse.provenance import trace
from wenzhi.scores.profile import Profile

Traced = Callable[[str, bytes], bytes | None]
"""Of a report and its `Bearing.ground` the digest of what was traced on it; None where nothing was."""


class Bearing(Record, frozen=True):
    """What a judgement rests on (`key`), and two parts of it: where its section comes from (`traced`),
    and what that was traced on (`ground`).
    """

    key: bytes
    ground: bytes
    traced: bytes


class Bearings:
    """Digests of the reports of `membership`. `traced` knows those of an earlier snapshot.

    Memory: one of each family.
    """

    def __init__(
        self,
        membership: Membership,
        roster: Roster,
        context: Context,
        profile: Profile | None,
        memory: Memory,
        traced: Traced,
    ) -> None:
        self._membership = membership
        self._roster = roster
        self._context = context
        self._profile = digest(profile)
        self._memory = memory
        self._traced = traced
        self._families: dict[str, bytes] = {}

    def foresee(self, member: Member) -> Bearing | None:
        """The digest, had the rules asked what they asked last time; None where nobody noted that."""
        name = member.report_id
        asked = self._memory.ask_again(name, self._roster.entry(self._membership.ref(name)))
        if asked is None:
            return None
        ground = self._ground(name)
        traced = self._traced(name, ground) or digest(self._trace(name))
        return self._of(member, asked, ground, traced)

    def tell(
        self, member: Member, asked: Sequence[Question], provenance: Sequence[ProvenanceSpan]
    ) -> Bearing:
        """The digest of a report that was just judged: what its rules asked, where its section is from."""
        name = member.report_id
        # Sentences laid over by what they say are no part of what is traced.
        traced = self._trace(name) if name in self._context.alike else tuple(provenance)
        return self._of(member, asked, self._ground(name), digest(traced))

    def _ground(self, name: str) -> bytes:
        context = self._context
        key = self._memory.key(name)
        return digest((key, context.stock.get(name), context.sources(name), self._family(name)))

    def _trace(self, name: str) -> tuple[ProvenanceSpan, ...]:
        context = self._context
        text = context.texts.get(name)
        if text is None:
            return ()
        return trace(text, context.sources(name), context.sharers.get(name), context.background)

    def _of(
        self,
        member: Member,
        asked: Sequence[Question],
        ground: bytes,
        traced: bytes,
    ) -> Bearing:
        name, membership, context = member.report_id, self._membership, self._context
        year = membership.ref(name).year
        key = digest(
            (
                self._memory.key(name),
                (member.path, member.url, member.analysis, member.sha256),
                (membership.superseded_by(member), membership.superseded_why(member)),
                membership.counted(name),
                membership.duplicates(name),
                membership.same_reports(name),
                membership.versions(name),
                (context.compared, self._profile),
                (name in context.texts, traced),
                context.pairs.get(name, ()),
                context.alike.get(name, ()),
                self._family(name),
                None if name not in context.skeletons else context.skeletons[name].digest,
                self._former(name),
                None if year is None else self._memory.told_of(name, year - 1),
                asked,
            )
        )
        return Bearing(key=key, ground=ground, traced=traced)

    def _former(self, name: str) -> tuple[object, ...] | None:
        """What a version that counts no more shared, and what its copies are counted by."""
        former = self._context.former.get(name)
        if former is None:
            return None
        skeleton = self._context.skeletons.get(former.text.ref.report)
        return former, None if skeleton is None else skeleton.digest

    def _family(self, name: str) -> bytes | None:
        family = self._context.families.get(name)
        if family is None:
            return None
        if family.id not in self._families:
            self._families[family.id] = digest(family)
        return self._families[family.id]
