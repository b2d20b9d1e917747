"""Finding anybody among 100,000 members: the whole page as the site serves it, asked in 64 ways, one client.

Pages are asked for through Django's test client, in the role that owns nothing, so row-level security holds. What the
site keeps between pages (counts of very many) is forgotten before every round, as after a minute. A loaded machine says
more about its load than about Midas: beside the time that passed stands the time on the processor, of the site and its
database server together, where the system tells (Linux). Rivals answer from the database alone, for its owner, and get
no page, no facets and no row-level security: patterns (ILIKE) over joined tables, and `to_tsvector` with a GIN index.
"""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.words import PAPERS, TRADES

DIRECTORY = 100_000
PAGES = 24
ROUNDS = 3
LIMIT = 100.0
"""Milliseconds that nineteen pages of twenty may take at most."""

TEXTS = (
    "aire", "forge", "rotherham", "welding", "painting", "sheffield", "nidd", "software", "precision engineering",
    "software leeds", "tees castle works", "wales painting", "castle york", "cnc don", "allied trading", "00004711",
    "GB-COH-00012345", "yorkshire", "medical", "zzz",
)  # fmt: skip
PLACES = ("UKE", "UKF", "UKM", "UKE3")
COMBINED = (
    "q=welding&region=UKE", "q=forge&region=UKE3", "competency=cpv:72200000&certificate=ISO+27001",
    "competency=cpv:45000000&region=UKL", "q=castle&competency=cpv:42600000", "certificate=ISO+9001&region=UKF",
    "q=software&size=small", "q=crown&certificate=AS+9100&region=UKE", "sector=digital&q=tyne", "sector=digital",
    "size=medium&competency=cpv:33190000", "q=welding&certificate=ISO+9001&sector=construction",
)  # fmt: skip


def search(cluster) -> list:
    """p50 and p95 of the page beside both rivals' answers to the same questions; the slowest question's plans."""
    from benchmarks.report import Figure

    client = a_broker(cluster)
    asked = questions()
    times, on_cpu = asked_of(client, asked)
    wall, cpu = sorted(one for listed in times.values() for one in listed), sorted(on_cpu)
    for query, listed in sorted(times.items(), key=lambda one: -statistics.median(one[1]))[:6]:
        print(f"{statistics.median(listed):7.1f} ms  {query}")
    explain(client, cluster, max(times, key=lambda query: statistics.median(times[query])))
    load = (
        f", load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors" if hasattr(os, "getloadavg") else ""
    )
    p50, p95 = at(wall, 0.5), at(wall, 0.95)
    print(f"whole page: p50 {p50:.1f} ms, p95 {p95:.1f} ms, worst {wall[-1]:.1f} ms{load}")
    what = f"a page of {DIRECTORY:,} members, {len(asked)} questions,"
    patterns = rival(cluster, asked, by_patterns)
    figures = [
        Figure(f"{what} p50", p50, at(patterns, 0.5), "ILIKE on joined tables, database only", "ms", LIMIT),
        Figure(f"{what} p95", p95, at(patterns, 0.95), "ILIKE on joined tables, database only", "ms", LIMIT),
    ]
    text = rival(cluster, asked, by_full_text, prepare=index_texts)
    figures.append(
        Figure(f"{what} p95", p95, at(text, 0.95), "to_tsvector with GIN, database only", "ms", LIMIT)
    )
    if cpu:
        print(f"of it on the processor: p50 {at(cpu, 0.5):.1f} ms, p95 {at(cpu, 0.95):.1f} ms")
        figures.append(
            Figure(f"{what} p95 on the processor", at(cpu, 0.95), at(patterns, 0.95), "as above", "ms", LIMIT)
        )
    return figures


def a_broker(cluster):
    """Fill the cluster; a client that is signed in as its broker, in the role the site runs as."""
    from benchmarks.crowd import fill
    from django.conf import settings
    from django.db import connection
    from django.test.client import Client

    from midas.store import tenancy
    from midas.store.models import Person, Role

    began = time.perf_counter()
    fill(cluster, DIRECTORY)
    print(f"{DIRECTORY:,} members made in {time.perf_counter() - began:.0f} s")
    person = Person.objects.create_user("broker@example.org", "a pass phrase", name="Broker")
    with tenancy.tenant(cluster.pk):
        Role.objects.create(cluster=cluster, person=person, kind="broker")
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")  # as the server does by itself after a while
    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def questions() -> list[str]:
    """64 addresses: a word, words, kind of work, region, certificate, combinations; pages 1 to 5, and deep ones."""
    asked = [f"q={text.replace(' ', '+')}" for text in TEXTS]
    asked += [f"competency={code}" for code in [*list(TRADES)[:5], "cpv:45000000"]]
    asked += [f"region={code}" for code in PLACES]
    asked += [f"certificate={name.replace(' ', '+')}" for name in PAPERS[:4]]
    asked += COMBINED
    asked += [
        "",
        *(f"page={page}" for page in (2, 3, 4, 5, 400, 3500)),
        "sort=-name",
        "view=table&sort=region",
    ]
    asked += [f"q=welding&page={page}" for page in (2, 3, 4, 5)]
    asked += [f"q=precision+engineering&page={page}" for page in (2, 5)]
    asked += ["region=UKE&page=3", "competency=cpv:72200000&page=4", "certificate=ISO+9001&page=5"]
    random.Random(3).shuffle(asked)
    assert len(asked) == 64, len(asked)
    return [f"/members/?{one}" for one in asked]


