from datetime import date
from decimal import Decimal
from fractions import Fraction

from midas.core.members.assessment import Judgement
from midas.core.members.capability import Backing, Capability, Proof, judge_capability
from midas.rules.capability import LIMITS

TODAY = date(2026, 11, 24)


def judge(*claims: Backing, **more: object) -> Judgement:
    return judge_capability(Capability(claims, **more), LIMITS, TODAY)  # type: ignore[arg-type]


def value(judgement: Judgement, name: str) -> Fraction | None:
    return next(one.value for one in judgement.measures if one.name == name)


def claim(title: str = "Welding", **more: object) -> Backing:
    return Backing(title, capacity_stated=True, lead_time_stated=True, **more)  # type: ignore[arg-type]


def test_the_best_proof_counts() -> None:
    assert Backing("a", delivered=1, confirmed=1, on_file=True).proof is Proof.DELIVERED
    assert Backing("a", confirmed=1, on_file=True).proof is Proof.CONFIRMED
    assert Backing("a", on_file=True).proof is Proof.ON_FILE
    assert Backing("a").proof is Proof.NOTHING


def test_a_file_alone_proves_half_a_claim() -> None:
    judgement = judge(claim(delivered=2), claim(confirmed=1), claim(on_file=True), claim("Lifting"))
    assert value(judgement, "coverage") == Fraction(5, 8)
    assert "proof of “Lifting”" in judgement.missing


def test_a_firm_that_shows_everything_gets_every_point() -> None:
    judgement = judge(
        claim(delivered=3, core=True, quality=Decimal("0.95")),
        certificates=2,
        deliveries=400,
        kept=Decimal(1),
    )
    assert (judgement.score, judgement.grade) == (Decimal("100.0"), "A")


def test_a_firm_that_claims_nothing_is_not_assessable() -> None:
    judgement = judge()
    assert not judgement.assessable
    assert "what the firm can do" in judgement.missing


def test_more_than_three_core_competencies_each_count_for_less() -> None:
    core = [claim(delivered=1, core=True) for _ in range(4)]
    assert value(judge(*core[:3]), "core") == 1
    assert value(judge(*core), "core") == Fraction(3, 4)


def test_a_core_competency_that_nobody_vouches_for_is_asked_about() -> None:
    judgement = judge(claim(core=True, on_file=True))
    assert value(judgement, "core") == 0
    assert "a delivery or confirmation of “Welding”" in judgement.missing


def test_without_core_competencies_the_measure_is_not_known_rather_than_nought() -> None:
    assert value(judge(claim(delivered=1)), "core") is None


def test_a_newcomer_is_unknown_not_bad() -> None:
    assert value(judge(claim()), "record") is None


def test_few_deliveries_are_counted_cautiously() -> None:
    """Eight of ten kept: Wilson's lower bound is 0.4902 (E. B. Wilson, JASA 22, 1927; golden value of methods §5)."""
    found = value(judge(claim(), deliveries=10, kept=Decimal("0.8")), "record")
    assert found is not None
    assert round(float(found), 4) == 0.4902


def test_certificates_that_ran_out_are_told_from_those_in_date() -> None:
    judgement = judge(claim(), certificates=3, certificates_run_out=1)
    assert value(judgement, "certificates") == Fraction(3, 4)
    assert "newer certificates for those that ran out" in judgement.missing


def test_every_measure_says_why() -> None:
    judgement = judge(claim(delivered=1, core=True), certificates=1, deliveries=5, kept=Decimal(1))
    assert all(one.why.endswith(".") for one in judgement.measures)
    assert len(judgement.measures) == len(LIMITS)
