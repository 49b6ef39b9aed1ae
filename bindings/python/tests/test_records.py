"""Records, errors and bytes are Python's own kind of things."""

import copy
import ctypes
import dataclasses
import datetime
import inspect
import pickle
import uuid
from collections.abc import Callable
from decimal import Decimal

import fieldbook as fb
import numpy
import pytest

from field_day import harvest, luma, seen_by_camera


def test_a_record_is_a_dataclass_with_its_fields() -> None:
    quantity = fb.Quantity(entered=Decimal("2.5"), entered_unit=fb.EnteredUnit.TA)
    assert repr(quantity) == str(quantity) == "Quantity(entered=Decimal('2.5'), entered_unit=<EnteredUnit.TA: 3>)"
    others: list[object] = ["2,5 tạ", None, 2.5]
    assert quantity == fb.parse_quantity("2,5 tạ") and all(quantity != other for other in others)
    assert dataclasses.replace(quantity, entered=Decimal(3)) != quantity
    assert [field.name for field in dataclasses.fields(quantity)] == ["entered", "entered_unit"]
    assert dataclasses.asdict(fb.normal_quantity(quantity)) == {"amount": Decimal(250), "unit": fb.NormalUnit.KILOGRAM}
    with pytest.raises(TypeError):
        fb.Quantity(Decimal(1), fb.EnteredUnit.KG)  # type: ignore[call-arg] # fields are named, always
    with pytest.raises(TypeError):
        fb.Quantity(entered=Decimal(1))  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        hash(quantity)


def test_lists_and_dicts_of_a_record_are_its_own() -> None:
    one, other = (fb.NewFact(doc=uuid.uuid4(), step="harvest") for _ in range(2))
    one.photos.append("a photo")
    one.fields["moisture"] = fb.FieldValue.NUMBER(Decimal(1))
    assert other.photos == [] and other.fields == {}
    assert fb.Config(dir="a").backup_every_hours == 12


def test_a_recorded_fact_survives_copy_and_pickle(book: fb.Fieldbook, season: uuid.UUID) -> None:
    view = book.journal().record(harvest(season)).view
    for same in (copy.copy(view), copy.deepcopy(view), pickle.loads(pickle.dumps(view))):
        assert same == view and same is not view
    assert "Gặt ở ruộng Đặng" in repr(view)


def test_a_value_of_one_of_several_kinds_is_matched() -> None:
    values = [
        fb.FieldValue.TEXT("washed"),
        fb.FieldValue.NUMBER(Decimal("24.5")),
        fb.FieldValue.BOOL(True),
        fb.FieldValue.DATE(datetime.date(2026, 10, 2)),
    ]
    said = []
    for value in values:
        match value:
            case fb.FieldValue.NUMBER(number):
                said.append(str(number))
            case fb.FieldValue.BOOL(value=yes):
                said.append("có" if yes else "không")
            case fb.FieldValue():
                said.append(repr(value))
    assert said == [
        "FieldValue.TEXT(value='washed')",
        "24.5",
        "có",
        "FieldValue.DATE(value=datetime.date(2026, 10, 2))",
    ]
    others: list[object] = [fb.FieldValue.NUMBER(Decimal(1)), "1", None]
    assert all(fb.FieldValue.TEXT("1") != other for other in others)
    assert pickle.loads(pickle.dumps(values)) == copy.deepcopy(values) == values
    endings: list[fb.Ending] = [fb.Ending.COMPLETE(), fb.Ending.CANCELLED()]
    assert fb.Ending.COMPLETE() == endings[0] != endings[1]
    with pytest.raises(RuntimeError):
        fb.FieldValue()


def test_an_error_says_its_sentence_shows_its_fields_and_goes_through_pickle(book: fb.Fieldbook) -> None:
    nobody = uuid.uuid4()
    with pytest.raises(fb.FieldbookError) as caught:
        book.journal().get(nobody)
    error = caught.value
    assert isinstance(error, fb.FieldbookError.NotFound)
    assert str(error) == error.said.en == error.say(fb.Lang.EN) and str(nobody) in str(error)
    assert error.say(fb.Lang.VI) == error.said.vi != error.said.en
    assert repr(error).startswith("FieldbookError.NotFound(what=")
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error) and (again.what, again.said) == (error.what, error.said)


def test_a_panic_would_be_an_error_like_others(monkeypatch: pytest.MonkeyPatch) -> None:
    # No call is known to panic; what UniFFI raises then is made by this name.
    from fieldbook._library import fieldbook as library

    error = getattr(library, "InternalError")("the library fell over")
    assert isinstance(error, fb.FieldbookError.Unexpected)
    assert error.details == "the library fell over" and error.said.vi


def test_what_lives_in_the_library_is_neither_copied_nor_sent_away(book: fb.Fieldbook) -> None:
    key = fb.BookKey.generate()
    config = copy.deepcopy(fb.Config(dir="a", book_key=key))
    assert config.book_key is key, "a copy of the handle would free the key twice"
    assert copy.copy(book) is book
    for alive in (book, book.journal(), key):
        with pytest.raises(TypeError, match="lives in this process"):
            pickle.dumps(alive)
    with pytest.raises(ValueError):
        fb.Journal()


