"""A first day with the book, from Python: the mirror shows what the core does."""

import base64
import datetime
import json
import pathlib
import queue
import time
import uuid
from collections.abc import Callable
from decimal import Decimal

import fieldbook as fb
import pytest
import segno

from conftest import Hub
from field_day import NOBODY, SOON, Rings, Throws, harvest, luma, seen_by_camera, sheet_row

GROUPS = pathlib.Path(__file__).parents[3] / "core/src/catalog/groups"


def test_a_harvest_is_recorded_amended_and_found(book: fb.Fieldbook, season: uuid.UUID) -> None:
    morning = datetime.datetime.fromisoformat("2026-10-02T06:30:00+07:00")
    recorded = book.journal().record(harvest(season, occurred=morning))
    fact = recorded.view.fact
    assert isinstance(fact.id, uuid.UUID)
    assert fact.kind == fb.FactKind.HARVEST
    assert fact.occurred == morning and fact.occurred.utcoffset() == datetime.timedelta(hours=7)
    assert fact.occurred_trust == fb.ClockTrust.TYPED
    assert fact.quantities[0].quantity == fb.Quantity(entered=Decimal("2.5"), entered_unit=fb.EnteredUnit.TA)
    assert recorded.view.state == fb.ChangeState.ON_PHONE
    assert recorded.findings == [], "nothing in the past is wrong with it"

    amended = book.journal().amend(fact.id, "moisture", fb.FieldValue.NUMBER(Decimal("23")), "đo lại")
    assert amended.fact.fields["moisture"] == fb.FieldValue.NUMBER(Decimal("23"))
    assert amended.amended == ["moisture"]

    first, second = book.journal().history(fact.id)
    assert first.field is None and second.field == "moisture"
    assert second.old == [fb.FieldValue.NUMBER(Decimal("24.5"))]
    assert (second.reason, second.by_name, second.device_name) == ("đo lại", "Lò Thị Mai", "Điện thoại của Mai")

    for words in ("gat o ruong dang", "Đặng", "lúa ẩm"):
        assert [hit.fact.id for hit in book.journal().search(words)] == [fact.id], words
    assert book.journal().search("máy bay") == []

    voided = book.journal().void(fact.id, "ghi nhầm ruộng")
    assert voided.voided is not None and voided.voided.reason == "ghi nhầm ruộng"
    assert book.journal().conflicts() == []
    kind = fb.FactQuery(kind=fb.FactKind.HARVEST, since=morning)
    assert [view.fact.id for view in book.journal().query(kind)] == [fact.id]
    assert book.journal().query(fb.FactQuery(until=morning)) == []


def test_a_listener_hears_at_once_and_after_a_change(book: fb.Fieldbook, season: uuid.UUID) -> None:
    rings = Rings()
    subscription = book.watch(fb.Topic.FACTS, rings)
    assert rings.heard.get(timeout=SOON) == fb.Topic.FACTS
    book.journal().record(harvest(season))
    assert rings.heard.get(timeout=SOON) == fb.Topic.FACTS
    subscription.cancel()
    subscription.cancel()
    book.journal().record(harvest(season))
    with pytest.raises(queue.Empty):
        rings.heard.get(timeout=0.3)


def test_a_listener_that_throws_silences_nobody(book: fb.Fieldbook, season: uuid.UUID) -> None:
    throws, rings = Throws(), Rings()
    kept = [book.watch(fb.Topic.FACTS, throws), book.watch(fb.Topic.FACTS, rings)]
    assert rings.heard.get(timeout=SOON) == fb.Topic.FACTS
    book.journal().record(harvest(season))
    assert rings.heard.get(timeout=SOON) == fb.Topic.FACTS
    assert throws.times >= 1
    assert len(book.journal().query(fb.FactQuery())) == 1
    del kept


def test_a_stamp_is_read_from_a_frame(book: fb.Fieldbook) -> None:
    text = "https://id.gs1.org/01/08939999000017/21/HX00000042"
    pixels, width, height = luma(segno.make(text, error="m", micro=False))
    code = seen_by_camera(book.scanner(), pixels, width, height)
    assert code.text == text
    assert len(code.corners) == 4 and all(0 <= c.x <= width and 0 <= c.y <= height for c in code.corners)
    assert book.scanner().look(pixels, width, height, width).unread == []
    stamp = book.stamps().read(code.text)
    assert (stamp.gtin, stamp.serial) == ("08939999000017", "HX00000042")
    assert [still.text for still in book.scanner().read_still(pixels, width, height, width)] == [text]
    with pytest.raises(fb.FieldbookError.InvalidInput) as short:
        book.scanner().push_luma(pixels[:100], width, height, width)
    assert short.value.reasons[0].field == "frame"


