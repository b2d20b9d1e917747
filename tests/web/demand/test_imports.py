"""Handing in files: what is taken, what is refused and why, how far it is, what became of it."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.builders import signed_in
from tests.web.demand.reading import text_of

from midas.actions.demand.request_import import path_of
from midas.store.models import NoticeImport, Opportunity
from midas.tasks.demand import import_notices

IMPORTS = "/demand/imports/"
RELEASE = {
    "ocid": "ocds-213czf-7",
    "id": "1",
    "date": "2026-11-01T00:00:00Z",
    "tag": ["tender"],
    "initiationType": "tender",
    "tender": {"id": "t", "title": "Forty benches"},
}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MIDAS_UPLOADS = tmp_path / "uploads"
    settings.MIDAS_UPLOAD_MAX_BYTES = 1000
    return settings.MIDAS_UPLOADS


def a_file(content: object = RELEASE, name: str = "notices.json") -> SimpleUploadedFile:
    written = content if isinstance(content, bytes) else json.dumps(content).encode()
    return SimpleUploadedFile(name, written)


def an_import(scene, **more) -> NoticeImport:
    fields = {
        "file_name": "notices.json",
        "size": 100,
        "started_at": timezone.now(),
        "by": scene.broker.person,
    }
    return NoticeImport.objects.create(cluster=scene.cluster, **{**fields, **more})


def test_a_file_is_taken_read_in_the_background_and_told_about(broker, scene, folder):
    answer = broker.post(IMPORTS, {"files": a_file()})
    made = NoticeImport.objects.get()
    assert answer["Location"] == reverse("demand:import", args=[made.pk])
    assert path_of(made.pk, folder).exists()
    import_notices(import_id=made.pk, cluster_id=scene.cluster.pk)
    words = text_of(broker.get(answer["Location"]))
    assert "Releases 1 Valid by the standard 1 New here 1" in words
    assert Opportunity.objects.filter(title="Forty benches").exists()
    assert not path_of(made.pk, folder).exists()


def test_several_files_are_taken_at_once(broker, scene):
    answer = broker.post(IMPORTS, {"files": [a_file(name="a.json"), a_file(name="b.json")]})
    assert answer["Location"] == IMPORTS
    assert ProcrastinateJob.objects.count() == 2
    assert {"a.json", "b.json"} <= set(text_of(broker.get(IMPORTS)).split())


def test_a_file_above_the_limit_is_refused_in_words_and_leaves_nothing(broker, scene, folder):
    answer = broker.post(IMPORTS, {"files": a_file(b"x" * 1001, "huge.json")})
    assert answer.status_code == 413
    assert "huge.json is larger than" in text_of(answer)
    assert "Nothing of it was saved." in text_of(answer)
    assert not NoticeImport.objects.exists()
    assert not folder.exists()


def test_a_request_beyond_all_measure_is_not_even_read(broker, scene):
    answer = broker.post(IMPORTS, {"files": a_file(b"x" * 25_000)})
    assert answer.status_code == 413
    assert "What you sent is larger than" in text_of(answer)


def test_one_file_too_many_does_not_keep_the_others_out(broker, scene):
    answer = broker.post(IMPORTS, {"files": [a_file(), a_file(b"x" * 1001, "huge.json")]})
    assert answer.status_code == 413
    assert list(NoticeImport.objects.values_list("file_name", flat=True)) == ["notices.json"]


@pytest.mark.parametrize(
    ("files", "message"), [([], "Choose at least one file."), ([a_file(b"")], "is empty")]
)
def test_nothing_to_import_is_said(broker, scene, files, message):
    answer = broker.post(IMPORTS, {"files": files})
    assert answer.status_code == 422
    assert message in text_of(answer)
    assert not NoticeImport.objects.exists()


def test_a_form_that_is_not_ours_is_refused(scene):
    client = signed_in(scene.broker, Client(enforce_csrf_checks=True))
    assert client.post(IMPORTS, {"files": a_file()}).status_code == 403
    assert not NoticeImport.objects.exists()


def test_a_file_that_is_not_ocds_says_so_on_its_page(broker, scene):
    broker.post(IMPORTS, {"files": a_file({"a": 1})})
    made = NoticeImport.objects.get()
    import_notices(import_id=made.pk, cluster_id=scene.cluster.pk)
    words = text_of(broker.get(reverse("demand:import", args=[made.pk])))
    assert "The file was refused; nothing of it was saved" in words
    assert "not OCDS" in words


def test_a_file_on_its_way_shows_how_far_it_is_and_asks_again(broker, scene):
    running = an_import(scene, state="running", bytes_read=40)
    answer = broker.get(reverse("demand:import", args=[running.pk]))
    html = answer.content.decode()
    assert 'aria-valuenow="40"' in html
    assert f'hx-get="{reverse("demand:import-progress", args=[running.pk])}"' in html
    assert "Reading: 40" in text_of(answer)


def test_a_file_nobody_works_on_says_what_to_start(broker, scene):
    waiting = an_import(scene)
    words = text_of(broker.get(reverse("demand:import-progress", args=[waiting.pk])))
    assert "nothing works on background jobs" in words


def test_the_page_is_asked_for_once_the_file_is_read(broker, scene):
    done = an_import(scene, state="done")
    answer = broker.get(reverse("demand:import-progress", args=[done.pk]), headers={"HX-Request": "true"})
    assert answer["HX-Refresh"] == "true"


def test_problems_are_listed_with_their_path_and_download(broker, scene):
    done = an_import(
        scene, state="done", problems=[{"path": "$.releases[0].tag", "message": "=must be a list"}]
    )
    address = reverse("demand:import", args=[done.pk])
    assert "$.releases[0].tag =must be a list" in text_of(broker.get(address))
    rows = list(csv.reader(io.StringIO(broker.get(f"{address}?_export=csv").content.decode("utf-8-sig"))))
    assert rows == [["Path", "Problem"], ["$.releases[0].tag", "'=must be a list"]]


def test_the_list_of_imports_downloads(broker, scene):
    an_import(scene, state="done", releases=3)
    rows = list(csv.DictReader(io.StringIO(broker.get(f"{IMPORTS}?_export=csv").content.decode("utf-8-sig"))))
    assert (rows[0]["File"], rows[0]["Releases"], rows[0]["State"]) == ("notices.json", "3", "done")


@pytest.mark.parametrize("kind", ["member", "committee", "agency"])
def test_only_brokers_hand_files_in(as_role, scene, kind):
    client = as_role(kind)
    assert client.get(IMPORTS).status_code == 403
    assert client.post(IMPORTS, {"files": a_file()}).status_code == 403
    assert client.post(IMPORTS, {"files": a_file(b"x" * 25_000)}).status_code == 403
    assert not NoticeImport.objects.exists()


def test_a_stranger_finds_no_import_of_ours(stranger, scene):
    made = an_import(scene, state="done")
    assert "notices.json" not in text_of(stranger.get(IMPORTS))
    assert stranger.get(reverse("demand:import", args=[made.pk])).status_code == 404
    assert stranger.get(reverse("demand:import-progress", args=[made.pk])).status_code == 404


def test_who_is_not_signed_in_is_asked_to(client, db):
    assert client.post(IMPORTS, {"files": a_file()})["Location"].startswith("/accounts/login/")