def test_moments_keep_their_offset_and_milliseconds(book: fb.Fieldbook, season: uuid.UUID) -> None:
    seen = datetime.datetime.fromisoformat("2026-10-02T06:30:00.123+07:00")
    fact = book.journal().record(harvest(season, occurred=seen)).view.fact
    assert fact.occurred == seen and fact.occurred.utcoffset() == datetime.timedelta(hours=7)
    (document,) = book.documents().list(fb.DocKind.SEASON)
    opened = fb.moment(document.opened_ms)
    assert opened.tzinfo is datetime.timezone.utc and int(opened.timestamp() * 1000) == document.opened_ms
    assert fb.moment(None) is None
    assert fb.moment(-1).isoformat() == "1969-12-31T23:59:59.999000+00:00"
    assert isinstance(fact.recorder, uuid.UUID) and isinstance(fact.device, uuid.UUID)
    value = fact.fields["moisture"]
    assert isinstance(value, fb.FieldValue.NUMBER) and value.value == Decimal("24.5")
    huge = book.stamps().range("0" * 19 + "1", "9" * 20)
    assert huge.count() == 10**20 - 1, "more than 64 bits hold"


def test_a_frame_is_read_from_whatever_holds_its_bytes(book: fb.Fieldbook) -> None:
    import segno

    text = "https://id.gs1.org/01/08939999000017/21/HX00000042"
    pixels, width, height = luma(segno.make(text, error="m", micro=False))
    seen_by_camera(book.scanner(), pixels, width, height)
    picture = numpy.frombuffer(pixels, dtype=numpy.uint8).reshape(height, width)
    for frame in (bytearray(pixels), memoryview(pixels), memoryview(bytearray(pixels)), picture, picture.copy()):
        assert [code.text for code in book.scanner().read_still(frame, width, height, width)] == [text]
    writable = picture.copy()
    writable[:] = 128
    assert book.scanner().read_still(writable, width, height, width) == [], "what it holds now is what is read"
    with pytest.raises(BufferError):
        book.scanner().push_luma(picture.T, height, width, height)
    with pytest.raises(TypeError):
        book.scanner().push_luma("không phải ảnh", 1, 1, 1)  # type: ignore[arg-type]
    with pytest.raises(fb.FieldbookError.InvalidInput):
        book.scanner().push_luma(bytearray(), 1, 1, 1)


def test_a_frame_is_lent_and_not_copied() -> None:
    from fieldbook._library import fieldbook as library

    lower = getattr(library, "_UniffiFfiConverterByRefBytes").lower
    frame = numpy.zeros((480, 640), dtype=numpy.uint8)
    for lent in (lower(frame), lower(memoryview(frame))):
        assert lent.len == frame.nbytes
        assert ctypes.cast(lent.data, ctypes.c_void_p).value == frame.ctypes.data
    pixels = frame.tobytes()
    lent = lower(pixels)
    assert ctypes.cast(lent.data, ctypes.c_void_p).value == ctypes.cast(ctypes.c_char_p(pixels), ctypes.c_void_p).value


def test_wrong_types_are_told_by_python(book: fb.Fieldbook, season: uuid.UUID) -> None:
    with pytest.raises(TypeError):
        book.journal().search("lúa", "mười")  # type: ignore[arg-type]
    with pytest.raises(ValueError):
        book.journal().search("lúa", -1)
    with pytest.raises(TypeError):
        book.watch(fb.Topic.FACTS, None)  # type: ignore[arg-type]
    with pytest.raises(fb.FieldbookError.InvalidInput):
        book.journal().get("không phải mã")  # type: ignore[arg-type]
    fact = book.journal().record(harvest(season)).view.fact.id
    assert book.journal().get(str(fact)).fact.id == fact  # type: ignore[arg-type] # as tables have it


@pytest.mark.parametrize(
    "spoil",
    [
        lambda fact: fact.fields.update(moisture="24.5"),
        lambda fact: fact.fields.update(moisture=fb.FieldValue.NUMBER("24.5")),  # type: ignore[arg-type]
        lambda fact: fact.fields.update(moisture=fb.FieldValue.BOOL("có")),  # type: ignore[arg-type]
        lambda fact: fact.fields.update(moisture=fb.FieldValue.DATE("2026-10-02")),  # type: ignore[arg-type]
        lambda fact: setattr(fact, "fields", ["moisture"]),
        lambda fact: setattr(fact, "photos", "ảnh"),
        lambda fact: setattr(fact, "quantities", [Decimal(250)]),
        lambda fact: setattr(fact, "quantities", 250),
        lambda fact: setattr(fact, "occurred", "2026-10-02T06:30:00+07:00"),
        lambda fact: setattr(fact, "capture", "scan"),
    ],
    ids=["field", "number", "bool", "date", "map", "list-of-text", "record", "list", "moment", "enum"],
)
def test_a_wrong_type_inside_a_record_is_a_type_error(
    book: fb.Fieldbook, season: uuid.UUID, spoil: Callable[[fb.NewFact], object]
) -> None:
    fact = harvest(season)
    spoil(fact)
    with pytest.raises(TypeError, match="is wanted, and not a"):
        book.journal().record(fact)
    assert book.journal().query(fb.FactQuery()) == []


def test_help_reads_well() -> None:
    assert set(fb.__all__) >= {"open", "create", "Fieldbook", "NewFact", "FieldbookError", "parse_quantity"}
    for name in fb.__all__:
        offered = getattr(fb, name)
        assert offered.__module__ == "fieldbook", name
        assert inspect.getdoc(offered), name
    assert "Raises `NotFound`" in (inspect.getdoc(fb.Journal.record) or "")
    assert "reason: 'typing.Union[object, typing.Optional[str]]' = None" in str(inspect.signature(fb.Journal.amend))
