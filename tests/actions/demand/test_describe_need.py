"""A need is a draft of its author's alone until it is sent; then it is an opportunity like any other."""

import pytest
from tests.actions.demand.scene import AT, LATER
from tests.builders import a_role

from midas.actions.access.permissions import NotAllowed
from midas.actions.demand.describe_need import (
    add_file,
    own_needs,
    remove_file,
    save_step,
    send_need,
    start_need,
    visible_files,
    withdraw_need,
)
from midas.core.values.problems import BadInput
from midas.core.values.states import UnableToMove
from midas.store.models import Need, NeedFile, Opportunity

WHAT = {"title": "24 towed clinics", "description": "For eight hospitals. ISO 9001 is required."}
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture
def buyer(scene):
    return a_role(scene.cluster, "purchaser")


@pytest.fixture
def need(buyer):
    return start_need(buyer, "customer", at=AT)


def written(role, need, **more):
    save_step(role, need.pk, "what", WHAT, at=AT)
    save_step(role, need.pk, "how_much", {"items": "24; each; towed clinics", "value": "600,000"}, at=AT)
    save_step(role, need.pk, "when", {"region": "UKE3", **more}, at=AT)


def test_what_is_sent_is_a_customers_opportunity_with_its_items(scene, buyer, need):
    written(buyer, need)
    made = send_need(buyer, need.pk, at=LATER)
    assert (made.door, made.state, made.title, made.value, made.currency) == (
        "customer", "new", "24 towed clinics", 60_000_000, "GBP",
    )  # fmt: skip
    assert (made.items[0]["description"], made.items[0]["quantity"]) == ("towed clinics", "24")
    need.refresh_from_db()
    assert (need.state, need.opportunity, need.sent_at) == ("sent", made, LATER)


def test_a_draft_is_kept_right_or_wrong_and_sent_only_when_right(buyer, need):
    save_step(buyer, need.pk, "how_much", {"value": "a lot"}, at=AT)
    with pytest.raises(BadInput) as bad:
        send_need(buyer, need.pk, at=AT)
    assert {one.where for one in bad.value.problems} == {"title", "description", "value"}
    need.refresh_from_db()
    assert (need.state, need.answers["value"]) == ("draft", "a lot")
    assert Opportunity.objects.filter(door="customer").count() == 0


def test_what_was_sent_is_changed_no_more(buyer, need):
    written(buyer, need)
    send_need(buyer, need.pk, at=AT)
    with pytest.raises(UnableToMove):
        save_step(buyer, need.pk, "what", WHAT, at=AT)


def test_a_draft_is_its_authors_alone(scene, buyer, need):
    for other in (scene.broker, a_role(scene.cluster, "purchaser")):
        assert need not in own_needs(other, "customer")
        with pytest.raises(Need.DoesNotExist):
            save_step(other, need.pk, "what", WHAT, at=AT)


def test_an_idea_is_the_clusters_own_and_says_how_members_work(scene):
    idea = start_need(scene.member, "cluster", at=AT)
    save_step(scene.member, idea.pk, "what", {**WHAT, "mode": "aggregated_purchase"}, at=AT)
    made = send_need(scene.member, idea.pk, at=AT)
    assert (made.door, made.mode, made.buyer_name) == ("cluster", "aggregated_purchase", "")


def test_who_may_describe_what(scene, buyer):
    with pytest.raises(NotAllowed):
        start_need(buyer, "cluster", at=AT)
    with pytest.raises(NotAllowed):
        start_need(scene.broker, "customer", at=AT)
    with pytest.raises(NotAllowed):
        start_need(a_role(scene.cluster, "agency"), "cluster", at=AT)


def test_a_file_is_told_by_its_content_and_seen_by_others_once_it_is_sent(scene, buyer, need, tmp_path):
    kept = add_file(buyer, need.pk, "plan.pdf", [PDF], folder=tmp_path, at=AT)
    assert (kept.media_type, (tmp_path / kept.path).read_bytes()) == ("application/pdf", PDF)
    assert list(visible_files(buyer)) == [kept]
    assert list(visible_files(scene.broker)) == []
    written(buyer, need)
    send_need(buyer, need.pk, at=AT)
    assert list(visible_files(scene.broker)) == [kept]


@pytest.mark.parametrize(
    ("name", "content"), [("plan.pdf", b"MZ program"), ("run.exe", b"MZ"), ("a.pdf", b"")]
)
def test_what_is_not_what_it_says_is_not_taken(buyer, need, tmp_path, name, content):
    with pytest.raises(BadInput):
        add_file(buyer, need.pk, name, [content], folder=tmp_path, at=AT)
    assert not NeedFile.objects.exists()


def test_a_file_that_is_too_large_is_not_taken(buyer, need, tmp_path):
    with pytest.raises(BadInput, match="larger"):
        add_file(buyer, need.pk, "a.pdf", [PDF, b"x" * 10_000_001], folder=tmp_path, at=AT)


def test_files_go_with_a_draft_that_is_withdrawn(buyer, need, tmp_path, django_capture_on_commit_callbacks):
    first = add_file(buyer, need.pk, "a.pdf", [PDF], folder=tmp_path, at=AT)
    second = add_file(buyer, need.pk, "b.pdf", [PDF], folder=tmp_path, at=AT)
    with django_capture_on_commit_callbacks(execute=True):
        remove_file(buyer, need.pk, first.pk, folder=tmp_path)
        withdraw_need(buyer, need.pk, folder=tmp_path, at=AT)
    assert Need.objects.get().state == "withdrawn"
    assert not NeedFile.objects.exists()
    assert not (tmp_path / first.path).exists()
    assert not (tmp_path / second.path).exists()


def test_a_withdrawn_draft_is_out_of_sight_and_changed_no_more(buyer, need, tmp_path):
    withdraw_need(buyer, need.pk, folder=tmp_path, at=AT)
    assert not own_needs(buyer, "customer")
    for change in (
        lambda: save_step(buyer, need.pk, "what", WHAT, at=AT),
        lambda: send_need(buyer, need.pk, at=AT),
        lambda: withdraw_need(buyer, need.pk, folder=tmp_path, at=AT),
    ):
        with pytest.raises(UnableToMove, match="withdrawn"):
            change()


def test_what_was_sent_is_not_withdrawn(buyer, need, tmp_path):
    written(buyer, need)
    send_need(buyer, need.pk, at=AT)
    with pytest.raises(UnableToMove):
        withdraw_need(buyer, need.pk, folder=tmp_path, at=AT)
