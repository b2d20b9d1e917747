"""Formation solved: which firms, in which shares. `form` takes a problem and returns an outcome."""

from midas.solvers.formation.highs import EngineFailed
from midas.solvers.formation.quantities import PlanRefused
from midas.solvers.formation.search import form

__all__ = ["EngineFailed", "PlanRefused", "form"]
