import pytest

from midas.core.demand.coverage import Light
from midas.core.demand.fit import Reach, firms_offering, fit, holdings, why

OFFERED = holdings(
    [
        ("cpv:33111000", "a"),
        ("cpv:33111000", "b"),
        ("cpv:33112000", "a"),
        ("cpv:48000000", "c"),
        ("machining/5-axis", "d"),
    ]
)
NAMES = {"33100000": "Medical equipments", "33120000": "Recording systems", "72000000": "IT services"}


@pytest.mark.parametrize(
    ("code", "reach", "firms", "light"),
    [
        ("33111000", Reach.HELD, 2, Light.GREEN),
        ("33100000", Reach.HELD, 2, Light.GREEN),
        ("33112000", Reach.HELD, 1, Light.AMBER),
        ("33120000", Reach.NEAR, 2, Light.AMBER),
        ("48000000", Reach.HELD, 1, Light.AMBER),
        ("48100000", Reach.NONE, 0, Light.RED),
        ("33200000", Reach.NONE, 0, Light.RED),
    ],
)
def test_a_code_is_held_by_whoever_offers_it_or_a_part_of_it(code, reach, firms, light):
    (held,) = fit([code], OFFERED).codes
    assert (held.reach, held.firms, held.light) == (reach, firms, light)


def test_a_firm_with_several_offerings_below_a_code_counts_once():
    assert fit(["33000000"], OFFERED).codes[0].firms == 2


def test_the_score_is_the_mean_of_the_codes():
    assert fit(["33111000", "33112000", "33120000", "72000000"], OFFERED).score == 50
    assert fit(["33111000"], OFFERED).score == 100
    assert fit(["33112000"], OFFERED).score == 75
    assert fit(["33120000"], OFFERED).score == 25
    assert fit(["72000000"], OFFERED).score == 0


def test_repeated_and_impossible_codes_do_not_count():
    assert len(fit(["33111000", "33111000", "00000000", "nonsense"], OFFERED).codes) == 1


def test_a_notice_without_codes_cannot_be_assessed():
    assert fit([], OFFERED).score is None
    assert why(fit([], OFFERED), NAMES) == "The notice names no CPV code, so its fit cannot be assessed."


def test_why_says_who_offers_what_and_what_nobody_does():
    assert why(fit(["33100000", "33120000", "72000000"], OFFERED), NAMES) == (
        "Offered: Medical equipments (2 firms); only neighbours offered: Recording systems (2 firms); "
        "nobody offers IT services."
    )


@pytest.mark.parametrize(
    ("competency", "firms"),
    [("machining", 1), ("machining/5-axis", 1), ("machining/lathe", 0), ("mach", 0), ("cpv:33000000", 2)],
)
def test_firms_are_counted_for_the_clusters_own_competencies_too(competency, firms):
    assert firms_offering(competency, OFFERED) == firms


def test_of_many_codes_only_the_first_few_are_named_and_same_names_once():
    codes = [f"{number}00000" for number in (721, 722, 723, 724, 725)]
    assert why(fit(codes, OFFERED), {}) == ("Nobody offers 72100000, 72200000, 72300000 and 2 more.")
    names = dict.fromkeys(codes, "IT services")
    assert why(fit(codes, OFFERED), names) == "Nobody offers IT services."
