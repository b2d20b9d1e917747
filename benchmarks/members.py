"""Firms by the thousand: taking them in, finding who is in twice, and finding anybody among 100,000.

    make bench NAME=members                                   everything; a few minutes
    .venv/bin/python -m benchmarks.members intake alike       some of it: intake, alike, search

A throw-away database of its own is started and removed; pages are asked for as the site does, in the role that owns
nothing, so row-level security holds. The list taken in is Companies House's where the shared data is at hand, else an
invented one. Rivals: `intake` beside tablib with a save per row, as import tools do by default (of a part, scaled
up), and beside COPY of the same rows without checks, events or words; `alike` beside comparing all with all by
difflib (of a part, scaled up); `search` beside the same questions put as patterns (ILIKE) over joined tables.
"""

from __future__ import annotations

import atexit
import gzip
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path

FIRMS = 10_000
DIRECTORY = 100_000
PAGES = 24
LIMIT, SEARCH_LIMIT = 60.0, 100.0
TOWNS = [
    "Rotherham",
    "Sheffield",
    "Leeds",
    "York",
    "Hull",
    "Derby",
    "Leicester",
    "Lincoln",
    "Bristol",
    "Cardiff",
    "Swansea",
    "Glasgow",
    "Dundee",
]
REGIONS = [
    "UKE3",
    "UKE3",
    "UKE4",
    "UKE2",
    "UKE1",
    "UKF1",
    "UKF2",
    "UKF3",
    "UKK1",
    "UKL2",
    "UKL1",
    "UKM8",
    "UKM7",
]
TRADES = {
    "cpv:42600000": "CNC machining", "cpv:45262680": "Welding", "cpv:44212300": "Steel frames",
    "cpv:72200000": "Software", "cpv:72300000": "Data services", "cpv:45310000": "Electrical installation",
    "cpv:44316500": "Metal casting", "cpv:45442100": "Painting", "cpv:71320000": "Design engineering",
    "cpv:50530000": "Repair of machines", "cpv:15800000": "Food", "cpv:33190000": "Medical devices",
}  # fmt: skip
FIRST = [
    "Aire",
    "Don",
    "Calder",
    "Wharfe",
    "Ouse",
    "Trent",
    "Humber",
    "Derwent",
    "Severn",
    "Tees",
    "Tyne",
    "Wear",
    "Tay",
    "Clyde",
    "Dee",
    "Esk",
    "Nidd",
    "Swale",
]
SECOND = [
    "Precision",
    "Advanced",
    "United",
    "Northern",
    "Modern",
    "Allied",
    "General",
    "Premier",
    "Summit",
    "Castle",
    "Abbey",
    "Forge",
    "Crown",
]
THIRD = [
    "Engineering",
    "Systems",
    "Fabrications",
    "Solutions",
    "Works",
    "Group",
    "Technologies",
    "Services",
    "Trading",
    "Products",
]
PAPERS = ("ISO 9001", "ISO 14001", "ISO 27001", "Cyber Essentials", "ISO 45001", "AS 9100")


@contextmanager
def throw_away():
    """A fresh installation: the embedded server in a temporary folder, migrated."""
    home = tempfile.mkdtemp(prefix="midas-bench-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ |= {"MIDAS_HOME": home, "MIDAS_TESTING": "1"}
    os.environ.setdefault("MIDAS_DB_USER", "nobody")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "midas.site.settings")
    os.environ.pop("DATABASE_URL", None)
    from midas.site.embedded import running

    with running(Path(home), lambda words: None):
        from midas.site.preparation import prepare, set_django_up

        set_django_up()
        prepare(lambda words: None)
        yield
        from django.db import connections

        connections.close_all()


