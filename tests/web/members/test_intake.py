"""The pages of taking firms in: lists, duplicates, the calendar of capacity; for whom, and nobody else's."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from tests import builders
from tests.web.demand.reading import text_of

from midas.actions.members.duplicates import merge
from midas.actions.members.find_duplicates import find_duplicates
from midas.store import tenancy
from midas.store.models import CapacityChange, DuplicateVerdict, FirmImport, Likeness, Membership, Merge
from midas.tasks.members import find_duplicates as search_job
from midas.tasks.members import import_firms

IMPORTS, DUPLICATES = "/members/import/", "/members/duplicates/"
LIST = b"name,number,region\nAire Forge Ltd,01234567,UKE4\n=Bad,X,UKE4\n"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MIDAS_UPLOADS = tmp_path / "uploads"
    settings.MIDAS_UPLOAD_MAX_BYTES = 1000
    return settings.MIDAS_UPLOADS


@pytest.fixture(autouse=True)
def inside(cluster):
    with tenancy.tenant(cluster.pk):
        builders.a_sector(cluster)
        yield


@pytest.fixture
def broker(cluster):
    return builders.signed_in(builders.a_role(cluster))


@pytest.fixture
def pair(cluster):
    made = builders.a_member(cluster, "Aire Forge Ltd"), builders.a_member(cluster, "Aire Forge Limited")
    find_duplicates(cluster, at=builders.AT)
    return made


def hand_in(client, content=LIST, **more):
    return client.post(IMPORTS, {"file": SimpleUploadedFile("firms.csv", content), **more})


def checked(client, cluster, content=LIST):
    hand_in(client, content)
    made = FirmImport.objects.latest("pk")
    import_firms(import_id=made.pk, cluster_id=cluster.pk)
    return made


def rows_of(answer):
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_list_is_handed_in_checked_confirmed_and_saved(cluster, broker):
    answer = hand_in(broker)
    made = FirmImport.objects.get()
    assert answer["Location"] == f"{IMPORTS}{made.pk}/"
    assert f'hx-get="{IMPORTS}{made.pk}/progress/"' in broker.get(answer["Location"]).content.decode()
    import_firms(import_id=made.pk, cluster_id=cluster.pk)
    words = text_of(broker.get(answer["Location"]))
    assert "Nothing is saved yet" in words
    assert "Aire Forge Ltd GB-COH 01234567" in words
    assert "'X' is not a company number" in words
    broker.post(f"{IMPORTS}{made.pk}/confirm/")
    import_firms(import_id=made.pk, cluster_id=cluster.pk)
    assert "New here 1" in text_of(broker.get(answer["Location"]))
    assert Membership.objects.get().state == "applied"


def test_problems_download_by_row_and_column_and_no_cell_is_a_formula(cluster, broker):
    made = checked(broker, cluster, b"name,number,staff,region\nA,01234567,=1+1,UKE4\n")
    rows = rows_of(broker.get(f"{IMPORTS}{made.pk}/?_export=csv"))
    assert rows[0] == ["Row", "Column", "Problem"]
    assert rows[1][:2] == ["2", "staff"]


def test_the_page_is_asked_for_again_when_a_step_is_over(cluster, broker):
    made = checked(broker, cluster)
    answer = broker.get(f"{IMPORTS}{made.pk}/progress/", headers={"HX-Request": "true"})
    assert answer["HX-Refresh"] == "true"


def test_a_file_nobody_works_on_says_what_to_start(broker):
    hand_in(broker)
    made = FirmImport.objects.get()
    assert "nothing works on background jobs" in text_of(broker.get(f"{IMPORTS}{made.pk}/progress/"))


def test_choices_are_changed_and_a_file_is_dropped(cluster, broker):
    made = checked(broker, cluster)
    assert broker.post(f"{IMPORTS}{made.pk}/again/", {"region": "UKE3", "known": "update"}).status_code == 302
    assert broker.post(f"{IMPORTS}{made.pk}/drop/").status_code == 409
    import_firms(import_id=made.pk, cluster_id=cluster.pk)
    assert broker.post(f"{IMPORTS}{made.pk}/drop/").status_code == 302
    assert broker.post(f"{IMPORTS}{made.pk}/confirm/").status_code == 409
    assert broker.post(f"{IMPORTS}{made.pk}/again/").status_code == 409


def test_the_template_downloads_and_is_taken(cluster, broker):
    content = broker.get(f"{IMPORTS}template/?kind=csv").content
    made = checked(broker, cluster, content)
    made.refresh_from_db()
    assert (made.preview["sound"], made.problems) == (1, [])
    assert broker.get(f"{IMPORTS}template/?kind=xlsx").content.startswith(b"PK")


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [(b"x" * 1001, 413, "is larger than"), (b"x" * 25_000, 413, "larger than"), (b"", 422, "is empty")],
)
def test_files_too_large_or_empty_are_refused_in_words(broker, content, status, words):
    answer = hand_in(broker, content)
    assert answer.status_code == status
    assert words in text_of(answer)
    assert not FirmImport.objects.exists()


def test_no_file_is_said(broker):
    assert "Choose a file." in text_of(broker.post(IMPORTS, {}))


def test_the_list_of_imports_downloads_and_says_what_to_do_when_empty(cluster, broker):
    assert "Start from the template" in text_of(broker.get(IMPORTS))
    checked(broker, cluster)
    assert rows_of(broker.get(f"{IMPORTS}?_export=csv"))[1][:2] == ["firms.csv", "checked, not saved"]


@pytest.mark.parametrize("kind", ["member", "committee", "coach", "agency", "purchaser"])
def test_only_brokers_and_administrators_import(cluster, broker, kind):
    made = checked(broker, cluster)
    client = builders.signed_in(builders.a_role(cluster, kind))
    for address in (IMPORTS, f"{IMPORTS}template/", f"{IMPORTS}{made.pk}/", f"{IMPORTS}{made.pk}/progress/"):
        assert client.get(address).status_code == 403
    for step in ("confirm", "again", "drop"):
        assert client.post(f"{IMPORTS}{made.pk}/{step}/").status_code == 403
    assert hand_in(client).status_code == 403
    assert hand_in(client, b"x" * 25_000).status_code == 403


def test_a_stranger_finds_no_import_pair_or_merge_of_ours(cluster, broker, stranger, pair):
    made = checked(broker, cluster)
    merge = Merge.objects.create(
        cluster=cluster, kept=pair[0].organisation, gone=pair[1].organisation, moved={}, merged_at=builders.AT
    )
    assert "firms.csv" not in text_of(stranger.get(IMPORTS))
    assert stranger.get(f"{IMPORTS}{made.pk}/").status_code == 404
    assert stranger.post(f"{IMPORTS}{made.pk}/confirm/").status_code == 404
    assert "Aire Forge" not in text_of(stranger.get(DUPLICATES))
    assert stranger.get(f"{DUPLICATES}merges/{merge.pk}/").status_code == 404
    judged = {"first": pair[0].organisation_id, "second": pair[1].organisation_id, "what": "different"}
    assert stranger.post(f"{DUPLICATES}judge/", judged).status_code == 404
    assert stranger.get(f"/members/{pair[0].pk}/calendar/").status_code == 404


def judged(client, pair, what, **more):
    keys = {"first": pair[0].organisation_id, "second": pair[1].organisation_id}
    return client.post(f"{DUPLICATES}judge/", {**keys, "what": what, **more}, follow=True)


def test_a_pair_stands_side_by_side_with_its_reasons(broker, pair):
    words = text_of(broker.get(DUPLICATES))
    assert "1 pair to decide" in words
    assert "the same name but for case" in words
    assert "the same place, Rotherham" in words


def test_a_verdict_is_kept_and_shown_and_the_pair_is_gone(broker, pair):
    assert "No pair waits" in text_of(judged(broker, pair, "different", reason="two plants"))
    assert "two plants" in text_of(broker.get(f"{DUPLICATES}?view=decided"))
    assert rows_of(broker.get(f"{DUPLICATES}?view=decided&_export=csv"))[1][2] == "different firms"


def test_a_merge_lists_what_it_moved_and_is_undone_with_a_reason(broker, pair):
    builders.an_offering(pair[1])
    words = text_of(judged(broker, pair, "into-first"))
    assert "offering 1" in words
    merge = Merge.objects.get()
    assert "Aire Forge Limited" in text_of(broker.get(f"{DUPLICATES}?view=merged"))
    address = f"{DUPLICATES}merges/{merge.pk}/"
    assert broker.post(address, {"reason": ""}).status_code == 422
    assert "stands for itself again" in text_of(broker.post(address, {"reason": "two plants"}, follow=True))
    assert broker.post(address, {"reason": "again"}).status_code == 409


def test_the_pairs_download(broker, pair):
    rows = rows_of(broker.get(f"{DUPLICATES}?_export=csv"))
    assert rows[0][0] == "Likeness, of 100"
    assert "the same place, Rotherham" in rows[1][-1]


def test_a_search_through_all_firms_runs_in_a_job(cluster, broker):
    builders.a_member(cluster, "Aire Forge Ltd")
    builders.a_member(cluster, "Aire Forge Limited")
    assert "being looked through" in text_of(broker.post(f"{DUPLICATES}search/", follow=True))
    search_job(cluster_id=cluster.pk)
    assert Likeness.objects.count() == 1


@pytest.mark.parametrize("kind", ["member", "coach", "project_manager", "agency"])
def test_who_may_not_merge_sees_no_pairs(cluster, pair, kind):
    client = builders.signed_in(builders.a_role(cluster, kind))
    assert client.get(DUPLICATES).status_code == 403
    assert client.post(f"{DUPLICATES}search/").status_code == 403
    assert judged(client, pair, "same").status_code == 403


@pytest.mark.parametrize("what", ["judge", "search"])
def test_judging_is_never_a_link(broker, what):
    assert broker.get(f"{DUPLICATES}{what}/").status_code == 405


@pytest.fixture
def own(cluster):
    member = builders.a_member(cluster, "Aire Forge")
    return member, builders.a_resource(member), builders.signed_in(builders.a_role(cluster, "member", member))


def calendar(member):
    return reverse("intake:calendar", args=[member.pk])


def test_a_firm_enters_a_closure_sees_it_changes_it_and_takes_it_back(own):
    member, resource, client = own
    today = timezone.localdate().isoformat()
    typed = {
        "resource": resource.pk,
        "starts_on": today,
        "ends_on": "",
        "capacity": "0",
        "note": "Stocktaking",
    }
    assert "Stocktaking" in text_of(client.post(calendar(member), typed, follow=True))
    row = CapacityChange.objects.get()
    address = reverse("intake:calendar-change", args=[member.pk, row.pk])
    assert 'value="Stocktaking"' in client.get(address).content.decode()
    client.post(address, {**typed, "note": "Fair", "what": "save"})
    assert "Fair" in text_of(client.get(calendar(member)))
    assert "Fair" in client.get(calendar(member) + "?_export=csv").content.decode()
    client.post(address, {"what": "remove"})
    assert not CapacityChange.objects.exists()


def test_what_is_wrong_is_told_and_what_was_typed_stays(own):
    member, resource, client = own
    answer = client.post(calendar(member), {"resource": resource.pk, "starts_on": "soon", "capacity": "many"})
    assert answer.status_code == 422
    words = text_of(answer)
    assert "'soon' is not a day" in words
    assert "0 for none" in words
    assert 'value="many"' in answer.content.decode()


def test_a_calendar_file_is_shown_before_it_is_saved(own):
    member, resource, client = own
    text = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261224\nSUMMARY:Closed\nEND:VEVENT\nEND:VCALENDAR\n"
    address = reverse("intake:calendar-import", args=[member.pk])
    shown = client.post(address, {"resource": resource.pk, "file": SimpleUploadedFile("a.ics", text)})
    assert "Save 1 period" in text_of(shown)
    assert not CapacityChange.objects.exists()
    client.post(address, {"resource": resource.pk, "source": "a.ics", "rows": shown.context["rows"]})
    row = CapacityChange.objects.get()
    assert (row.starts_on.isoformat(), row.capacity, row.note) == ("2026-12-24", 0, "Closed")


def test_a_calendar_file_that_is_none_is_said(own):
    member, resource, client = own
    address = reverse("intake:calendar-import", args=[member.pk])
    answer = client.post(address, {"resource": resource.pk, "file": SimpleUploadedFile("a.ics", b"\0\0")})
    assert answer.status_code == 422
    assert "neither CSV nor XLSX" in text_of(answer)


def test_a_broker_sees_the_calendar_and_changes_nothing(cluster, broker, own):
    member, resource, _ = own
    page = broker.get(calendar(member))
    assert page.status_code == 200
    assert "Add days with another capacity" not in text_of(page)
    typed = {"resource": resource.pk, "starts_on": "2026-12-24", "capacity": "0"}
    assert broker.post(calendar(member), typed).status_code == 403
    assert broker.post(reverse("intake:calendar-import", args=[member.pk])).status_code == 403


def test_another_member_sees_no_calendar(cluster, own):
    client = builders.signed_in(builders.a_role(cluster, "member"))
    assert client.get(calendar(own[0])).status_code == 403


def test_a_firm_without_resources_is_told_so(cluster, broker):
    assert "lists no resource" in text_of(broker.get(calendar(builders.a_member(cluster))))


def test_the_lists_take_few_queries(cluster, broker, pair, django_assert_max_num_queries):
    for number in range(8):
        builders.a_member(cluster, f"Don Tools {number}x")
        builders.a_member(cluster, f"Dons Tools {number}x")
    find_duplicates(cluster, at=builders.AT)
    with django_assert_max_num_queries(24):
        broker.get(DUPLICATES)


@pytest.mark.parametrize("what", ["", "perhaps", "Same"])
def test_a_verdict_that_is_none_is_refused_and_nothing_is_decided(broker, pair, what):
    first, second = sorted(member.organisation_id for member in pair)
    answer = broker.post(DUPLICATES + "judge/", {"first": first, "second": second, "what": what})
    assert answer.status_code == 400
    assert "different, same, into-first, into-second" in answer.content.decode()
    assert not DuplicateVerdict.objects.exists()


def test_the_page_of_a_firm_that_was_taken_in_leads_to_the_one_it_is_now(broker, pair):
    first, second = pair
    merge(builders.a_role(first.cluster), first.organisation_id, second.organisation_id, at=builders.AT)
    page = broker.get(f"/members/{second.pk}/").content.decode()
    assert "taken into it" in page
    assert f'<a href="/members/{first.pk}/">Go to {first.organisation.name}</a>' in page
    assert "taken into it" not in broker.get(f"/members/{first.pk}/").content.decode()
