"""Formation solved: which firms, in which shares. `form` takes a problem and returns an outcome; `step_in` mends a
running plan."""

from midas.solvers.formation.highs import EngineFailed
from midas.solvers.formation.quantities import PlanRefused
from midas.solvers.formation.search import form
from midas.solvers.formation.step_in import step_in

__all__ = ["EngineFailed", "PlanRefused", "form", "step_in"]