def a_list() -> bytes:
    """10,000 firms as CSV: Companies House's if at hand, with 200 copies and 200 near copies; else invented."""
    from tests.shared_data import shared_folder

    folder = shared_folder()
    path = folder / "companies" / "uk_new_companies_2024.csv.gz" if folder else None
    if path is not None and path.exists():
        head, *lines = gzip.decompress(path.read_bytes()).decode().splitlines()
        live = [line for line in lines if ",Active," in line]
        return "\n".join([head, *live[:FIRMS]]).encode()
    rows = (f"{name} {number},{number:08d},Active" for number, name in enumerate(names(FIRMS, 1), 1))
    return "\n".join(["company_name,company_number,status", *rows]).encode()


def names(count: int, seed: int) -> list[str]:
    """Invented names of firms."""
    draw = random.Random(seed)
    return [f"{draw.choice(FIRST)} {draw.choice(SECOND)} {draw.choice(THIRD)}" for _ in range(count)]


def a_cluster(slug: str):
    from midas.store import tenancy
    from midas.store.models import Cluster, SectorGroup

    cluster = Cluster.objects.create(slug=slug, name=slug, home_region="UKE", founded_on=date(2020, 1, 1))
    with tenancy.tenant(cluster.pk):
        for name in ("manufacturing", "digital", "construction"):
            SectorGroup.objects.create(cluster=cluster, slug=name, name=name.capitalize())
    return cluster


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def intake() -> list:
    """The whole of `midas members import`: check, save, look for duplicates."""
    from benchmarks.report import Figure
    from django.utils import timezone

    from midas.actions.members.find_duplicates import find_duplicates
    from midas.actions.members.import_firms import check_firms, save_firms
    from midas.store import tenancy

    data, cluster, told = a_list(), a_cluster("intake"), {}

    def ours() -> None:
        at = timezone.now()
        with tenancy.tenant(cluster.pk):
            checked = check_firms(data, cluster=cluster, on=at.date(), region="UKE3")
            saved = save_firms(checked, cluster=cluster, source="firms.csv", by=None, at=at)
        with tenancy.tenant(cluster.pk):
            told["pairs"] = find_duplicates(cluster, at=at, among=saved.keys)
        told["firms"] = saved.added

    seconds = timed(ours)
    print(f"{told['firms']:,} firms in, {told['pairs']:,} pairs to decide, {seconds:.1f} s")
    part = 1000
    by_row = timed(lambda: row_by_row(data, part)) * FIRMS / part
    copied = timed(lambda: copy(data))
    what = f"{told['firms']:,} firms from CSV, checked, saved, duplicates found"
    return [
        Figure(what, seconds, by_row, f"tablib and a save per row ({part:,} rows, scaled)", "s", LIMIT),
        Figure(
            what, seconds, copied, "COPY of the same rows, unchecked, without event or duplicates", "s", LIMIT
        ),
    ]


def row_by_row(data: bytes, part: int) -> None:
    from tablib import Dataset

    from midas.store import tenancy
    from midas.store.models import Membership, Organisation, SectorGroup

    cluster = a_cluster("rows")
    rows = Dataset().load("\n".join(data.decode().splitlines()[: part + 1]), format="csv")
    with tenancy.tenant(cluster.pk):
        group = SectorGroup.objects.first()
        for row in rows.dict:
            number = row["company_number"]
            Organisation.objects.filter(scheme="GB-COH", identifier=number).first()
            made = Organisation(cluster=cluster, identifier=number, name=row["company_name"], region="UKE3")
            made.latitude, made.longitude, made.size = 53.5, -1.3, "micro"
            made.full_clean(validate_unique=False, validate_constraints=False)
            made.save()
            Membership.objects.create(cluster=cluster, organisation=made, sector_group=group)


