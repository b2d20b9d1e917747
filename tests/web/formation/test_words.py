"""The engine's words as a broker reads them."""

from django.utils import translation

from midas.web.formation.words import label_words, plainly, rule_words


def test_amounts_days_and_regions_are_written_as_on_the_rest_of_the_page():
    said = (
        "doing all of wp1 would cost GBP 14,229.978 per each all told, GBP 1,500, no more; its ISO 9001 runs out on"
        " 2026-11-29; serves UKE, UKC11, and the work is in UKD4"
    )
    with translation.override("en-gb"):
        assert plainly(said, "GBP") == (
            "doing all of wp1 would cost £14,230 each all told, £1,500, no more; its ISO 9001 runs out on"
            " 29 Nov 2026; serves Yorkshire and The Humber, Tees Valley and Durham, and the work is in Lancashire"
        )


def test_what_only_looks_like_one_is_left_alone():
    assert plainly("ISO 9001, EUR 12.34, 2026-13-40, UKZ", "GBP") == "ISO 9001, EUR 12.34, 2026-13-40, UKZ"


def test_a_rule_without_a_name_of_its_own_is_told_by_the_engines():
    assert str(rule_words("local")) == "Local share"
    assert rule_words("some_new_rule") == "some new rule"


def test_a_label_of_another_hand_is_shown_as_it_is():
    assert [str(words) for words in label_words("best+least_risk")] == ["Best by your policy", "Least risk"]
    assert label_words("by hand") == ["by hand"]
