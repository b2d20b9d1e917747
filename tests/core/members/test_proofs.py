"""Few kinds of file are taken as proof, each told by what is in it, and nothing that runs."""

import pytest

from midas.core.members.proofs import EICAR, LARGEST_UNPACKED, Packed, RefusedFile, media_type

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
ZIP = b"PK\x03\x04and so on"
SHEET = Packed(("[Content_Types].xml", "xl/workbook.xml"), 1_000)
PAGE = b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body>Turnover</body></html>'


@pytest.mark.parametrize(
    ("name", "content", "packed", "ends"),
    [
        ("a.pdf", PDF, None, "pdf"),
        ("A.PDF", PDF, None, "pdf"),
        ("a.png", b"\x89PNG\r\n\x1a\n....", None, "png"),
        ("a.jpeg", b"\xff\xd8\xff\xe0....", None, "jpeg"),
        ("a.csv", "Año,turnover\n2025,1".encode(), None, "csv"),
        ("a.csv", "Año,turnover\n2025,1".encode("latin-1"), None, "csv"),
        ("a.xlsx", ZIP, SHEET, "spreadsheetml.sheet"),
        ("a.docx", ZIP, Packed(("word/document.xml",), 1_000), "wordprocessingml.document"),
        ("accounts.xhtml", PAGE, None, "xhtml+xml"),
        ("accounts.html", PAGE, None, "xhtml+xml"),
    ],
)
def test_the_kinds_that_are_taken(name, content, packed, ends):
    assert media_type(name, content, packed).endswith(ends)


@pytest.mark.parametrize(
    ("name", "content", "packed", "why"),
    [
        ("a.pdf", b"", None, "empty"),
        ("a.exe", b"MZ\x90\x00", None, "program"),
        ("a.pdf", b"MZ\x90\x00", None, "program"),
        ("a.csv", b"#!/bin/sh\nrm -rf /", None, "script"),
        ("a.csv", b"\x7fELF\x02", None, "program"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1", None, "old Office file"),
        ("a.csv", b"a,b\n" + EICAR, None, "test pattern"),
        ("a.svg", b"<svg/>", None, "not taken"),
        ("certificate", PDF, None, "not taken"),
        ("a.png", PDF, None, "not what its name says"),
        ("a.pdf", b"name,price\n", None, "not what its name says"),
        ("a.csv", b"a\x00b", None, "not what its name says"),
        ("a.xlsx", ZIP, Packed(("word/document.xml",), 1_000), "not what its name says"),
        ("a.xlsx", ZIP, None, "not what its name says"),
        ("a.csv", PAGE, None, "not what its name says"),
        ("a.xlsx", ZIP, Packed((*SHEET.names, "xl/vbaProject.bin"), 1_000), "macros"),
        ("a.docx", ZIP, Packed(("word/document.xml", "word/embeddings/oleObject1.bin"), 9), "embedded"),
        ("a.xlsx", ZIP, Packed(SHEET.names, LARGEST_UNPACKED + 1), "far larger"),
        ("a.pdf", PDF + b"<< /S /JavaScript /JS (app.alert(1)) >>", None, "script"),
        ("a.pdf", PDF + b"<< /S /J#61vaScript >>", None, "script"),
        ("a.pdf", PDF + b"<< /S /Launch >>", None, "script"),
        ("a.html", PAGE.replace(b"Turnover", b"<script>1</script>"), None, "script"),
        ("a.html", PAGE.replace(b"<body>", b"<body onload=x()>"), None, "script"),
    ],
)
def test_what_runs_or_is_not_what_it_says_is_refused_with_the_reason(name, content, packed, why):
    with pytest.raises(RefusedFile, match=why):
        media_type(name, content, packed)


def test_letters_that_happen_to_stand_in_compressed_data_are_no_script():
    content = PDF + b"2 0 obj\n<< /Length 9 >>\nstream\n\x01/JS \x02/Launch\nendstream\nendobj\n"
    assert media_type("a.pdf", content, None) == "application/pdf"


def test_printer_settings_in_a_workbook_are_no_macro():
    packed = Packed((*SHEET.names, "xl/printerSettings/printerSettings1.bin"), 1_000)
    assert media_type("a.xlsx", ZIP, packed).endswith("spreadsheetml.sheet")
