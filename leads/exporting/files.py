"""Rows as bytes of a file, while they come: each part with the number of rows so far.

Neither format waits for the last row. An XLSX file is a ZIP archive of XML, and Python's `zipfile`
writes one to a stream that cannot go back; the usual libraries put a whole file together first.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from string import ascii_uppercase
from zipfile import ZIP_DEFLATED, ZipFile

from locations.cells import as_xml, defused

from ..models import ExportFormat
from .rows import Chunk

Part = tuple[bytes, int]
Writer = Callable[[Sequence[str], Iterable[Chunk]], Iterator[Part]]

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# The rows that a sheet of Excel holds, without the headings.
XLSX_MOST_ROWS = 1_048_575


def csv_parts(headings: Sequence[str], chunks: Iterable[Chunk]) -> Iterator[Part]:
    """Yield a CSV file after RFC 4180, in UTF-8."""
    done = 0
    yield _csv([headings]), done
    for chunk in chunks:
        done += len(chunk)
        yield _csv(chunk), done


def csv_parts_for_excel(headings: Sequence[str], chunks: Iterable[Chunk]) -> Iterator[Part]:
    """The same with the mark by which Excel knows UTF-8."""
    yield BYTE_ORDER_MARK, 0
    yield from csv_parts(headings, chunks)


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(
        [defused(cell) for cell in row] for row in rows
    )
    return text.getvalue().encode("utf-8", errors="replace")


def xlsx_parts(headings: Sequence[str], chunks: Iterable[Chunk]) -> Iterator[Part]:
    """Yield a workbook of one sheet whose cells all say that they are text."""
    out, done = _Out(), 0
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=3) as book:
        for name, content in _AROUND_THE_SHEET.items():
            book.writestr(name, content)
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(_SHEET_HEAD.format(columns=len(headings)).encode())
            sheet.write(_xml_row(1, headings, letters := _letters(len(headings)), style=2))
            for chunk in chunks:
                for number, row in enumerate(chunk, start=done + 2):
                    sheet.write(_xml_row(number, row, letters))
                done += len(chunk)
                yield out.taken(), done
            sheet.write(b"</sheetData></worksheet>")
    yield out.taken(), done


class _Out:
    """Where the archive is written to: it can only go on, and is emptied as it fills."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._written.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass

    def taken(self) -> bytes:
        data = b"".join(self._written)
        self._written.clear()
        return data


def _xml_row(number: int, row: Sequence[str], letters: Sequence[str], *, style: int = 1) -> bytes:
    cells = "".join(
        f'<c r="{letter}{number}" s="{style}" t="inlineStr">'
        f'<is><t xml:space="preserve">{as_xml(text)}</t></is></c>'
        for letter, text in zip(letters, row, strict=True)
        if text
    )
    return f'<row r="{number}">{cells}</row>'.encode()


def _letters(count: int) -> list[str]:
    """A, B, … Z, AA, AB, …"""
    names = [*ascii_uppercase, *(a + b for a in ascii_uppercase for b in ascii_uppercase)]
    return names[:count]


WRITERS: dict[str, Writer] = {
    ExportFormat.CSV: csv_parts,
    ExportFormat.CSV_EXCEL: csv_parts_for_excel,
    ExportFormat.XLSX: xlsx_parts,
}


def type_and_ending(format: str) -> tuple[str, str]:
    """Return the media type and the ending of the file's name."""
    return (XLSX_TYPE, "xlsx") if format == ExportFormat.XLSX else (CSV_TYPE, "csv")


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FORMATS = "http://schemas.openxmlformats.org"
_MAIN = f"{_FORMATS}/spreadsheetml/2006/main"
_RELATIONS = f"{_FORMATS}/officeDocument/2006/relationships"
_PACKAGE = f"{_FORMATS}/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SHEET_HEAD = (
    f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    '</sheetView></sheetViews><cols><col min="1" max="{columns}" width="22" customWidth="1"/>'
    "</cols><sheetData>"
)
# Format 49 is text: what begins with = stays text also when somebody edits the cell.
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font/><font><b/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf/>'
    '<xf numFmtId="49" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)
_AROUND_THE_SHEET = {
    "[Content_Types].xml": (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
        '<sheet name="Leads" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": _STYLES,
}