def test_a_sweep_proposes_what_two_frames_read_and_binds_what_was_seen(book: fb.Fieldbook) -> None:
    stamps, scanner = book.stamps(), book.scanner()
    sweep = stamps.sweep()
    patience = time.monotonic() + 3 * SOON
    for serials in (["00001", "00002", "00003"], ["00002", "00003", "00005"]):
        pixels, width, height = sheet_row(serials)
        read = 0
        while read < 3 and time.monotonic() < patience:
            sweep.push_luma(scanner, pixels, width, height, width)
            labels = {spot.label for spot in sweep.report().spots if spot.mark == fb.SpotMark.READ}
            read = len(labels & set(serials))
    (proposed,) = sweep.report().ranges
    assert (proposed.family, proposed.count) == ("08939999000017", 4)
    assert [(r.first, r.last) for r in proposed.stamps] == [(1, 3), (5, 5)]
    (gap,) = proposed.gaps
    assert [missing.serial for missing in gap.missing] == ["00004"]
    # A killed app finds its sweep again; a torn stamp is typed.
    (waiting,) = stamps.sweeps()
    again = stamps.sweep_again(waiting.id)
    assert again.type_in("00004") == "00004"
    with pytest.raises(fb.FieldbookError.InvalidInput) as outside:
        again.type_in("00900")
    assert outside.value.reasons[0].reason == "sweep_outside"
    lot = book.documents().open_lot(fb.NewLot()).doc.id
    with pytest.raises(fb.FieldbookError.InvalidInput) as changed:
        again.activate(lot, proposed.stamps)
    assert changed.value.reasons[0].reason == "sweep_changed"
    seen = [stamp for shown in again.report().ranges for stamp in shown.stamps]
    (claim,) = again.activate(lot, seen)
    assert claim.state == fb.ClaimState.PENDING
    assert stamps.sweeps() == []


def test_an_activation_offline_is_a_pending_claim(book: fb.Fieldbook) -> None:
    lot = book.documents().open_lot(fb.NewLot()).doc.id
    stamps = book.stamps()
    range_ = stamps.range("HX00000001", "HX00000100")
    assert (range_.first_serial(), range_.last_serial(), range_.count()) == ("HX00000001", "HX00000100", 100)
    claim = stamps.activate(lot, [range_], fb.Capture.SCAN)
    assert claim.state == fb.ClaimState.PENDING
    assert fb.FindingCode.OUTSIDE_LEASE in [finding.code for finding in claim.findings]
    assert all(finding.said.vi and finding.remedy.en for finding in claim.findings)
    assert [known.fact for known in stamps.claims(lot)] == [claim.fact]
    assert stamps.leases() == []
    # Nobody disputes it yet: the re-scan is kept, binds nothing, and says so.
    seen = fb.NewRescan(claim=claim.fact, read=[stamps.range("HX00000001", "HX00000002")])
    rescanned = stamps.rescan(seen)
    codes = {finding.code for finding in rescanned.findings}
    assert codes == {fb.FindingCode.RESCAN_WITHOUT_PHOTO, fb.FindingCode.CLAIM_NOT_DISPUTED}
    made, again = stamps.claim_history(claim.fact)
    assert isinstance(again.what, fb.ClaimDeed.RESCANNED)
    assert (made.state, again.what.fact) == (fb.ClaimState.PENDING, rescanned.view.fact.id)
    assert book.tasks().list() == []
    proposal = stamps.propose(["HX00000007", "HX00000008", "WIFI:S:htx;;"])
    assert [(r.first, r.last) for r in proposal.ranges] == [(7, 8)]
    assert stamps.is_foreign("https://id.gs1.org/01/08938888000015/21/A1") and not stamps.is_foreign("HX00000001")
    (span,) = stamps.spans([range_])
    assert (span.range.first, span.range.last) == (1, 100)
    story = book.documents().trace(lot)
    (told,) = [fact for fact in story.lot.facts if fact.claim]
    assert told.fact.id == claim.fact and told.claim and told.claim.state == fb.ClaimState.PENDING
    assert story.product and story.product.gtin == "08939999000017" and story.origins == []
    epcis = json.loads(book.exports().epcis(lot, "https://id.gs1.org"))
    assert epcis["type"] == "EPCISDocument" and epcis["epcisBody"]["eventList"]
    assert book.exports().csv(lot, fb.Lang.VI).startswith("\ufeff")


