"""Every weak answer leads to something to read: each topic of the questionnaire has one lesson, in its own stage."""

from midas.core.members.collaboration import Stage
from midas.rules.guides import BY_SLUG, BY_TOPIC, GUIDES
from midas.rules.readiness import ITEMS


def test_every_question_has_its_lesson_in_the_guide_of_its_stage():
    assert {item.topic: item.stage for item in ITEMS} == {
        topic: guide.stage for topic, guide in BY_TOPIC.items()
    }


def test_there_is_one_guide_for_each_stage_in_order():
    assert [guide.stage for guide in GUIDES] == list(Stage)
    assert len(BY_SLUG) == len(GUIDES)


def test_no_lesson_is_empty():
    lessons = [lesson for guide in GUIDES for lesson in guide.lessons]

    assert len(lessons) == len(ITEMS)
    assert all(lesson.why and lesson.done and len(lesson.steps) >= 3 and lesson.minutes for lesson in lessons)
