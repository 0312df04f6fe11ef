"""What a file is, by its bytes: the extension says nothing (three kinds of file are called .xls).

Runs in the child process, so it knows nothing of Django.
"""

import zipfile
from io import BytesIO

from metrics.imports.unreadable import Unreadable

HTML, XLSX, XLS, TEXT = "html", "xlsx", "xls", "csv"

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
# The last two begin an answer of a platform, which mostly says that something was refused.
DOCUMENTS = (b"%PDF", b"{\\rtf", b'{"', b"[{")
# How Word and PowerPoint pack theirs.
PACKED_DOCUMENTS = ("word/", "ppt/")
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

MAX_ENTRIES = 2_000
MAX_UNPACKED = 400 * 1024 * 1024
LOOKED_AT = 8_192
# At least such a part of the bytes are zero in a table with its digits and commas, and of these at most such a part
# stand at the wrong end of a sign.
ZEROS_IN_UTF16 = 0.1


def sniff(content: bytes) -> str:
    """Name the container. Raise ``Unreadable`` for what is no sheet at all, is locked, or would not fit."""
    if not content.strip(b"\x00\t\r\n "):
        raise Unreadable("empty_file")
    if content.startswith(ZIP_MAGIC):
        look_into_zip(content)
        return XLSX
    if content.startswith(OLE_MAGIC):
        if ENCRYPTED in content:
            raise Unreadable("encrypted")
        return XLS
    if content.startswith(PICTURES) or content[8:12] == b"WEBP":
        raise Unreadable("picture")
    if content.startswith(DOCUMENTS):
        raise Unreadable("document")
    return HTML if is_html(content) else TEXT


def look_into_zip(content: bytes) -> None:
    """Read the zip's table of contents, and unpack nothing: how much it promises, whether it is locked or a sheet."""
    try:
        entries = zipfile.ZipFile(BytesIO(content)).infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
        raise Unreadable("damaged") from error
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable("encrypted")
    if len(entries) > MAX_ENTRIES:
        raise Unreadable("zip_too_many_entries", entries=len(entries), limit=MAX_ENTRIES)
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED:
        raise Unreadable("zip_too_big", megabytes=unpacked // 1024**2, limit=MAX_UNPACKED // 1024**2)
    names = {entry.filename for entry in entries}
    if any(name.startswith(PACKED_DOCUMENTS) for name in names):
        raise Unreadable("document")
    if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        raise Unreadable("zip_no_sheet")


def is_html(content: bytes) -> bool:
    start = decode(content[:LOOKED_AT], is_cut=True).lstrip("\ufeff \t\r\n").lower()
    return start.startswith("<") and ("<table" in start or "<html" in start)


def decode(content: bytes, *, is_cut: bool = False) -> str:
    """utf-8 and utf-16 with or without a mark, gb18030. Raise ``Unreadable`` if it is none, or no text."""
    errors = "ignore" if is_cut else "strict"
    if content.startswith(UTF16_MARKS):
        encodings = ["utf-16"]
    elif is_cut:
        encodings = ["utf-8-sig"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding, errors)
        except UnicodeDecodeError:
            continue
        if is_cut or "\x00" not in text:
            return text
    return unmarked_utf16(content)


def unmarked_utf16(content: bytes) -> str:
    """Text with zeros in every other byte: utf-16 without its mark. Raise ``Unreadable`` if it is none."""
    even, odd = content[::2].count(0), content[1::2].count(0)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    if max(even, odd) < ZEROS_IN_UTF16 * len(content) or min(even, odd) > ZEROS_IN_UTF16 * max(even, odd):
        raise Unreadable("binary")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable("binary") from error
