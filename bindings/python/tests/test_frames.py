"""Books and exports as tables, from a book of some hundred facts."""

import dataclasses
import datetime
import json
import pathlib
import uuid
from decimal import Decimal

import fieldbook as fb
import pandas as pd
import pytest
from fieldbook import frames

from conftest import Hub
from field_day import harvest

MORNING = datetime.datetime.fromisoformat("2026-10-02T06:30:00+07:00")


@pytest.fixture
def year(book: fb.Fieldbook, season: uuid.UUID) -> list[uuid.UUID]:
    """230 harvests, a day apart; the tenth corrected, the eleventh voided."""
    made = []
    for number in range(230):
        fact = harvest(season, occurred=MORNING - datetime.timedelta(days=number))
        fact.quantities[0].quantity.entered = Decimal(number + 1) / 10
        made.append(book.journal().record(fact).view.fact.id)
    book.journal().amend(made[10], "moisture", fb.FieldValue.NUMBER(Decimal("23")), "đo lại")
    book.journal().void(made[11], "ghi nhầm ruộng")
    return made


@pytest.fixture
def lot(book: fb.Fieldbook, season: uuid.UUID) -> uuid.UUID:
    """A lot packed from the season."""
    lot = book.documents().open_lot(fb.NewLot(name="Gạo tháng mười")).doc.id
    packed = fb.NewFact(
        doc=lot,
        step="pack",
        quantities=[fb.RoledQuantity(role=fb.QuantityRole.OUT, quantity=fb.parse_quantity("100 túi"))],
        origins=[fb.Origin(doc=season)],
        note="=Túi 1 kg",
    )
    book.journal().record(packed)
    return lot


def activate(book: fb.Fieldbook, lot: uuid.UUID) -> fb.Claim:
    return book.stamps().activate(lot, [book.stamps().range("HX00000001", "HX00000100")], fb.Capture.SCAN)


def test_facts_are_rows_with_types(book: fb.Fieldbook, year: list[uuid.UUID]) -> None:
    table = frames.facts(book)
    assert len(table) == 230 and table["id"].tolist() == [str(fact) for fact in year], "the newest first"
    assert str(table["occurred"].dtype).endswith("Asia/Ho_Chi_Minh]")
    assert table["occurred"][0] == pd.Timestamp(MORNING) and table["occurred"][0].hour == 6
    assert table["id"].dtype == table["note"].dtype == "string" and table["voided"].dtype == bool
    third = table.loc[3]
    assert (third["out"], third["out.unit"]) == (Decimal("40"), "kilogram"), "0,4 tạ"
    assert isinstance(third["field.moisture"], Decimal)
    assert (third["who"], third["doc.name"], third["doc.kind"]) == ("Lò Thị Mai", "Vụ mùa 2026", "season")
    assert (third["kind"], third["step"], third["state"]) == ("harvest", "harvest", "on_phone")
    assert table.loc[10, "field.moisture"] == Decimal(23) and table.loc[10, "amended"] == ["moisture"]
    assert table.index[table["voided"]].tolist() == [11] and table.loc[11, "voided.reason"] == "ghi nhầm ruộng"
    assert table["in"].isna().all() and table["on_behalf_of"].isna().all()
    assert sum(table["out"]) == sum(Decimal(number) * 10 for number in range(1, 231)), "exact"


def test_floats_and_zones_are_asked_for(book: fb.Fieldbook, year: list[uuid.UUID]) -> None:
    table = frames.facts(book, floats=True, tz="UTC")
    assert table["out"].dtype == table["field.moisture"].dtype == "float64"
    assert table["out"].sum() == pytest.approx(sum(number * 10 for number in range(1, 231)))
    assert table["occurred"][0].hour == 23 and str(table["recorded"].dt.tz) == "UTC"
    monthly = table.set_index("occurred").resample("MS")["out"].sum()
    assert monthly.sum() == pytest.approx(table["out"].sum())


def test_a_long_book_is_read_a_page_at_a_time(
    book: fb.Fieldbook, season: uuid.UUID, year: list[uuid.UUID]
) -> None:
    assert [view.fact.id for view in frames.views(book, page=7)] == year
    assert [view.fact.id for view in frames.views(book, fb.FactQuery(limit=15, offset=3), page=7)] == year[3:18]
    assert [view.fact.id for view in frames.views(book, fb.FactQuery(limit=3), page=7)] == year[:3]
    # Somebody records while the table is read: what was there still comes, and once.
    seen = []
    for number, view in enumerate(frames.views(book, page=10)):
        seen.append(view.fact.id)
        if number % 10 == 9:
            book.journal().record(harvest(season))
    assert seen == year
    assert len(frames.facts(book, fb.FactQuery(since=MORNING - datetime.timedelta(days=9)))) == 10 + 23


def test_a_sync_meanwhile_takes_nothing_out_of_what_is_read(book: fb.Fieldbook, year: list[uuid.UUID]) -> None:
    waiting = fb.FactQuery(state=fb.ChangeState.ON_PHONE)
    assert [view.fact.id for view in frames.views(book, dataclasses.replace(waiting, limit=3, offset=2))] == year[2:5]
    seen = []
    for view in frames.views(book, waiting, page=10):
        seen.append(view.fact.id)
        if len(seen) == 5:
            assert isinstance(book.sync().run_and_wait(fb.SyncOptions(failures_max=3)).ending, fb.Ending.COMPLETE)
            assert book.journal().query(waiting) == []
    assert seen == year