def copy(data: bytes) -> None:
    from django.db import connection, transaction

    from midas.store import tenancy
    from midas.store.models import SectorGroup

    cluster = a_cluster("copied")
    lines = [line.split(",")[:2] for line in data.decode().splitlines()[1:]]
    with transaction.atomic(), tenancy.tenant(cluster.pk), connection.cursor() as cursor:
        group = SectorGroup.objects.first().pk
        fields = (
            "cluster_id, scheme, identifier, name, region, locality, country, latitude, longitude, time_zone,"
        )
        target = f"store_organisation ({fields} size, sic_codes, website, name_key)"
        cursor.execute(
            "create temporary table raw (like store_organisation including defaults) on commit drop"
        )
        with cursor.copy(f"copy {target.replace('store_organisation', 'raw')} from stdin") as sink:
            for name, number in lines:
                row = (
                    cluster.pk,
                    "GB-COH",
                    number,
                    name[:160],
                    "UKE3",
                    "",
                    "GB",
                    53.5,
                    -1.3,
                    "Europe/London",
                )
                sink.write_row((*row, "micro", "{}", "", ""))
        columns = target.split("(")[1].rstrip(")")
        cursor.execute(f"insert into {target} select {columns} from raw on conflict do nothing")
        cursor.execute(
            "insert into store_membership (cluster_id, organisation_id, sector_group_id, state, summary, can_lead,"
            " engagement_cost, reliability, reliability_evidence, tags, conditions, shown_to, listed_name,"
            " listed_region) select cluster_id, id, %s, 'applied', '', false, 0, 1, 0, '{}', '', '{}', '', ''"
            " from store_organisation where cluster_id = %s",
            [group, cluster.pk],
        )


def alike() -> list:
    """10,000 new firms beside 10,000 known ones, 500 of them with a slip of the pen."""
    from benchmarks.report import Figure

    from midas.core.members.duplicates import Party
    from midas.core.members.duplicates import alike as pairs_alike
    from midas.core.values.names import name_key

    draw = random.Random(7)
    made = [f"{draw.choice(FIRST)}{draw.randrange(10**6):x} {name}" for name in names(2 * FIRMS, 7)]
    known = [Party(n, name, name_key(name), "GB-COH", f"{n:08d}") for n, name in enumerate(made[:FIRMS])]
    new = [Party(FIRMS + n, name, name_key(name)) for n, name in enumerate(made[FIRMS:])]
    for place in range(500):
        name = slipped(made[place], draw)
        new[place] = Party(FIRMS + place, name, name_key(name))
    found: set[object] = set()

    def ours() -> None:
        for pair in pairs_alike(new, known):
            found.add(frozenset((pair.first.key, pair.second.key)))

    seconds = timed(ours)
    hits = sum(frozenset((FIRMS + n, n)) in found for n in range(500))
    part = 5
    naive = timed(
        lambda: [SequenceMatcher(None, a.name_key, b.name_key).ratio() for a in new[:part] for b in known]
    )
    print(f"{len(found):,} pairs; {hits} of 500 slips of the pen found")
    work = f"{FIRMS:,} new firms against {FIRMS:,} known, {hits} of 500 slips found"
    return [Figure(work, seconds, naive * FIRMS / part, "difflib on all pairs (a part, scaled)", "s", 10.0)]


def slipped(name: str, draw: random.Random) -> str:
    """A letter of a word left out, doubled or changed."""
    at = draw.randrange(1, len(name) - 1)
    return draw.choice(
        (name[:at] + name[at + 1 :], name[:at] + name[at] + name[at:], name[:at] + "e" + name[at + 1 :])
    )


