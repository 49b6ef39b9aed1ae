"""A book and its exports as tables for pandas; needs `pip install fieldbook[pandas]`.

>>> from fieldbook import frames
>>> facts = frames.facts(book, floats=True)
>>> facts.groupby("step")["out"].sum()
step
harvest    250.0
Name: out, dtype: float64

Ids, codes and serials are text, so that leading zeros stay. Moments are in one time zone, Vietnam's unless you say
another. Numbers are exact (`decimal.Decimal`, in columns of objects) unless `floats=True` turns them into floats, which
pandas sums faster. A table without rows has the same columns and types.
"""

from __future__ import annotations

import dataclasses
import datetime
import io
import json
import os
import uuid
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from . import (
    DocKind,
    FactQuery,
    FactView,
    Fieldbook,
    FieldValue,
    Lang,
    QuantityRole,
    moment,
    normal_quantity,
)

__all__ = ["claims", "csv", "documents", "epcis", "epcs", "facts", "read_csv", "read_epcis", "receipts", "views"]

VIETNAM = "Asia/Ho_Chi_Minh"
_ALL = 2**32 - 1
_MOMENT = "moment"
_NUMBER = "number"

_FACTS = {
    **{"id": "string", "doc": "string", "doc.kind": "string", "doc.name": "string", "kind": "string"},
    **{"step": "string", "group": "string", "occurred": _MOMENT, "occurred.trust": "string", "recorded": _MOMENT},
    **{"who": "string", "on_behalf_of": "string", "device": "string", "state": "string", "reason": "string"},
    **{"voided": "bool", "voided.reason": "string", "amended": "object", "disputed": "object"},
    **{"in": _NUMBER, "in.unit": "string", "out": _NUMBER, "out.unit": "string"},
    **{"area": _NUMBER, "area.unit": "string", "note": "string"},
}
_DOCUMENTS = {
    **{"id": "string", "kind": "string", "org": "string", "name": "string", "opened": _MOMENT, "disputed": "object"},
}
_CLAIMS = {
    **{"claim": "string", "lot": "string", "lot.name": "string", "state": "string", "first": "string"},
    **{"last": "string", "count": "object", "code": "string", "roll": "string", "lease": "string"},
    **{"findings": "object", "rivals": "object", "settled": _MOMENT},
}
_RECEIPTS = {
    **{"fact": "string", "field": "string", "change": "string", "state": "string", "received": _MOMENT},
    **{"device": "string", "place": "Int64", "count": "Int64", "counts": "boolean", "verifies": "boolean"},
}
_EVENTS = {
    **{"eventID": "string", "type": "string", "action": "string", "bizStep": "string", "disposition": "string"},
    **{"eventTime": _MOMENT, "recordTime": _MOMENT, "eventTimeZoneOffset": "string"},
}
_EPCS = {"eventID": "string", "eventTime": _MOMENT, "epc": "string", "gtin": "string", "lot": "string", "serial": "string"}


def views(book: Fieldbook, query: FactQuery | None = None, *, page: int = 500) -> Iterator[FactView]:
    """All facts that the query means, the newest first, read from the book a page at a time; its `limit` counts over
    all pages. Nothing is held open between two pages: what is recorded meanwhile may come or not, and nothing twice.
    With a `state` they are read at once, because a sync takes facts out of one.

    >>> sum(1 for view in frames.views(book, fb.FactQuery(kind=fb.FactKind.HARVEST)))
    1
    """
    query = FactQuery() if query is None else query
    if query.state is not None:
        # When a fact leaves the result, those behind it move up, and the next page would begin too late. No other
        # filter lets go of a fact: they go by what was recorded, and `text` by its words before any correction.
        yield from book.journal().query(dataclasses.replace(query, limit=query.limit or _ALL))
        return
    seen: set[uuid.UUID] = set()
    offset = query.offset
    while not query.limit or len(seen) < query.limit:
        rows = book.journal().query(dataclasses.replace(query, limit=page, offset=offset))
        for view in rows:
            # A new fact moves the others down, so that a page begins with what the last one ended with.
            if view.fact.id not in seen and (not query.limit or len(seen) < query.limit):
                seen.add(view.fact.id)
                yield view
        if len(rows) < page:
            return
        offset += page


def facts(
    book: Fieldbook, query: FactQuery | None = None, *, floats: bool = False, tz: str = VIETNAM
) -> pd.DataFrame:
    """One row for each fact, with the current values of what was corrected.

    Amounts are in kilograms, litres, square metres or pieces, with the unit beside them: `in` and `in.unit`, `out` and
    `out.unit`, `area` and `area.unit`; where a fact names several of a role it is the first. A step's field is a column
    `field.<code>`. Voided facts are rows too: `facts[~facts["voided"]]` leaves them out.

    >>> frames.facts(book).loc[0, ["doc.name", "step", "out", "out.unit", "field.moisture", "who"]].to_dict()
    {'doc.name': 'Vụ mùa 2026', 'step': 'harvest', 'out': Decimal('250'), 'out.unit': 'kilogram', 'field.moisture': Decimal('13.5'), 'who': 'Lò Thị Mai'}
    """
    people, titles = _people(book), _titles(book)
    rows = [_fact_row(view, people, titles) for view in views(book, query)]
    return _frame(rows, _FACTS, floats, tz)


