"""What is in a ZIP file is told without unpacking it."""

import io
import zipfile

from midas.formats.packed_files import packed


def a_zip(**files):
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, size in files.items():
            archive.writestr(name, b"0" * size)
    return memory.getvalue()


def test_names_and_size_unpacked_are_told():
    found = packed(a_zip(one=10, two=1_000_000))
    assert (found.names, found.unpacked) == (("one", "two"), 1_000_010)


def test_what_is_no_zip_file_or_is_broken_is_nothing():
    assert packed(b"%PDF-1.7") is None
    assert packed(a_zip(one=10)[:-30]) is None