def test_errors_name_the_field_and_the_remedy(book: fb.Fieldbook, season: uuid.UUID) -> None:
    wrong = harvest(season)
    wrong.quantities = []
    wrong.fields = {"moisture": fb.FieldValue.NUMBER(Decimal(140))}
    with pytest.raises(fb.FieldbookError.InvalidInput) as refused:
        book.journal().record(wrong)
    assert [reason.field for reason in refused.value.reasons] == ["fields.moisture", "quantities.out"]
    assert all(reason.said.vi and reason.said.en for reason in refused.value.reasons)
    vietnamese, english = refused.value.say(fb.Lang.VI), refused.value.say(fb.Lang.EN)
    assert vietnamese and english and vietnamese != english
    assert book.journal().query(fb.FactQuery()) == [], "nothing was saved"

    with pytest.raises(fb.FieldbookError.NotFound) as missing:
        book.journal().get(uuid.uuid4())
    assert missing.value.what and missing.value.say(fb.Lang.VI)


@pytest.mark.parametrize(
    "spoil, field",
    [
        (lambda fact: setattr(fact, "doc", "không phải mã"), "document"),
        (lambda fact: setattr(fact, "occurred", datetime.datetime(2026, 10, 2, 6, 30)), "occurred"),
        (lambda fact: setattr(fact.quantities[0].quantity, "entered", Decimal(-1)), "quantity"),
    ],
    ids=["id", "moment-without-offset", "amount-below-zero"],
)
def test_what_cannot_cross_is_an_error_with_its_field(book: fb.Fieldbook, season: uuid.UUID, spoil: Callable[[fb.NewFact], object], field: str) -> None:
    fact = harvest(season)
    spoil(fact)
    with pytest.raises(fb.FieldbookError.InvalidInput) as refused:
        book.journal().record(fact)
    assert [reason.field for reason in refused.value.reasons] == [field]


def test_pause_resume_shutdown_and_open_again(config: fb.Config, invitation: str) -> None:
    book = fb.Fieldbook.create(config, invitation, "Máy bàn")
    season = book.documents().open_season(fb.NewSeason(name="Vụ mùa 2026")).doc.id
    fact = book.journal().record(harvest(season)).view.fact.id
    book.pause()
    book.pause()
    with pytest.raises(fb.FieldbookError.Closed) as closed:
        book.journal().get(fact)
    assert closed.value.say(fb.Lang.VI)
    book.resume()
    book.resume()
    assert book.journal().get(fact).fact.note == "Gặt ở ruộng Đặng, lúa ẩm"
    book.shutdown()
    with pytest.raises(fb.FieldbookError.NotAllowed) as taken:
        fb.Fieldbook.create(config, invitation, "Máy bàn")
    assert taken.value.reason == "book_exists"
    again = fb.Fieldbook.open(config)
    report = again.check()
    assert (report.facts, report.problems) == (1, []) and again.rebuild() == 1
    assert again.journal().get(fact).fact.id == fact
    assert again.people().me().name == "Lò Thị Mai"
    again.shutdown()


def test_wrong_invitations_and_missing_books(config: fb.Config) -> None:
    with pytest.raises(fb.FieldbookError.InvalidInput) as wrong:
        fb.Fieldbook.create(config, "FIELDBOOK1:abc", "Máy bàn")
    assert wrong.value.reasons[0].field == "invite"
    with pytest.raises(fb.FieldbookError.NotFound):
        fb.Fieldbook.open(config)


def test_without_signal_a_sync_ends_offline_and_keeps_everything(book: fb.Fieldbook, season: uuid.UUID) -> None:
    class Hears(fb.SyncListener):
        def __init__(self) -> None:
            self.heard: list[int] = []

        def progress(self, progress: fb.Progress) -> None:
            self.heard.append(progress.outbox)
            raise RuntimeError("a listener's own mistake")

    book.journal().record(harvest(season))
    hears = Hears()
    run = book.sync().run(fb.SyncOptions(hub_url=NOBODY, failures_max=2), hears)
    report = run.wait_for_report()
    assert isinstance(report.ending, fb.Ending.OFFLINE)
    assert report.pushed == 0
    assert hears.heard and all(outbox == 2 for outbox in hears.heard), "the season's head and the harvest"
    status = book.sync().status()
    assert (status.outbox, status.enrolled) == (2, False)
    with pytest.raises(fb.FieldbookError.NotFound):
        run.wait_for_report()

    endless = book.sync().run(fb.SyncOptions(hub_url=NOBODY))
    endless.cancel()
    assert isinstance(endless.wait_for_report().ending, fb.Ending.CANCELLED)


