"""What a firm of a trade probably offers: from UK SIC 2007 divisions and groups to CPV groups, as a first suggestion.

There is no official table between the two: SIC classes what a firm is, CPV what is bought. This one is this
program's own proposal, made on 2026-11-24 by reading both lists side by side; it only fills a list to choose from,
and nothing is derived from it. Jurisdiction: United Kingdom (SIC 2007, in force since 2008-01-01), CPV 2008
(Regulation (EC) No 213/2008, in force since 2008-09-17).

A line: the first digits of a SIC code, then CPV groups by their first digits. The longest start that fits counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from midas.core.values.taxonomy import CPV_PREFIX

LENGTH = 8

TABLE = """
01    031 771 773
02    034 772
03    033 778
08    142 449
09    761 762 763
10    151 153 158
101   151
102   152
103   153
105   155
106   156
107   158
109   157
11    159
13    192 194 395
14    181 182 183
15    191 188 189
16    442 034 454
17    428 228 301
18    798 221 225
20    243 249 241
203   448
2041  398
21    336
22    195 197 445
221   195
222   195 444
23    441 449
24    147 446
25    442 444 445
251   442
252   446
254   353
255   444 147
2561  454 444
2562  426 444
257   445
26    317 302 383
261   317
262   302
263   322 325
265   383 381 388
266   331
267   386
27    311 312 316
271   311 312
272   314
273   313
274   315
275   397
28    429 421 424
281   421
282   424 425
283   167 166
284   426
289   432 422 427
29    341 342 343
292   342
293   343
30    345 346 347
301   345
302   346
303   347
309   344
31    391
32    331 374 185
325   331
33    505 515 508
331   505 508
332   515
35    093 653
36    651
37    904
38    905
381   905
39    907
41    452
42    452
421   452
422   452
43    453 454 451
431   451
432   453
433   454
439   452 454
45    501 343
46    631 637
49    601
50    606
51    604
52    631 637
53    641
55    551
56    553 555
58    221 489
582   489 481
59    921
60    922
61    642
62    722 726 721
6201  722
6202  726 722 721
6203  725
63    723 724
64    661
65    665
68    703 701
69    791 792
691   791
692   792
70    794
71    712 713 716
711   712 713
712   716 719
72    731 732
73    793 799
74    799 712
75    852
77    455
78    796
80    797
81    909 773 507
812   909
813   773
82    795 799
84    751
85    805 804
86    851
87    853
88    853
90    923
91    925
93    926
94    981
95    503 502
96    983
"""


def suggested(sic_codes: Iterable[str]) -> tuple[str, ...]:
    """CPV competencies to suggest for those SIC codes, those of the first code first, none twice."""
    found: dict[str, None] = {}
    for code in sic_codes:
        found |= dict.fromkeys(_groups_of(code.strip()))
    return tuple(found)


def _groups_of(code: str) -> tuple[str, ...]:
    starts = (code[:length] for length in range(5, 1, -1))
    return next((_table()[start] for start in starts if start in _table()), ())


@cache
def _table() -> Mapping[str, tuple[str, ...]]:
    table = {}
    for line in TABLE.strip().splitlines():
        start, *groups = line.split()
        table[start] = tuple(CPV_PREFIX + group.ljust(LENGTH, "0") for group in groups)
    return table
