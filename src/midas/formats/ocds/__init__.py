"""OCDS, the Open Contracting Data Standard, read from files of any shape and size.

`read.read_releases` finds releases, `check.judge` says what is wrong with one and what it states,
`check.check_file` does both for a whole file. Below them: `limits` and `scan` (bytes, within bounds), `text`
(one JSON text), `documents` (packages, records, lines), `merging` (releases into one), `schema`, `quick` and
`schema_check` (the standard's verdict, from the table in `midas.rules.ocds_1_1`).
"""