def test_a_key_shows_nothing_and_a_build_without_encryption_refuses_it(config: fb.Config, invitation: str) -> None:
    key = fb.BookKey.generate()
    kept = key.bytes()
    assert len(kept) == 32 and kept != fb.BookKey.generate().bytes()
    assert fb.BookKey.from_bytes(kept).bytes() == kept
    config.book_key = key
    assert kept.hex() not in repr(config) and repr(kept) not in repr(config)
    with pytest.raises(fb.FieldbookError.InvalidInput) as wrong:
        fb.BookKey.from_bytes(kept[:31])
    assert [reason.field for reason in wrong.value.reasons] == ["book_key"]
    with pytest.raises(fb.FieldbookError.NotAllowed) as refused:
        fb.Fieldbook.create(config, invitation, "Điện thoại của Mai")
    assert refused.value.reason == "encryption_not_built" and refused.value.said.vi


def test_with_signal_two_phones_and_the_hub_agree(hub: Hub, book: fb.Fieldbook, season: uuid.UUID, tmp_path: pathlib.Path) -> None:
    def synced(book: fb.Fieldbook) -> fb.SyncReport:
        report = book.sync().run(fb.SyncOptions(failures_max=3)).wait_for_report()
        assert isinstance(report.ending, fb.Ending.COMPLETE), report.ending
        return report

    hoa = fb.Fieldbook.create(fb.Config(dir=str(tmp_path / "hoa")), hub.hoa, "Điện thoại của Hoa")
    assert synced(hoa).pushed == 0
    fact = book.journal().record(harvest(season)).view.fact.id
    first = synced(book)
    assert first.accepted == first.pushed >= 2 and first.receipts >= 1
    assert book.journal().get(fact).state == fb.ChangeState.ACCEPTED
    assert synced(hoa).pulled >= 2
    assert hoa.journal().get(fact).fact.note == "Gặt ở ruộng Đặng, lúa ẩm"

    # Both correct the moisture before either hears of the other.
    book.journal().amend(fact, "moisture", fb.FieldValue.NUMBER(Decimal(23)))
    hoa.journal().amend(fact, "moisture", fb.FieldValue.NUMBER(Decimal(22)))
    for phone in (book, hoa, book):
        synced(phone)
    (conflict,) = book.journal().conflicts()
    assert (conflict.fact, conflict.field) == (fact, "moisture")
    assert {value.by_name for value in conflict.values} == {"Lò Thị Mai", "Cà Thị Hoa"}
    assert hoa.journal().get(fact).conflicts["moisture"] == book.journal().get(fact).conflicts["moisture"]

    (lease,) = book.stamps().leases()
    assert (lease.range.first_serial(), lease.range.last_serial()) == ("HX00000001", "HX00000500")
    status = book.sync().status()
    assert (status.outbox, status.enrolled) == (0, True)
    assert status.last_sync_ms is not None and book.people().me().certified_until is not None

    # The hub gets a product group while it serves; the next sync brings it.
    tea = tmp_path / "tea.json"
    tea.write_text((GROUPS / "coffee.json").read_text("utf-8").replace('"coffee"', '"tea"', 1), "utf-8")
    hub.staff("pack", "add", str(tea))
    rings = Rings()
    watching = hoa.watch(fb.Topic.CATALOG, rings)
    assert rings.heard.get(timeout=SOON) == fb.Topic.CATALOG
    assert hoa.catalog().steps("tea", fb.DocKind.SEASON) == []
    report = synced(hoa)
    assert (report.packs, report.unreadable_packs) == (1, [])
    assert rings.heard.get(timeout=SOON) == fb.Topic.CATALOG
    assert hoa.catalog().steps("tea", fb.DocKind.SEASON)
    watching.cancel()
    hoa.shutdown()


# A grey square of eight pixels.
PICTURE = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19i"
    "Z2hnPk1xeXBkeFxlZ2P/wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAI"
    "AQEAAD8AN//Z"
)