def documents(book: Fieldbook, *kinds: DocKind, floats: bool = False, tz: str = VIETNAM) -> pd.DataFrame:
    """One row for each season, lot and visit, or for those of these kinds; `head.<code>` are the values of its head.

    >>> frames.documents(book, fb.DocKind.SEASON)["name"].tolist()
    ['Vụ mùa 2026']
    """
    rows = []
    for kind in kinds or (DocKind.SEASON, DocKind.LOT, DocKind.VISIT):
        for document in book.documents().list(kind):
            row: dict[str, Any] = {
                **{"id": document.doc.id, "kind": kind.name.lower(), "org": document.doc.org},
                **{"name": _value(document.head.get("name")), "opened": moment(document.opened_ms)},
                **{"disputed": document.conflicts},
            }
            rows.append(row | {f"head.{code}": _value(value) for code, value in document.head.items()})
    return _frame(rows, _DOCUMENTS, floats, tz)


def claims(book: Fieldbook, lot: uuid.UUID | None = None, *, tz: str = VIETNAM) -> pd.DataFrame:
    """One row for each run of stamps that a claim names, of one lot or of all, with what became of the claim.

    >>> list(frames.claims(book)["state"].unique())
    []
    """
    titles = _titles(book)
    rows = []
    for claim in book.stamps().claims(lot):
        shared = {
            **{"claim": claim.fact, "lot": claim.lot, "lot.name": titles.get(claim.lot)},
            **{"state": _code(claim.state), "settled": claim.settled_at},
            **{"findings": [_code(finding.code) for finding in claim.findings] + claim.hub_findings},
            **{"rivals": [str(rival.claim) for rival in claim.rivals]},
        }
        for span in claim.spans:
            row = {
                **{"first": span.range.first_serial(), "last": span.range.last_serial()},
                **{"count": span.range.count(), "code": span.code, "roll": span.roll, "lease": span.lease},
            }
            rows.append(shared | row)
    return _frame(rows, _CLAIMS, False, tz)


def receipts(book: Fieldbook, query: FactQuery | None = None, *, tz: str = VIETNAM) -> pd.DataFrame:
    """One row for each fact and each of its corrections, with the hub's signed receipt where there is one. Asks the
    book once for each fact.

    >>> frames.receipts(book)["state"].tolist()
    ['on_phone']
    """
    rows = []
    for view in views(book, query):
        for known in book.journal().receipts(view.fact.id):
            row: dict[str, Any] = {"fact": view.fact.id, "field": known.field, "change": known.change}
            row["state"] = _code(known.state)
            if known.receipt is not None:
                receipt = known.receipt
                row |= {"received": receipt.at, "device": receipt.device, "place": receipt.place}
                row |= {"count": receipt.count, "counts": receipt.counts, "verifies": receipt.verifies}
            rows.append(row)
    return _frame(rows, _RECEIPTS, False, tz)


def csv(book: Fieldbook, lot: uuid.UUID, lang: Lang = Lang.VI, *, tz: str = VIETNAM) -> pd.DataFrame:
    """A lot's whole trace as `book.exports().csv` writes it, one row for each fact."""
    return read_csv(io.StringIO(book.exports().csv(lot, lang)), tz=tz)


def read_csv(file: str | os.PathLike[str] | io.TextIOBase, *, tz: str = VIETNAM) -> pd.DataFrame:
    """A spreadsheet that `book.exports().csv` wrote, in either language, with its own headings.

    The first two columns are moments; the file has no offsets, so they are taken to be in `tz`. All others are text, as
    written, without the apostrophe that keeps a spreadsheet from running a cell; an empty cell is `<NA>`.
    """
    table = pd.read_csv(file, dtype="string", encoding="utf-8-sig", keep_default_na=False, na_values=[""])
    table.columns = [str(name).removeprefix("\ufeff") for name in table.columns]
    for place, name in enumerate(table.columns):
        if place < 2:
            table[name] = pd.to_datetime(table[name], format="%Y-%m-%d %H:%M").dt.tz_localize(tz)
        else:
            table[name] = table[name].str.replace(r"\A'(?=\s*[=+\-@＝＋－＠]|[\t\r\n])", "", regex=True)
    return table


def epcis(
    book: Fieldbook, lot: uuid.UUID, resolver: str | None = None, *, floats: bool = False, tz: str = VIETNAM
) -> pd.DataFrame:
    """A lot's trace as `book.exports().epcis` writes it, one row for each event; see `read_epcis`."""
    return _events(json.loads(book.exports().epcis(lot, resolver), parse_float=Decimal), floats, tz)


