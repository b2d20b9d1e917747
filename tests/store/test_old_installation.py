"""What an installation had before a release is there, and found, after it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from tests import builders

from midas.store import tenancy
from midas.store.models import Bank, Insurance, Membership, Notice, NoticeImport, Opportunity, TextRevision
from midas.store.queries import directory
from midas.store.sealing import unseal

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
MONEY = {
    "bank": "Example Bank",
    "iban": "gb82 west 1234 5698 7654 32",
    "sort_code": "123456",
    "insurances": [
        {"kind": "public", "insurer": "Example Mutual", "cover": "£5,000,000.50", "expires_on": "2127-06-30"},
        {"kind": "product", "insurer": "Example Mutual", "cover": "much", "expires_on": "2127-06-30"},
        {"kind": "other", "insurer": "Example Mutual", "cover": "1", "expires_on": "next year"},
    ],
}
BEFORE = ("store", "0010_the_worker_lists_clusters")
SECRETS = {"totp": {"secret": "JBSWY3DPEHPK3PXP"}, "recovery_codes": {"seed": "5eed", "used_mask": 0}}


@pytest.fixture
def old(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """A database of its own as it was before; the one the other tests share stays as it is."""
    with django_db_blocker.unblock():
        now = connection.settings_dict["NAME"]
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'drop database if exists "{now}_old"')
            cursor.execute(f'create database "{now}_old"')
        connection.close()
        connection.settings_dict["NAME"] = f"{now}_old"
        try:
            call_command("migrate", *BEFORE, verbosity=0)
            call_command("migrate", "mfa", verbosity=0)
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = now
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'drop database if exists "{now}_old"')


def filled() -> int:
    """Two clusters, and a person with second factors; the key of the first cluster.

    Each has a firm that applied, a demand, its notice and the import.
    """
    then = MigrationExecutor(connection).loader.project_state(
        [BEFORE, ("mfa", "0003_authenticator_type_uniq")]
    )
    get, keys = then.apps.get_model, []
    for slug, name in (("five-rivers", "Müller & Söhne Ltd"), ("six-rivers", "Müller & Töchter Ltd")):
        cluster = get("store", "Cluster").objects.create(slug=slug, name=slug, founded_on=date(2020, 1, 1))
        keys.append(cluster.pk)
        with tenancy.tenant(cluster.pk):
            here = {"cluster": cluster}
            firm = get("store", "Organisation").objects.create(
                name=name, scheme="GB-COH", identifier="01234567", region="UKE3", locality="Rotherham",
                latitude=53.4, longitude=-1.3, size="small", **here,
            )  # fmt: skip
            group = get("store", "SectorGroup").objects.create(slug="general", name="General", **here)
            member = get("store", "Membership").objects.create(
                organisation=firm, sector_group=group, state="admitted", joined_on=date(2021, 1, 4), **here
            )
            get("store", "Offering").objects.create(
                membership=member, competency="cpv:42600000", title="Spray coating", unit="HUR", unit_price=4300, **here
            )  # fmt: skip
            get("store", "Application").objects.create(
                state="sent", email="ada@example.org", digest=slug, link_expires_at=AT, answers={"money": MONEY},
                created_at=AT, saved_at=AT, sent_at=AT, membership=member, **here,
            )  # fmt: skip
            get("store", "NoticeImport").objects.create(
                file_name="notices.json", size=2, state="done", started_at=AT, imported=1, **here
            )
            demand = get("store", "Opportunity").objects.create(
                door="ocds", ocid=f"ocds-{slug}", title="Cabins", created_at=AT, updated_at=AT, **here
            )
            get("store", "Notice").objects.create(
                opportunity=demand, ocid=demand.ocid, release_id="1", sha256=slug, text="{}", source="notices.json",
                path="releases[0]", imported_at=AT, **here,
            )  # fmt: skip
    person = get("store", "Person").objects.create(email="ada@example.org", name="Ada", password="!")
    for kind, data in SECRETS.items():
        get("mfa", "Authenticator").objects.create(user_id=person.pk, type=kind, data=data)
    return int(keys[0])


def named(cluster: int, text: str) -> list[Membership]:
    """The firms the directory finds by these words."""
    wishes = directory.about(text, directory.offered(cluster).names())
    return list(
        directory.Question(wishes, directory.live(builders.TODAY), Q()).among(Membership.objects.all())
    )


def test_firms_of_an_old_installation_are_found_and_its_second_factors_sealed(old: None) -> None:
    cluster = filled()
    call_command("migrate", verbosity=0)
    with tenancy.tenant(cluster):
        for words in ("muller", "söhne", "spray", "rotherham"):
            found = named(cluster, words)
            assert [(one.listed_name, one.listed_region) for one in found] == [
                ("Müller & Söhne Ltd", "UKE3")
            ], words
        assert Membership.objects.get().organisation.name_key == "muller sohne"
        assert not named(cluster, "töchter")
    for kind, data in SECRETS.items():
        row = Authenticator.objects.get(type=kind)
        for name, text in data.items():
            if isinstance(text, str):
                assert row.data[name] != text
                assert unseal(row.data[name]) == text
            else:
                assert row.data[name] == text


def test_what_firms_answered_and_what_was_imported_is_there_after_it(old: None) -> None:
    cluster = filled()
    call_command("migrate", verbosity=0)
    with tenancy.tenant(cluster):
        member, demand = Membership.objects.get(), Opportunity.objects.get()
        bank, insured = Bank.objects.get(), Insurance.objects.get()
        assert (bank.membership, bank.name, bank.iban, bank.sort_code, bank.saved_at) == (
            member, "Example Bank", "GB82WEST12345698765432", "12-34-56", AT,
        )  # fmt: skip
        assert (insured.membership, insured.kind, insured.insurer, insured.cover, insured.expires_on) == (
            member, "public", "Example Mutual", 500_000_050, date(2127, 6, 30),
        )  # fmt: skip
        assert set(TextRevision.objects.values_list("kind", "thing")) == {
            ("member", member.pk),
            ("opportunity", demand.pk),
        }
        assert (Notice.objects.get().opportunity, Notice.objects.get().text) == (demand, "{}")
        assert (NoticeImport.objects.get().imported, NoticeImport.objects.get().done) == (1, 0)
