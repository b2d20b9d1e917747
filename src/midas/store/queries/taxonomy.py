"""What competencies are called: as loaded, else as shipped, else by the group or division they lie in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Q

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


def competencies_named(codes: Iterable[str]) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """`mapped_to_cpv`, and `competency_labels` of the codes and of what they are mapped to: one query, at most two."""
    wanted = set(codes)
    mapped = Q(cluster__isnull=False) & ~Q(cpv="")
    rows = list(
        Competency.objects.filter(mapped | Q(code__in=wanted)).values_list("code", "label", "cpv", "cluster")
    )
    own = {code: CPV_PREFIX + digits for code, _label, digits, cluster in rows if cluster and digits}
    loaded = {code: label for code, label, _digits, _cluster in rows}
    labels = {code: loaded.get(code) or _shipped(code) for code in wanted}
    targets = {own[code] for code in wanted if code in own} - wanted
    return own, {**labels, **(competency_labels(targets) if targets else {})}


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


SHOWN = 12
"""How many competencies a search shows."""


def known_competencies(codes: Iterable[str]) -> set[str]:
    """Those of the codes that are loaded, are the cluster's own, or ship with Midas: one query."""
    wanted = {code for code in codes if code}
    loaded = set(Competency.objects.filter(code__in=wanted).values_list("code", flat=True))
    return loaded | {code for code in wanted if code.startswith(CPV_PREFIX) and cpv.label(code) is not None}


def matching_competencies(words: str) -> list[tuple[str, str]]:
    """Code and label of what somebody describes in their own words, the widest first.

    A number finds the CPV codes that start with it, words the labels that have all of them; where no label has
    all, those that have most of them.
    """
    typed = words.strip().removeprefix(CPV_PREFIX)
    if typed.replace("-", "").isdigit():
        rows = Competency.objects.filter(code__startswith=CPV_PREFIX + typed.split("-")[0])
        return _listed(rows.values_list("code", "label")[:SHOWN])
    wanted = [_root(word) for word in typed.lower().split() if len(word) > 2][:8]
    if not wanted:
        return []
    having = Q()
    for word in wanted:
        having |= Q(label__icontains=word)
    rows = Competency.objects.filter(having).values_list("code", "label")[:2_000]
    counted = [(sum(word in label.lower() for word in wanted), code, label) for code, label in rows]
    best = max((count for count, _code, _label in counted), default=0)
    found = [(code, label) for count, code, label in counted if count == best]
    return _listed(sorted(found, key=lambda one: (len(stem(one[0])), one[0]))[:SHOWN])


def _root(word: str) -> str:
    """A word without its commonest endings, so that `welded` finds `welding`."""
    word = word.strip(".,;:!?()\"'")
    for ending in ("ing", "ers", "ed", "er", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def _listed(rows: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(code, label) for code, label in rows]
