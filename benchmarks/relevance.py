"""How often relevance is right, on real notices, awards and occupations, beside plain methods on the same texts.

    make bench NAME=relevance                        everything; a few minutes
    .venv/bin/python -m benchmarks.relevance cpv     some of it: cpv, awards, occupations

Needs the shared data (`MIDAS_SHARED_DATA`). `cpv`: from title and description alone, the division, group and class of
a notice's main code; five files, each foretold from the other four, and the files of 2025 foretold from those of
2018-2020. `awards`: all suppliers ranked for a notice by what they won elsewhere; those with no other award cannot be
found and are not counted as right, but stand in the way. `occupations`: ESCO occupations ranked for one of their
alternative labels, by name and description only. Rivals: majority, TF-IDF (cosine) and BM25 (k1 1.2, b 0.75) on plain
lower-case words. Figures are shares missed, so less is better; intervals are 95 %, of the difference to the best
rival, by the bootstrap.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from benchmarks.report import Figure, publish
from scipy import sparse

from midas.core.demand.relevance.blend import Blend, Part
from midas.core.demand.relevance.measures import found_in, interval, recall, reciprocal_rank
from midas.core.demand.relevance.nearness import path
from midas.core.values.names import name_key
from midas.solvers.relevance import (
    Codes,
    CpvSuggester,
    Entry,
    Index,
    LabelFinder,
    Learned,
    Matcher,
    Question,
    Source,
)

FILES = (
    "uk_contracts_finder_2020_packages",
    "uk_contracts_finder_2020_companyids",
    "scotland_pcs_2019_releases",
    "uk_contracts_finder_2025_releases",
    "wales_sell2wales_releases",
)
LATE = FILES[3:]
LEVELS = {2: "division", 3: "group", 4: "class"}
ASKED_LABELS, SEED = 3000, 7

Ranked = Mapping[str, list[float]]
"""Per method, a value per question, in one order."""


@dataclass(frozen=True)
class Notice:
    """What the files say of one notice."""

    file: str
    title: str
    description: str
    codes: tuple[str, ...]
    suppliers: frozenset[str]

    @property
    def text(self) -> str:
        return f"{self.title}\n{self.description}"


class Plain:
    """TF-IDF or BM25 as textbooks have them, on lower-case words."""

    def __init__(self, texts: Sequence[str], *, tfidf: bool) -> None:
        self.terms: dict[str, int] = {}
        flat = [[self.terms.setdefault(one, len(self.terms)) for one in plain(text)] for text in texts]
        ends = np.concatenate(([0], np.cumsum([len(one) for one in flat]))).astype(int)
        columns = np.array([one for row in flat for one in row], int)
        table = sparse.csr_matrix((np.ones(len(columns)), columns, ends), (len(texts), len(self.terms)))
        table.sum_duplicates()
        lengths, rows = np.diff(ends), np.repeat(np.arange(len(texts)), np.diff(table.indptr))
        df, size = np.bincount(table.indices, minlength=len(self.terms)), len(texts)
        if tfidf:
            self.weight = np.log((1 + size) / (1 + df)) + 1
            table.data *= self.weight[table.indices]
            norms = np.sqrt(np.bincount(rows, table.data**2, minlength=size))
            table.data /= norms[rows]
        else:
            self.weight = np.ones(len(self.terms))
            idf = np.log(1 + (size - df + 0.5) / (df + 0.5))
            spread = 1.2 * (0.25 + 0.75 * lengths / lengths.mean())
            table.data = idf[table.indices] * table.data * 2.2 / (table.data + spread[rows])
        self.table = table.tocsc()

    def scores(self, text: str) -> np.ndarray:
        counted = Counter(one for one in plain(text) if one in self.terms)
        if not counted:
            return np.zeros(self.table.shape[0])
        at = np.array([self.terms[one] for one in counted])
        return np.asarray(self.table[:, at] @ (np.array(list(counted.values())) * self.weight[at])).ravel()


PLAIN = {"TF-IDF": True, "BM25": False}


def plain(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def order(scores: np.ndarray) -> list[int]:
    """The places of positive scores, best first, the lower first among equals."""
    return [int(one) for one in np.argsort(-scores, kind="stable") if scores[one] > 0]


def data(*parts: str) -> Path:
    from tests.shared_data import shared_folder

    folder = shared_folder()
    if folder is None:
        sys.exit("The shared data is not here: set MIDAS_SHARED_DATA to its folder.")
    return folder.joinpath(*parts)


def table(*parts: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(gzip.decompress(data(*parts).read_bytes()).decode())))


def notices() -> list[Notice]:
    """Every notice with a CPV code, each text once."""
    found: dict[str, Notice] = {}
    for file in FILES:
        for line in gzip.decompress(data("ocds", f"{file}.jsonl.gz").read_bytes()).decode().splitlines():
            package = json.loads(line)
            for release in package.get("releases", [package]):
                one = notice(file, release)
                if one.codes:
                    found.setdefault(one.text, one)
    return list(found.values())


def notice(file: str, release: dict) -> Notice:
    tender = release.get("tender") or {}
    items = tender.get("items") or []
    said = [tender.get("classification"), *(tender.get("additionalClassifications") or [])]
    for item in items:
        said += [item.get("classification"), *(item.get("additionalClassifications") or [])]
    codes = dict.fromkeys(one["id"].split("-")[0] for one in said if one and one.get("id"))
    named = [s.get("name") for award in release.get("awards") or [] for s in award.get("suppliers") or []]
    named += [one["name"] for one in release.get("parties", []) if "supplier" in one.get("roles", [])]
    suppliers = frozenset(name_key(name) for name in named if name)
    return Notice(file, tender.get("title") or "", tender.get("description") or "", tuple(codes), suppliers)


Foretell = Callable[[Notice, int], list[str]]


@cache
def labels() -> dict[str, str]:
    return {row["code"]: row["label_en"] for row in table("codelists", "cpv_2008_en.csv.gz")}


def ours_cpv(known: Sequence[Notice], sources: Iterable[Source] = Source) -> Foretell:
    taught = [Learned(one.title, one.description, one.codes) for one in known]
    suggester, used = CpvSuggester.build(labels(), taught), frozenset(sources)

    def foretell(one: Notice, digits: int) -> list[str]:
        found = suggester.suggest(one.title, one.description, 5, digits=digits, sources=used)
        return [suggestion.code[:digits] for suggestion in found]

    return foretell


def plain_cpv(known: Sequence[Notice], *, tfidf: bool) -> Foretell:
    """The codes of the nearest labels and notices."""
    named = labels()
    codes = [*named, *(one.codes[0] for one in known)]
    engine = Plain([*named.values(), *(one.text for one in known)], tfidf=tfidf)

    def foretell(one: Notice, digits: int) -> list[str]:
        return list(dict.fromkeys(codes[at][:digits] for at in order(engine.scores(one.text))))[:5]

    return foretell


def majority_cpv(known: Sequence[Notice]) -> Foretell:
    def foretell(one: Notice, digits: int) -> list[str]:
        counted = Counter(other.codes[0][:digits] for other in known if len(path(other.codes[0])) >= digits)
        return [code for code, _ in sorted(counted.items(), key=lambda each: (-each[1], each[0]))[:5]]

    return foretell


def cpv() -> list[Figure]:
    every = notices()
    methods: dict[str, Callable[[Sequence[Notice]], Foretell]] = {"ours": ours_cpv, "majority": majority_cpv}
    methods |= {name: lambda known, t=tfidf: plain_cpv(known, tfidf=t) for name, tfidf in PLAIN.items()}
    parts = {
        f"ours without {source}": lambda known, s=source: ours_cpv(known, frozenset(Source) - {s})
        for source in Source
    }
    by_file = [([o for o in every if o.file != file], [o for o in every if o.file == file]) for file in FILES]
    by_time = [([o for o in every if o.file not in LATE], [o for o in every if o.file in LATE])]
    found = []
    for split, folds, compared in (("by time", by_time, methods | parts), ("by file", by_file, methods)):
        results: dict[tuple[int, int], dict[str, list[float]]] = {}
        for name, method in compared.items():
            for known, asked in folds:
                foretell = method(known)
                for one, digits in ((o, d) for o in asked for d in LEVELS if len(path(o.codes[0])) >= d):
                    ranked = foretell(one, digits)
                    for k in (1, 5):
                        hit = found_in(ranked, {one.codes[0][:digits]}, k)
                        results.setdefault((digits, k), {}).setdefault(name, []).append(hit)
        for (digits, k), values in results.items():
            found += report(f"CPV {LEVELS[digits]} {split}, top {k}", values)
    return found


def awards() -> list[Figure]:
    awarded = [one for one in notices() if one.suppliers]
    names = sorted({name for one in awarded for name in one.suppliers})
    won = {name: [at for at, one in enumerate(awarded) if name in one.suppliers] for name in names}
    blends = {
        "ours": Blend(),
        "ours, wins only": Blend().only(Part.WINS),
        "ours, codes only": Blend().only(Part.CODES),
    }
    ranks: dict[str, list[float]] = {}
    recalls: dict[str, list[float]] = {}
    for at, asked in enumerate(awarded):
        right = {names.index(name) for name in asked.suppliers if len(won[name]) > 1}
        if not right:
            continue
        others = [[awarded[n] for n in won[name] if n != at] for name in names]
        texts = ["\n".join(one.text for one in each) for each in others]
        codes = Codes.build(
            (n, [c for one in each for c in one.codes]) for n, each in enumerate(others) if each
        )
        words = Index.build(())  # nothing is known of what they say of themselves
        wins = Index.build((n, text) for n, text in enumerate(texts) if text)
        question = Question(asked.title, asked.description, asked.codes)
        rankings = {
            name: [m.id for m in Matcher(words, codes, wins, blend).match(question, len(names))]
            for name, blend in blends.items()
        }
        rankings["majority"] = order(np.array([float(len(each)) for each in others]))
        for name, tfidf in PLAIN.items():
            rankings[name] = order(Plain(texts, tfidf=tfidf).scores(asked.text))
        for name, ranked in rankings.items():
            ranks.setdefault(name, []).append(reciprocal_rank(ranked, right))
            recalls.setdefault(name, []).append(recall(ranked, right, 20))
    what = f"awards, {len(names)} suppliers"
    return [*report(f"{what}, MRR", ranks), *report(f"{what}, recall@20", recalls)]


def occupations() -> list[Figure]:
    rows = table("codelists", "esco_1_1_1", "occupations.csv.gz")
    pairs = [
        (said.strip(), at)
        for at, row in enumerate(rows)
        for said in row["ALTLABELS"].split("\n")
        if said.strip() and said.strip().lower() != row["PREFERREDLABEL"].lower()
    ]
    asked = random.Random(SEED).sample(pairs, ASKED_LABELS)
    finder = LabelFinder.build(
        Entry(str(at), r["PREFERREDLABEL"], r["DESCRIPTION"]) for at, r in enumerate(rows)
    )
    engines = {
        name: Plain([f"{r['PREFERREDLABEL']}\n{r['DESCRIPTION']}" for r in rows], tfidf=tfidf)
        for name, tfidf in PLAIN.items()
    }
    results: dict[int, dict[str, list[float]]] = {1: {}, 5: {}}
    for said, at in asked:
        rankings = {"ours": [int(one.code) for one, _ in finder.find(said)]}
        rankings |= {name: order(engine.scores(said))[:5] for name, engine in engines.items()}
        rankings["majority"] = [0, 1, 2, 3, 4]  # every occupation is asked for about as often
        for (k, values), (name, ranked) in ((v, r) for v in results.items() for r in rankings.items()):
            values.setdefault(name, []).append(found_in(ranked, {at}, k))
    return [
        f
        for k, values in results.items()
        for f in report(f"ESCO label, {len(rows)} occupations, top {k}", values)
    ]


def report(work: str, values: Ranked) -> list[Figure]:
    """Print what every method reaches, and hold ours beside each rival's."""
    means = {name: sum(one) / len(one) for name, one in values.items()}
    rivals = [name for name in means if not name.startswith("ours")]
    best = max(rivals, key=lambda name: means[name])
    gains = [own - other for own, other in zip(values["ours"], values[best], strict=True)]
    low, high = interval(gains, seed=SEED)
    print(f"{work} (n = {len(gains)}): " + ", ".join(f"{name} {mean:.3f}" for name, mean in means.items()))
    print(f"    ahead of {best} by {sum(gains) / len(gains):.3f} ({low:.3f} to {high:.3f})", flush=True)
    missed = 1 - means["ours"]
    return [
        Figure(f"{work}: missed", missed, 1 - means[name], name, "of 1", 1 - means[name]) for name in rivals
    ]


PARTS = {"cpv": cpv, "awards": awards, "occupations": occupations}


def main() -> None:
    wanted = sys.argv[1:] or list(PARTS)
    if unknown := set(wanted) - set(PARTS):
        sys.exit(f"There is no part {', '.join(sorted(unknown))}: {' '.join(PARTS)}")
    publish("relevance", [figure for name in wanted for figure in PARTS[name]()])


if __name__ == "__main__":
    main()