def read_epcis(file: str | os.PathLike[str], *, floats: bool = False, tz: str = VIETNAM) -> pd.DataFrame:
    """The events of an EPCIS 2.0 JSON-LD document, one row for each in the document's order. Names are EPCIS's own,
    those inside others joined with a dot (`readPoint.id`); lists, such as `epcList`, stay lists.
    """
    with open(file, encoding="utf-8") as document:
        return _events(json.load(document, parse_float=Decimal), floats, tz)


def epcs(book: Fieldbook, events: pd.DataFrame) -> pd.DataFrame:
    """One row for each EPC that the events name, with its GTIN, lot and serial as the book reads them."""
    stamps = book.stamps()
    lists = [name for name in ("epcList", "childEPCs", "inputEPCList", "outputEPCList") if name in events]
    rows = []
    for event in events.to_dict("records"):
        for epc in (epc for name in lists if isinstance(event[name], list) for epc in event[name]):
            stamp = stamps.read(epc)
            row = {"eventID": event["eventID"], "eventTime": event["eventTime"], "epc": epc}
            rows.append(row | {"gtin": stamp.gtin, "lot": stamp.lot, "serial": stamp.serial})
    return _frame(rows, _EPCS, False, str(events["eventTime"].dt.tz))


def _fact_row(view: FactView, people: Mapping[uuid.UUID, str], titles: Mapping[uuid.UUID, str]) -> dict[str, Any]:
    fact = view.fact
    row: dict[str, Any] = {
        **{"id": fact.id, "doc": view.doc.id, "doc.kind": _code(view.doc.kind), "doc.name": titles.get(view.doc.id)},
        **{"kind": _code(fact.kind), "step": fact.step, "group": fact.group, "occurred": fact.occurred},
        **{"occurred.trust": _code(fact.occurred_trust), "recorded": fact.recorded},
        **{"who": people.get(fact.recorder, str(fact.recorder)), "device": fact.device},
        **{"state": _code(view.state), "reason": view.reason, "voided": view.voided is not None},
        **{"voided.reason": view.voided and view.voided.reason, "amended": view.amended},
        **{"disputed": sorted(view.conflicts), "note": fact.note},
    }
    if fact.on_behalf_of is not None:
        row["on_behalf_of"] = people.get(fact.on_behalf_of, str(fact.on_behalf_of))
    for roled in reversed(fact.quantities):
        normal = normal_quantity(roled.quantity)
        role = {QuantityRole.IN: "in", QuantityRole.OUT: "out", QuantityRole.AREA: "area"}[roled.role]
        row |= {role: normal.amount, f"{role}.unit": _code(normal.unit)}
    return row | {f"field.{code}": _value(value) for code, value in fact.fields.items()}


def _events(document: Any, floats: bool, tz: str) -> pd.DataFrame:
    rows = [dict(_flat(event)) for event in document["epcisBody"]["eventList"]]
    return _frame(rows, _EVENTS, floats, tz)


def _flat(event: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in event.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield before + name, value


def _people(book: Fieldbook) -> dict[uuid.UUID, str]:
    return {person.id: person.name for person in book.people().register().people}


def _titles(book: Fieldbook) -> dict[uuid.UUID, str]:
    kinds = (DocKind.SEASON, DocKind.LOT, DocKind.VISIT)
    listed = (document for kind in kinds for document in book.documents().list(kind))
    return {document.doc.id: str(_value(document.head.get("name")) or "") for document in listed}


def _code(value: Any) -> str:
    return str(value.name).lower()


def _value(value: FieldValue | None) -> Any:
    match value:
        case FieldValue.TEXT(it) | FieldValue.NUMBER(it) | FieldValue.BOOL(it) | FieldValue.DATE(it):
            return it
    return None


def _frame(rows: list[dict[str, Any]], known: Mapping[str, str], floats: bool, tz: str) -> pd.DataFrame:
    """The known columns in their order and types, then the others by name, each of the type its values share."""
    others = sorted({name for row in rows for name in row} - known.keys())
    columns = {}
    for name in [*known, *others]:
        values = [row.get(name) for row in rows]
        columns[name] = _column(values, known.get(name) or _shared_type(values), floats, tz)
    return pd.DataFrame(columns)


def _column(values: list[Any], kind: str, floats: bool, tz: str) -> pd.Series[Any]:
    if kind == "string":
        return pd.Series([None if value is None else str(value) for value in values], dtype="string")
    if kind == _MOMENT:
        return pd.to_datetime(pd.Series(values, dtype="object"), utc=True, format="ISO8601").dt.tz_convert(tz)
    if kind == _NUMBER:
        return pd.Series(values, dtype="float64" if floats else "object")
    return pd.Series(values, dtype=kind)


def _shared_type(values: Iterable[Any]) -> str:
    kinds = {type(value) for value in values if value is not None}
    if kinds == {str}:
        return "string"
    if kinds == {bool}:
        return "boolean"
    if kinds == {datetime.date}:
        return "datetime64[s]"
    return _NUMBER if kinds and kinds <= {Decimal, int, float} else "object"