def asked_of(client, asked: list[str]) -> tuple[dict[str, list[float]], list[float]]:
    """Milliseconds per question that passed, and those spent on the processor, empty where nobody tells."""
    from django.core.cache import cache
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        server = cursor.fetchone()[0]
        cursor.execute("set role midas_app")
    try:
        for query in asked[:8]:
            client.get(query)
        times: dict[str, list[float]] = {query: [] for query in asked}
        on_cpu = []
        for _ in range(ROUNDS):
            cache.clear()
            for query in asked:
                began, spent = time.perf_counter(), processor(server)
                answer = client.get(query)
                times[query].append(1000 * (time.perf_counter() - began))
                assert answer.status_code == 200, (query, answer.status_code)
                if spent is not None:
                    on_cpu.append(processor(server) - spent)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("reset role")
    return times, on_cpu


def processor(server: int) -> float | None:
    """Milliseconds this process and the database's own have been on a processor; None where the system is silent."""
    try:
        told = Path(f"/proc/{server}/schedstat").read_text(encoding="ascii")
    except OSError:
        return None
    return int(told.split()[0]) / 1e6 + 1000 * time.process_time()


def at(ordered: list[float], share: float) -> float:
    """The value that this share of an ordered list does not exceed."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def rival(
    cluster, asked: list[str], answer: Callable[..., None], prepare: Callable[[], None] | None = None
) -> list[float]:
    """Milliseconds per question, in order, once each."""
    from django.http import QueryDict

    from midas.store import tenancy

    found = []
    with tenancy.tenant(cluster.pk):
        if prepare:
            prepare()
        for query in asked:
            began = time.perf_counter()
            answer(QueryDict(query.split("?")[1]))
            found.append(1000 * (time.perf_counter() - began))
    return sorted(found)


def by_patterns(asked) -> None:
    """Patterns on the joined tables, count and one page."""
    from django.db.models import Q

    from midas.store.models import Membership

    rows = Membership.objects.select_related("organisation").filter(state="admitted")
    for word in asked.get("q", "").split():
        rows = rows.filter(
            Q(organisation__name__icontains=word)
            | Q(organisation__identifier__icontains=word)
            | Q(organisation__locality__icontains=word)
            | Q(summary__icontains=word)
            | Q(pk__in=Membership.objects.filter(offerings__title__icontains=word).values("pk"))
        )
    _counted_and_listed(_narrowed(rows, asked), asked)


def index_texts() -> None:
    """A document of each firm with a GIN index, as PostgreSQL's manual has it; gone after the transaction."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "create temporary table text_of on commit drop as select m.id, to_tsvector('simple', concat_ws(' ',"
            " o.name, o.identifier, o.locality, m.summary, string_agg(f.title, ' '))) as said"
            " from store_membership m join store_organisation o on o.id = m.organisation_id"
            " left join store_offering f on f.membership_id = m.id"
            " group by m.id, o.name, o.identifier, o.locality, m.summary"
        )
        cursor.execute("create index on text_of using gin (said)")
        cursor.execute("create index on text_of (id)")
        cursor.execute("analyze text_of")


def by_full_text(asked) -> None:
    """Words as prefixes of a text-search query, count and one page."""
    from django.db.models.expressions import RawSQL

    from midas.store.models import Membership

    rows = Membership.objects.select_related("organisation").filter(state="admitted")
    words = " & ".join(f"{word.rpartition('-')[2]}:*" for word in asked.get("q", "").split())
    if words:
        found = RawSQL("select id from text_of where said @@ to_tsquery('simple', %s)", [words])
        rows = rows.filter(pk__in=found)
    _counted_and_listed(_narrowed(rows, asked), asked)


def _narrowed(rows, asked):
    from midas.store.models import Certificate, Offering

    if "competency" in asked:
        start = asked["competency"].rstrip("0")
        rows = rows.filter(pk__in=Offering.objects.filter(competency__startswith=start).values("membership"))
    if "region" in asked:
        rows = rows.filter(organisation__region__startswith=asked["region"])
    if "certificate" in asked:
        held = Certificate.objects.filter(name=asked["certificate"]).order_by()
        rows = rows.filter(pk__in=held.values("membership"))
    if "sector" in asked:
        rows = rows.filter(sector_group__slug=asked["sector"])
    return rows.filter(organisation__size=asked["size"]) if "size" in asked else rows


def _counted_and_listed(rows, asked) -> None:
    start = (int(asked.get("page", 1)) - 1) * PAGES
    rows.count()
    list(rows.order_by("organisation__name", "pk")[start : start + PAGES])


def explain(client, cluster, address: str) -> None:
    """The plans of the two statements that a page's time goes to, as the site's own role has them."""
    from django.core.cache import cache
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from midas.store import tenancy

    with connection.cursor() as cursor:
        cursor.execute("set role midas_app")
    cache.clear()
    with CaptureQueriesContext(connection) as caught:
        client.get(address)
    total = sum(float(one["time"]) for one in caught.captured_queries)
    print(f"slowest question: {address}; {len(caught)} statements, {total:.3f} s; the two that take longest:")
    worst = sorted(caught.captured_queries, key=lambda one: -float(one["time"]))[:2]
    with tenancy.tenant(cluster.pk), connection.cursor() as cursor:
        for one in worst:
            cursor.execute("explain (analyze, buffers, costs off) " + one["sql"].replace("%", "%%"))
            print("\n".join(line for (line,) in cursor.fetchall()))
        cursor.execute("reset role")
