"""What competencies are called: as loaded, else as shipped, else by the group or division they lie in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from midas.core.values.taxonomy import CPV_PREFIX, stem
from midas.rules import cpv
from midas.store.models import Competency


def competency_labels(codes: Iterable[str]) -> dict[str, str]:
    """The label of each code, CPV and the cluster's own, in one query; the code itself where nothing is known."""
    wanted = set(codes)
    loaded = dict(Competency.objects.filter(code__in=wanted).values_list("code", "label"))
    return {code: loaded.get(code) or _shipped(code) for code in wanted}


def mapped_to_cpv() -> Mapping[str, str]:
    """The cluster's own competencies that correspond to a CPV code: their code to `cpv:` and the eight digits."""
    own = Competency.objects.exclude(cluster=None).exclude(cpv="").values_list("code", "cpv")
    return {code: CPV_PREFIX + digits for code, digits in own}


def names_above(code: str) -> tuple[str, ...]:
    """What the division and the group that a CPV code lies in are called; nothing for other codes."""
    if not code.startswith(CPV_PREFIX):
        return ()
    digits = cpv.digits(code)
    above = (cpv.label(digits[:length].ljust(cpv.LENGTH, "0")) for length in (2, 3))
    return tuple(name for name in above if name)


def division_of(code: str) -> str | None:
    """The division that a CPV competency lies in, as a competency; `None` for other codes."""
    return CPV_PREFIX + cpv.digits(code)[:2].ljust(cpv.LENGTH, "0") if code.startswith(CPV_PREFIX) else None


def group_of(code: str) -> str | None:
    """The group that a CPV competency lies in, as a competency; `None` for divisions and other codes."""
    if not code.startswith(CPV_PREFIX) or len(stem(code)) < len(CPV_PREFIX) + 3:
        return None
    return CPV_PREFIX + cpv.digits(code)[:3].ljust(cpv.LENGTH, "0")


def _shipped(code: str) -> str:
    if not code.startswith(CPV_PREFIX):
        return code
    digits = cpv.digits(code)
    known = cpv.label(digits)
    if known:
        return known
    above = cpv.nearest(digits)
    return f"{digits}, part of {above[1]}" if above else digits
