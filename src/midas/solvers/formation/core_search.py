"""The best plan among very many firms, found and proven on a few hundred of them.

`root` bounds all plans, and all plans that a given firm is in. The search solves a *core*, the firms that plans better
than the best so far most likely hold; a plan that holds any other firm costs at least what the root proves of the
next one. So the bound told is that of the whole problem: the lesser of the core's own and that of the firms left out.
The core grows until the two meet the gap asked for, or the time ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from midas.core.formation.plan import Diagnosis, Status
from midas.core.formation.problem import FormationProblem
from midas.solvers.formation.exact import EXACTNESS, Answer, answer, formulate, gap_between
from midas.solvers.formation.formulation import Formulation
from midas.solvers.formation.lines import Scope, scope_of
from midas.solvers.formation.model import INFINITY
from midas.solvers.formation.pace import Clock, Reporter
from midas.solvers.formation.quantities import Settled
from midas.solvers.formation.root import Root, Rules, sharpen, start
from midas.solvers.formation.shortage import shortage

FEW = 250
"""With fewer eligible pairs than this the whole problem is solved as it is."""

SOME = 2000
"""With fewer than this, what is plainly short is looked for first, which costs some hundredths of a second."""

MANY = 5000
"""From so many pairs on a first plan is made before the bound is sharpened."""

QUICK, QUICK_GAP = 250, 1e-2
"""How many firms the core of a first plan has, doubled until there is one, and how well it is solved."""

FIRST, FIRST_GAP, GROWTH = 80, 2e-3, 4.0
"""How many firms a first core has, how well it is solved, and by how much the next is larger."""

AT_ONCE = 450
"""If no more firms than this could still better the plan, all of them are the next core."""

CLOSE = 0.9
"""The part of the gap asked for that firms may be left out by."""

PRICING = 0.3
"""The part of the time in which every firm has to be priced."""

SHARP = 40
"""Rounds of cuts at most."""

Improved = Callable[[Settled, float | None], None]


@dataclass
class CoreSearch:
    """One search: the best plan so far, and what is proven of all plans (minor units).

    `whole` gives the scope of the problem, which takes a while to make; `shortage` is what is plainly lacking. With
    `rules`, rows that only some plans keep, the best of those is sought: a `root` of the problem itself serves all such
    searches; where the rows can make plans dearer (`raising`) each has a `ground` of its own above it. `spare` is for
    `scope_of`.
    """

    whole: Callable[[], Scope]
    problem: FormationProblem
    clock: Clock
    seed: int
    gap: float
    reporter: Reporter
    improved: Improved | None = None
    root: Root | None = None
    best: Settled | None = None
    bound: float | None = None
    shortage: Diagnosis | None = None
    rules: Rules | None = None
    raising: bool = False
    spare: int = 1
    ground: Root | None = None

    def run(self) -> Answer:
        """Search; ends with proof, or with the time."""
        unknown = self.best is None and self.rules is None
        if unknown and len(self.problem.pairs) < SOME and self._lacking():
            return Answer(Status.INFEASIBLE)
        if self._plain() or not self._rooted():
            return self._whole()
        for size, gap in self._sizes():
            if self._closed():
                break
            self._solve(size, gap)
            if self._closed() or not self.clock.left:
                break
        if self.best is None and self.clock.left:
            return self._whole()
        return self._answer()

    def _plain(self) -> bool:
        """True if a first core would be all there is: then to choose one is wasted."""
        few = len(self.problem.firms) <= FIRST and self.rules is None
        return few or len(self.problem.pairs) < FEW

    def _lacking(self) -> bool:
        """True if it is plain what is short, so that there is no plan."""
        self.shortage = shortage(self.whole())
        return self.shortage is not None

    def _rooted(self) -> bool:
        """Have the root's program, small at first; False if that has no solution, or takes too long."""
        if self.root is None:
            self.reporter.tell(0.02, "pricing every firm")
            root = start(self.problem)
            # A program that takes too long to price would leave no time for a plan.
            if not sharpen(root, self.clock.within(self.clock.left * PRICING), 0):
                return False
            self.root = root
        self._stand_on(self.root)
        if self.rules is not None:
            self._sharpen()
            if self.raising:
                self._under(self.rules)
        return True

    def _stand_on(self, ground: Root) -> None:
        self.ground = ground
        self._prove(ground.bound * ground.money)

    def _under(self, rules: Rules) -> None:
        """Have a root for the rows asked for as well."""
        assert self.root is not None
        ground = self.root.under(rules)
        sharpen(ground, self.clock, SHARP)
        self._stand_on(ground)

    def _sharpen(self) -> None:
        """Bring the bound for all firms as high as it goes."""
        assert self.root is not None
        if not self.root.sharp:
            self.reporter.tell(0.1, "sharpening the bound for all firms")
            # Cut short by the clock, it is for the next search to go on with.
            self.root.sharp = sharpen(self.root, self.clock, SHARP) and self.clock.left > 0
            self._prove(self.root.bound * self.root.money)

    def _sizes(self) -> Iterator[tuple[int, float]]:
        """The cores to solve: how many firms, to what gap. Ends when the last held all that could matter."""
        assert self.root is not None
        if not self.root.sharp:
            yield from self._first_sizes()
        size = FIRST
        while True:
            wanted, known = self._below(self._ceiling()), self.best is not None
            most = (
                len(self.problem.firms) if len(self.problem.pairs) < SOME else max(AT_ONCE, int(1.5 * size))
            )
            size = wanted if known and wanted <= most else size
            yield size, self.gap
            if (known and size >= wanted) or size >= len(self.problem.firms):
                return
            size = int(size * GROWTH)

    def _first_sizes(self) -> Iterator[tuple[int, float]]:
        """Where there are very many firms, cores for a first plan; then the bound is sharpened."""
        size = QUICK
        while len(self.problem.pairs) >= MANY and self.best is None and size <= AT_ONCE:
            yield size, QUICK_GAP
            size *= 2
        self._sharpen()

    def _below(self, objective: float) -> int:
        """How many firms could be in a plan that costs less."""
        assert self.ground is not None
        return int((self.ground.through * self.ground.money < objective).sum())

    def _ceiling(self) -> float:
        """What a plan must cost less than to be worth finding."""
        best = self.best
        return INFINITY if best is None else best.objective - CLOSE * self.gap * abs(best.objective)

    def _solve(self, size: int, gap: float) -> None:
        """Solve one core, no further than what is known of the firms outside it deserves."""
        assert self.ground is not None
        money = self.ground.money
        firms, others = self.ground.core(size, self._ceiling() / money)
        beyond = min(others * money, self._ceiling())
        if self.best is not None:
            gap = max(gap, 0.5 * gap_between(self.best.objective, beyond))
        elif beyond < INFINITY:
            gap = max(gap, 0.5 * gap_between(beyond, self.bound or 0.0), FIRST_GAP)
        made = self._formulated(scope_of(self.problem, firms, spare=self.spare))

        def proven(bound: float | None) -> float | None:
            known = -INFINITY if self.bound is None else self.bound
            return self.bound if bound is None else max(known, min(bound, beyond))

        found = answer(
            made,
            seconds=self.clock.left,
            seed=self.seed,
            gap=gap,
            reporter=self.reporter,
            start=self.best.plan if self.best else None,
            stop=self._enough,
            improved=self._better,
            proven=proven,
            hasty=False,
            cuts=self.ground.binding_rows(made),
        )
        if found.settled is not None and (self.best is None or found.settled.objective < self.best.objective):
            self.best = found.settled
        if found.status is Status.INFEASIBLE:
            self._prove(beyond)
        elif found.bound is not None:
            self._prove(proven(found.bound))

    def _formulated(self, scope: Scope) -> Formulation:
        """The program of some firms, with the rows that are asked for beside the policy's."""
        made = formulate(scope, all_partners=self.rules is not None)
        return made if self.rules is None else replace(made, model=made.model.with_rows(self.rules(made)))

    def _better(self, settled: Settled, bound: float | None) -> None:
        if self.best is None or settled.objective < self.best.objective:
            self.best = settled
            if self.improved is not None:
                self.improved(settled, min(bound, settled.objective) if bound is not None else None)

    def _prove(self, bound: float | None) -> None:
        if bound is not None and abs(bound) < INFINITY:
            self.bound = bound if self.bound is None else max(self.bound, bound)

    def _enough(self) -> bool:
        """True once there is no more to search for, or no more time."""
        return self.clock.stop() or self._closed()

    def _closed(self) -> bool:
        return (
            self.best is not None
            and self.bound is not None
            and gap_between(self.best.objective, self.bound) <= max(self.gap, EXACTNESS)
        )

    def _answer(self) -> Answer:
        """What is known: the best plan so far, and the bound."""
        if self.best is None:
            return Answer(Status.UNKNOWN, None, self.bound)
        bound = None if self.bound is None else min(self.bound, self.best.objective)
        return Answer(Status.OPTIMAL if self._closed() else Status.FEASIBLE, self.best, bound)

    def _whole(self) -> Answer:
        """Solve the problem as it is."""
        asked = len(self.problem.pairs) < SOME or self.rules is not None
        if not asked and self.best is None and self._lacking():
            return Answer(Status.INFEASIBLE)
        found = answer(
            self._formulated(self.whole()),
            seconds=self.clock.left,
            seed=self.seed,
            gap=self.gap,
            reporter=self.reporter,
            start=self.best.plan if self.best else None,
            stop=self.clock.stop,
            # To write down every plan on the way takes longer than to find it: only where somebody is waiting for it.
            improved=None if self.improved is None else self._better,
        )
        if found.status is Status.INFEASIBLE:
            return found
        if found.settled is not None:
            self._better(found.settled, found.bound)
        self._prove(found.bound)
        return self._answer()
