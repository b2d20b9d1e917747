"""How near a text of demand is to what a firm says of itself, in parts that can be measured and switched.

`words` (what a text comes down to), `bm25` (how much shared words say), `nearness` (how near CPV codes are),
`blend` (the parts in one figure), `calibration` (what past decisions say of a figure), `reasons` (why, in words).
The index that ranks a million texts by these definitions is in `midas.solvers.relevance`.
"""