def test_a_face_is_its_persons(book: fb.Fieldbook) -> None:
    people = book.people()
    mai = people.me().person
    assert people.portrait(mai) is None
    people.set_portrait(PICTURE)
    assert people.profiles()[0].has_portrait
    face = people.portrait(mai)
    assert face is not None and face.startswith(b"\xff\xd8\xff")
    with pytest.raises(fb.FieldbookError.InvalidInput):
        people.set_portrait(b"no picture")
    assert people.portrait(mai) == face
    people.remove_portrait()
    assert not people.profiles()[0].has_portrait


def test_a_photo_and_a_form(book: fb.Fieldbook, season: uuid.UUID) -> None:
    photo = book.blobs().keep(b"\xff\xd8 not a real jpeg")
    assert book.blobs().read(photo) == b"\xff\xd8 not a real jpeg"
    recorded = book.journal().record(harvest(season, photos=[photo]))
    assert recorded.view.fact.photos == [photo]
    steps = {step.code: step for step in book.catalog().steps("sticky-rice", fb.DocKind.SEASON)}
    harvested = next(rule for rule in steps["harvest"].quantities if rule.role == fb.QuantityRole.OUT)
    assert harvested.required and harvested.label.vi
    assert [fb.unit_name(unit) for unit in harvested.units] == ["kg", "g", "yến", "tạ", "tấn"]
    in_kilograms = fb.normal_quantity(fb.parse_quantity("2,5 tạ"))
    assert in_kilograms == fb.NormalQuantity(amount=Decimal("250.0"), unit=fb.NormalUnit.KILOGRAM)
    units = [fb.EnteredUnit.MILLILITRE, fb.EnteredUnit.LITRE, fb.EnteredUnit.GRAM, fb.EnteredUnit.KG, fb.EnteredUnit.PACKET]
    assert steps["spray"].inputs == fb.InputRule(units=units, required=True, pre_harvest_interval=True)
    rice = {group.id: group for group in book.catalog().groups()}["sticky-rice@1"]
    assert rice.name.vi and fb.FactKind.PACK in rice.activation_requires
    moisture = next(field for field in steps["harvest"].fields if field.code == "moisture")
    assert isinstance(moisture.takes, fb.Answer.NUMBER) and moisture.takes.max == Decimal(100)
    assert book.journal().parse_field(season, "harvest", "moisture", "13,5") == fb.FieldValue.NUMBER(Decimal("13.5"))
    assert "14" in book.catalog().say(fb.Lang.VI, "error.not_found", {"what": "14"})


def test_an_invitation_is_read_before_there_is_a_book(hub: Hub) -> None:
    text = hub.mai
    pixels, width, height = luma(segno.make(text, error="l", micro=False), scale=4)
    scanned = seen_by_camera(fb.CodeScanner.without_book(), pixels, width, height).text
    assert scanned == text
    invitation = fb.read_invitation(scanned)
    assert (invitation.person_name, invitation.org_name) == ("Lò Thị Mai", "HTX Mường Và")
    assert invitation.roles == [fb.Role.MANAGER] and invitation.hub_url.startswith("http://127.0.0.1:")
    assert invitation.not_after > datetime.datetime.now(datetime.timezone.utc)
    with pytest.raises(fb.FieldbookError.InvalidInput):
        fb.read_invitation(text[:-1])


def test_an_error_calls_a_field_as_the_form_does(book: fb.Fieldbook, season: uuid.UUID) -> None:
    wrong = harvest(season)
    wrong.fields["moisture"] = fb.FieldValue.NUMBER(Decimal(140))
    with pytest.raises(fb.FieldbookError.InvalidInput) as refused:
        book.journal().record(wrong)
    steps = book.catalog().steps("sticky-rice", fb.DocKind.SEASON)
    (moisture,) = [field for step in steps if step.code == "harvest" for field in step.fields if field.code == "moisture"]
    said = refused.value.said
    assert f"{moisture.label.vi}: " in said.vi and f"{moisture.label.en}: " in said.en
    assert "fields.moisture" not in said.vi + said.en
    assert [reason.field for reason in refused.value.reasons] == ["fields.moisture"], "a program still finds it"


def test_a_kept_photo_is_news_of_the_outbox(book: fb.Fieldbook) -> None:
    rings = Rings()
    with book.watch(fb.Topic.OUTBOX, rings):
        assert rings.heard.get(timeout=SOON) == fb.Topic.OUTBOX
        with pytest.raises(queue.Empty):
            rings.heard.get(timeout=0.3)
        book.blobs().keep(b"\xff\xd8 not a real jpeg")
        assert rings.heard.get(timeout=SOON) == fb.Topic.OUTBOX