def search() -> list:
    """The page of members as the site serves it, asked 50 ways, twice each; the slowest question's plan is printed."""
    from benchmarks.report import Figure
    from django.db import connection
    from django.test.client import Client

    cluster, role = directory()
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")  # as the server does by itself after a while
        cursor.execute("set role midas_app")
    client = Client()
    client.force_login(role.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    times: dict[str, list[float]] = {}
    for query in questions():
        client.get(query)
    for _ in range(3):
        for query in questions():
            began = time.perf_counter()
            answer = client.get(query)
            times.setdefault(query, []).append(1000 * (time.perf_counter() - began))
            assert answer.status_code == 200, (query, answer.status_code)
    each = sorted(one for listed in times.values() for one in listed)
    slowest = max(times, key=lambda query: statistics.median(times[query]))
    naive = sorted(1000 * timed(lambda query=query: patterns(cluster, query)) for query in questions())
    for query, listed in sorted(times.items(), key=lambda one: -statistics.median(one[1]))[:8]:
        print(f"{statistics.median(listed):7.1f} ms  {query}")
    explain(client, slowest)
    p50, p95 = at(each, 0.5), at(each, 0.95)
    print(f"server time of the whole page: p50 {p50:.1f} ms, p95 {p95:.1f} ms")
    what = f"a page of {DIRECTORY:,} members, 50 questions,"
    rival = "the count and one page by ILIKE on joined tables, database only"
    return [
        Figure(f"{what} p50", p50, at(naive, 0.5), rival, "ms", SEARCH_LIMIT),
        Figure(f"{what} p95", p95, at(naive, 0.95), rival, "ms", SEARCH_LIMIT),
    ]


def at(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def questions() -> list[str]:
    """50 addresses: text, kind of work, region, certificate, sector, first and deep pages, sorted."""
    draw = random.Random(3)
    texts = [
        *(
            "aire",
            "forge",
            "rotherham",
            "welding",
            "precision engineering",
            "software leeds",
            "tees castle works",
        ),
        *("00004711", "GB-COH-00012345", "yorkshire", "wales painting", "nidd", "medical", "cnc don"),
    ]
    asked = [f"q={text.replace(' ', '+')}" for text in texts]
    asked += [f"competency={code}" for code in list(TRADES)[:6]] + ["competency=cpv:45000000"]
    asked += [f"region={code}" for code in ("UKE", "UKF", "UKM", "UKE3")]
    asked += [f"certificate={name.replace(' ', '+')}" for name in PAPERS[:4]]
    asked += [f"sector={name}" for name in ("manufacturing", "digital")] + ["size=micro", "size=medium"]
    asked += [
        "",
        "page=2",
        "page=10",
        "page=400",
        "page=2000",
        "page=3500",
        "sort=-name",
        "sort=-name&page=1500",
    ]
    asked += ["view=table&sort=region", "view=table&sort=-reliability", "view=table&sort=region&page=900"]
    asked += [
        "q=welding&region=UKE",
        "competency=cpv:72200000&certificate=ISO+27001",
        "q=forge&sort=-name&page=3",
    ]
    asked += ["q=software&size=small", "sector=digital&page=300"]
    asked += ["region=UKE&page=200"]
    assert len(asked) == 50, len(asked)
    draw.shuffle(asked)
    return [f"/members/?{one}" for one in asked]


def patterns(cluster, address: str) -> None:
    """The naive rival: joined tables, patterns, count and one page."""
    from django.db.models import Q
    from django.http import QueryDict

    from midas.store import tenancy
    from midas.store.models import Membership

    asked = QueryDict(address.split("?")[1])
    rows = Membership.objects.select_related("organisation").filter(state="admitted")
    for word in asked.get("q", "").split():
        rows = rows.filter(
            Q(organisation__name__icontains=word)
            | Q(organisation__identifier__icontains=word)
            | Q(organisation__locality__icontains=word)
            | Q(summary__icontains=word)
            | Q(pk__in=Membership.objects.filter(offerings__title__icontains=word).values("pk"))
        )
    if "competency" in asked:
        start = asked["competency"].rstrip("0")
        rows = rows.filter(offerings__competency__startswith=start).distinct()
    if "region" in asked:
        rows = rows.filter(organisation__region__startswith=asked["region"])
    if "certificate" in asked:
        rows = rows.filter(certificates__name=asked["certificate"]).distinct()
    if "sector" in asked:
        rows = rows.filter(sector_group__slug=asked["sector"])
    start = (int(asked.get("page", 1)) - 1) * PAGES
    with tenancy.tenant(cluster.pk):
        rows.count()
        list(rows.order_by("organisation__name", "pk")[start : start + PAGES])


def explain(client, address: str) -> None:
    """The plan of the slowest statement of a page."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as caught:
        client.get(address)
    worst = max(caught.captured_queries, key=lambda one: float(one["time"]))
    print(f"slowest question: {address}; its slowest statement, {worst['time']} s of", end=" ")
    print(f"{sum(float(one['time']) for one in caught.captured_queries):.3f} s in {len(caught)} statements:")
    from midas.store import tenancy
    from midas.store.models import Cluster

    with tenancy.person(None), connection.cursor() as cursor:
        cursor.execute("reset role")
        key = Cluster.objects.get(slug="directory").pk
        cursor.execute("set role midas_app")
    with tenancy.tenant(key), connection.cursor() as cursor:
        cursor.execute("explain (analyze, buffers, costs off) " + worst["sql"].replace("%", "%%"))
        print("\n".join(line for (line,) in cursor.fetchall()))


def directory():
    """100,000 admitted members with offerings and certificates, and a broker."""
    from midas.core.values.names import name_key
    from midas.store import tenancy
    from midas.store.models import Certificate, Membership, Offering, Organisation, Person, Role, SectorGroup

    cluster, draw = a_cluster("directory"), random.Random(5)
    codes = list(TRADES)
    began = time.perf_counter()
    for start in range(0, DIRECTORY, 10_000):
        with tenancy.tenant(cluster.pk):
            groups = list(SectorGroup.objects.all())
            firms = []
            for number in range(start, start + 10_000):
                place = draw.randrange(len(TOWNS))
                name = f"{draw.choice(FIRST)} {draw.choice(SECOND)} {draw.choice(THIRD)} {number} Ltd"
                firms.append(
                    Organisation(
                        cluster=cluster, identifier=f"{number:08d}", name=name, name_key=name_key(name),
                        region=REGIONS[place], locality=TOWNS[place], latitude=53, longitude=-1,
                        size=draw.choice(("micro", "micro", "small", "medium")),
                    )
                )  # fmt: skip
            firms = Organisation.objects.bulk_create(firms)
            members = Membership.objects.bulk_create(
                Membership(
                    cluster=cluster, organisation=firm, sector_group=draw.choice(groups), state="admitted",
                    joined_on=date(2021, 1, 4), reliability=draw.randrange(5000, 10_000) / 10_000,
                    reliability_evidence=draw.randrange(30),
                )
                for firm in firms
            )  # fmt: skip
            Offering.objects.bulk_create(
                Offering(
                    cluster=cluster, membership=member, competency=code, title=TRADES[code], unit="HUR",
                    unit_price=4300,
                )
                for member in members
                for code in draw.sample(codes, 2)
            )  # fmt: skip
            Certificate.objects.bulk_create(
                Certificate(cluster=cluster, membership=member, name=draw.choice(PAPERS))
                for member in members
            )
    print(f"{DIRECTORY:,} members made in {time.perf_counter() - began:.0f} s")
    person = Person.objects.create_user("broker@example.org", "a pass phrase", name="Broker")
    with tenancy.tenant(cluster.pk):
        role = Role.objects.create(cluster=cluster, person=person, kind="broker")
    return cluster, role


PARTS = {"intake": intake, "alike": alike, "search": search}


def main() -> None:
    wanted = sys.argv[1:] or list(PARTS)
    unknown = [name for name in wanted if name not in PARTS]
    if unknown:
        sys.exit(f"There is no part {', '.join(unknown)}: {' '.join(PARTS)}")
    with throw_away():
        from benchmarks.report import publish

        publish("members", [figure for name in wanted for figure in PARTS[name]()])


if __name__ == "__main__":
    main()