def test_a_correction_meanwhile_takes_nothing_out_of_what_is_found(book: fb.Fieldbook, year: list[uuid.UUID]) -> None:
    seen = []
    for view in frames.views(book, fb.FactQuery(text="ruộng Đặng"), page=10):
        seen.append(view.fact.id)
        if len(seen) == 5:
            for fact in year[:5]:
                book.journal().amend(fact, "note", fb.FieldValue.TEXT("Gặt ở đồi"))
                book.journal().void(fact, "ghi nhầm")
    assert seen == year


def test_an_empty_book_has_the_same_columns(book: fb.Fieldbook) -> None:
    empty = frames.facts(book, floats=True)
    assert len(empty) == 0 and {"id", "occurred", "out", "out.unit", "voided"} <= set(empty.columns)
    assert empty["out"].dtype == "float64" and str(empty["occurred"].dtype).endswith("Asia/Ho_Chi_Minh]")
    for table in (frames.documents(book), frames.claims(book), frames.receipts(book)):
        assert len(table) == 0 and len(table.columns) > 5


def test_documents_claims_and_receipts(hub: Hub, book: fb.Fieldbook, season: uuid.UUID, lot: uuid.UUID) -> None:
    table = frames.documents(book).set_index("name")
    assert table.loc["Gạo tháng mười", "kind"] == "lot" and table.loc["Vụ mùa 2026", "id"] == str(season)
    assert isinstance(table.loc["Gạo tháng mười", "head.code"], str)
    assert frames.documents(book, fb.DocKind.LOT)["id"].tolist() == [str(lot)]
    assert (table["opened"] <= pd.Timestamp.now(tz="UTC")).all()

    activate(book, lot)
    (claim,) = frames.claims(book, lot).to_dict("records")
    assert (claim["first"], claim["last"], claim["count"]) == ("HX00000001", "HX00000100", 100)
    assert (claim["state"], claim["lot.name"]) == ("pending", "Gạo tháng mười")
    assert "outside_lease" in claim["findings"] and pd.isna(claim["settled"])

    waiting = frames.receipts(book)
    assert set(waiting["state"]) == {"on_phone"} and waiting["received"].isna().all()
    assert isinstance(book.sync().run_and_wait(fb.SyncOptions(failures_max=3)).ending, fb.Ending.COMPLETE)
    held = frames.receipts(book)
    assert held["received"].notna().all() and held["verifies"].all() and held["place"].dtype == "Int64"
    assert not set(held["state"]) & {"on_phone", "handed_over"}


@pytest.mark.parametrize("lang", fb.Lang)
def test_a_spreadsheet_comes_back_as_it_was(
    book: fb.Fieldbook, year: list[uuid.UUID], lot: uuid.UUID, tmp_path: pathlib.Path, lang: fb.Lang
) -> None:
    activate(book, lot)
    table = frames.csv(book, lot, lang)
    path = tmp_path / "lot.csv"
    path.write_text(book.exports().csv(lot, lang), encoding="utf-8")
    pd.testing.assert_frame_equal(frames.read_csv(path), table)
    assert len(table) == 232 and table.columns[0] == ("Ngày giờ" if lang is fb.Lang.VI else "Occurred")
    assert str(table.iloc[:, 0].dtype).endswith("Asia/Ho_Chi_Minh]")
    (packed,) = table[table.iloc[:, 11] == "=Túi 1 kg"].index
    assert table.iloc[packed, 12] == "Lò Thị Mai" and pd.isna(table.iloc[packed, 13])
    assert table.iloc[:, 10].dropna().str.contains("HX00000001").any()
    ids = set(table.iloc[:, 16])
    assert {str(fact) for fact in year} <= ids, "voided ones too"


def test_events_and_codes_keep_their_zeros(
    hub: Hub, book: fb.Fieldbook, year: list[uuid.UUID], lot: uuid.UUID, tmp_path: pathlib.Path
) -> None:
    book.sync().run_and_wait(fb.SyncOptions(failures_max=3))
    activate(book, lot)
    events = frames.epcis(book, lot)
    document = json.loads(book.exports().epcis(lot))["epcisBody"]["eventList"]
    assert len(events) == len(document) and events["eventID"].tolist() == [event["eventID"] for event in document]
    assert str(events["eventTime"].dtype).endswith("Asia/Ho_Chi_Minh]")
    path = tmp_path / "lot.jsonld"
    path.write_text(book.exports().epcis(lot), encoding="utf-8")
    oldest = frames.read_epcis(path)["fb:out.fb:value"].iloc[0]
    assert oldest == 2300 and isinstance(oldest, int), "numbers stay what the document says"
    pd.testing.assert_frame_equal(frames.read_epcis(path), events)
    codes = frames.epcs(book, events)
    assert codes["gtin"].dtype == codes["serial"].dtype == "string"
    assert set(codes["gtin"].dropna()) == {"08939999000017"}
    assert "HX00000001" in set(codes["serial"]) and len(set(codes["serial"].dropna())) == 100
