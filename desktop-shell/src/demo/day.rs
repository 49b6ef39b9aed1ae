use std::path::{Path, PathBuf};

use fieldbook_core::model::{
    BlobHash, Capture, ClockTrust, DocId, FactId, FieldValue, Input, Moment, Origin, Quantity, QuantityRole,
    RoledQuantity, SerialRange,
};
use fieldbook_core::scan::{Budget, Scanner};
use fieldbook_core::{
    ClaimView, Clock, Fieldbook, NewFact, NewLot, NewSeason, NewVisit, Sweep, SweepReport, SystemClock,
};

use super::cast::{Cast, GTIN};
use super::failure::DemoError;
use super::story::Story;
use crate::picture::sheet::{self, SheetStamp};
use crate::picture::{camera, draw, map, read};

/// Stamps on the sheet, and bags in the lot.
const STAMPS: u128 = 24;
/// Of the sheet's six columns, those a frame shows.
const COLUMNS_IN_VIEW: u32 = 4;
/// The same hand holds the phone in every demo.
const HAND: u64 = 7;
const DAY_MS: i64 = 86_400_000;

/// What the day leaves for the evening.
pub struct Day {
    /// The harvest both the farmer and the officer amended.
    pub harvest: FactId,
    /// The manager's lot.
    pub lot: DocId,
    /// The manager's claim.
    pub claim: ClaimView,
    /// The deputy's lot.
    pub deputy_lot: DocId,
    /// The deputy's claim, which overlaps.
    pub deputy_claim: ClaimView,
}

/// Morning with signal, then everybody offline: recording, a visit, two amendments of one field, a lot, a
/// sweep of the stamps, and two claims that overlap.
pub fn play(cast: &mut Cast, story: &mut Story) -> Result<Day, DemoError> {
    let (season, harvest) = season(cast, story)?;
    cast.sync_all()?;
    story.chapter("offline.chapter");
    story.say("offline.all", &[]);
    let frames = print_and_photograph(cast, story)?;
    visit(cast, story, season, frames.first())?;
    amend(cast, story, harvest)?;
    let lot = lot(&cast.manager.book, season, "450 kg", STAMPS)?;
    story.say(
        "offline.lot",
        &[
            ("name", cast.manager.name.clone()),
            ("code", lot_code(&cast.manager.book, lot)?),
        ],
    );
    let claim = activate_from_pictures(cast, story, lot, &frames)?;
    let deputy_lot = self::lot(&cast.deputy.book, season, "380 kg", 20)?;
    let range = SerialRange::parse("MV000015", "MV000034")?;
    let deputy_claim =
        cast.deputy
            .book
            .stamps()
            .activate(deputy_lot, std::slice::from_ref(&range), Capture::Manual)?;
    story.say(
        "offline.deputy",
        &[("name", cast.deputy.name.clone()), ("range", range.to_string())],
    );
    let waiting = cast
        .everybody()
        .map(|actor| actor.book.sync().status().map(|status| status.outbox));
    let waiting: u64 = waiting
        .into_iter()
        .collect::<Result<Vec<_>, _>>()?
        .into_iter()
        .sum();
    story.say("offline.outbox", &[("count", waiting.to_string())]);
    Ok(Day {
        harvest,
        lot,
        claim,
        deputy_lot,
        deputy_claim,
    })
}

/// So many days ago, at half past six in the morning in Vietnam.
fn days_ago(days: i64) -> Moment {
    let now = SystemClock.now().utc_ms;
    let midnight = (now - days * DAY_MS).div_euclid(DAY_MS) * DAY_MS;
    Moment {
        utc_ms: midnight - 30 * 60_000,
        offset_min: 420,
        trust: ClockTrust::Typed,
    }
}

fn quantity(role: QuantityRole, text: &str) -> Result<RoledQuantity, DemoError> {
    Ok(RoledQuantity {
        role,
        quantity: text.parse::<Quantity>()?,
    })
}

fn fields<const N: usize>(fields: [(&str, FieldValue); N]) -> std::collections::BTreeMap<String, FieldValue> {
    fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn season(cast: &Cast, story: &mut Story) -> Result<(DocId, FactId), DemoError> {
    story.chapter("season.chapter");
    let book = &cast.farmer.book;
    // The register is the manager's; a season names its plot by the name people use.
    let plots = cast.manager.book.people();
    let plot = plots.add_plot("Ruộng Huổi Hốc", Some("VN-SL-0412-01"))?;
    let new = NewSeason {
        name: "Vụ mùa 2026".into(),
        plot: Some(plot.name),
        ..NewSeason::default()
    };
    let season = book.documents().open_season(&new)?.doc.id;
    let facts = [
        NewFact {
            occurred: Some(days_ago(150)),
            fields: fields([("variety", FieldValue::text("Nếp tan Mường Và"))]),
            quantities: vec![
                quantity(QuantityRole::In, "32 kg")?,
                quantity(QuantityRole::Area, "4 sào Bắc Bộ")?,
            ],
            ..NewFact::of(season, "sow")
        },
        NewFact {
            occurred: Some(days_ago(110)),
            inputs: vec![input("Phân chuồng hoai", "6 tạ", None)?],
            ..NewFact::of(season, "fertilise")
        },
        NewFact {
            occurred: Some(days_ago(45)),
            inputs: vec![input("Validacin 5SL", "0,4 lít", Some(14))?],
            fields: fields([("pest", FieldValue::text("Khô vằn"))]),
            note: Some("Phun buổi chiều, trời râm".into()),
            ..NewFact::of(season, "spray")
        },
    ];
    for fact in facts {
        record(book, fact, story)?;
    }
    let harvest = NewFact {
        occurred: Some(days_ago(6)),
        quantities: vec![quantity(QuantityRole::Out, "8,5 tạ")?],
        fields: fields([("moisture", FieldValue::Number(24.into()))]),
        note: Some("Gặt ở ruộng Huổi Hốc, lúa còn ẩm".into()),
        ..NewFact::of(season, "harvest")
    };
    let harvest = record(book, harvest, story)?;
    let trace = book.documents().findings(season)?;
    let key = if trace.is_empty() {
        "season.safe"
    } else {
        "season.findings"
    };
    story.say(key, &[("count", trace.len().to_string())]);
    Ok((season, harvest))
}

fn input(material: &str, amount: &str, interval: Option<u16>) -> Result<Input, DemoError> {
    Ok(Input {
        material: material.into(),
        quantity: Some(amount.parse()?),
        pre_harvest_interval: interval,
        ..Input::default()
    })
}

/// Records a fact and tells it in a line.
fn record(book: &Fieldbook, fact: NewFact, story: &mut Story) -> Result<FactId, DemoError> {
    let view = book.journal().record(fact)?.view;
    let catalog = book.catalog();
    let step = catalog.step(&view.fact.group, &view.fact.step);
    let name = step
        .map(|step| step.name.get(story.lang()).to_owned())
        .unwrap_or_default();
    let day = view.fact.occurred.local().format("%d/%m/%Y").to_string();
    let amounts: Vec<String> = view
        .fact
        .quantities
        .iter()
        .map(|roled| roled.quantity.to_string())
        .collect();
    let inputs = view.fact.inputs.iter().map(|input| input.material.clone());
    let detail: Vec<String> = amounts.into_iter().chain(inputs).collect();
    let args = [("day", day), ("step", name), ("detail", detail.join(", "))];
    story.say("record", &args);
    Ok(view.id())
}

fn print_and_photograph(cast: &Cast, story: &mut Story) -> Result<Vec<PathBuf>, DemoError> {
    let base = format!("http://{}", cast.running.addr);
    let roll = SerialRange::parse("MV000001", "MV000500")?;
    let stamps = (1..=STAMPS)
        .map(|counter| {
            let serial = roll.serial(counter);
            let text = fieldbook_core::stamp::digital_link_on(&base, GTIN, None, Some(&serial))?;
            Ok(SheetStamp { text, serial })
        })
        .collect::<Result<Vec<_>, DemoError>>()?;
    let printed_sheet = sheet::render("HTX Mường Và — tem truy xuất", &stamps)?;
    let pictures = cast.dir.join("pictures");
    std::fs::create_dir_all(&pictures).map_err(DemoError::file(&pictures))?;
    let printed = pictures.join("sheet.png");
    printed_sheet.picture.save(&printed)?;
    let mut frames = Vec::new();
    for (index, shot) in camera::film(&printed_sheet, COLUMNS_IN_VIEW, HAND)
        .into_iter()
        .enumerate()
    {
        let frame = pictures.join(format!("frame-{:02}.png", index + 1));
        shot.frame.save(&frame)?;
        frames.push(frame);
    }
    let args = [
        ("sheet", printed.display().to_string()),
        ("frames", frames.len().to_string()),
    ];
    story.say("offline.sheet", &args);
    Ok(frames)
}

fn visit(cast: &Cast, story: &mut Story, season: DocId, photo: Option<&PathBuf>) -> Result<(), DemoError> {
    let book = &cast.officer.book;
    let new = NewVisit {
        name: "Kiểm tra trước khi đóng gói".into(),
        subject: Some(season),
        product: None,
    };
    let visit = book.documents().open_visit(&new)?.doc.id;
    let photos: Vec<BlobHash> = match photo {
        Some(path) => vec![keep_photo(book, path)?],
        None => Vec::new(),
    };
    let yes = || FieldValue::text("yes");
    let inspection = NewFact {
        photos,
        fields: fields([
            ("diary_complete", yes()),
            ("interval_kept", yes()),
            ("stamps_controlled", yes()),
            ("conclusion", FieldValue::text("conformant")),
        ]),
        note: Some("Tem cất trong tủ khoá, có sổ giao nhận".into()),
        ..NewFact::of(visit, "inspect")
    };
    book.journal().record(inspection)?;
    story.say("offline.visit", &[("name", cast.officer.name.clone())]);
    Ok(())
}

fn keep_photo(book: &Fieldbook, path: &Path) -> Result<BlobHash, DemoError> {
    let bytes = std::fs::read(path).map_err(DemoError::file(path))?;
    Ok(book.blobs().keep(&bytes)?)
}

fn amend(cast: &Cast, story: &mut Story, harvest: FactId) -> Result<(), DemoError> {
    let moisture = |value: i64| FieldValue::Number(value.into());
    cast.officer
        .book
        .journal()
        .amend(harvest, "moisture", moisture(22), Some("Đo bằng máy của trạm"))?;
    cast.farmer
        .book
        .journal()
        .amend(harvest, "moisture", moisture(23), Some("Đo lại ở nhà"))?;
    let names = [
        ("officer", cast.officer.name.clone()),
        ("farmer", cast.farmer.name.clone()),
    ];
    story.say("offline.amend", &names);
    Ok(())
}

/// A lot from a season's harvest: received, dried, milled, packed, with kilograms in and out.
fn lot(book: &Fieldbook, season: DocId, fresh: &str, bags: u128) -> Result<DocId, DemoError> {
    let lot = book.documents().open_lot(&NewLot::default())?.doc.id;
    let received: Quantity = fresh.parse()?;
    let part = |percent: i64| {
        format!(
            "{} kg",
            (received.amount() * rust_decimal::Decimal::new(percent, 2)).normalize()
        )
    };
    let (dried, milled) = (part(84), part(55));
    let both = |fed: &str, got: &str| {
        Ok::<_, DemoError>(vec![
            quantity(QuantityRole::In, fed)?,
            quantity(QuantityRole::Out, got)?,
        ])
    };
    let steps = [
        (
            4,
            NewFact {
                quantities: vec![quantity(QuantityRole::In, fresh)?],
                origins: vec![Origin {
                    doc: season,
                    quantity: Some(received),
                }],
                ..NewFact::of(lot, "receive")
            },
        ),
        (
            3,
            NewFact {
                quantities: both(fresh, &dried)?,
                fields: fields([
                    ("method", FieldValue::text("sun")),
                    ("moisture", FieldValue::Number(13.into())),
                ]),
                ..NewFact::of(lot, "dry")
            },
        ),
        (
            2,
            NewFact {
                quantities: both(&dried, &milled)?,
                ..NewFact::of(lot, "mill")
            },
        ),
        (
            1,
            NewFact {
                quantities: both(&milled, &format!("{bags} túi"))?,
                fields: fields([("packaging", FieldValue::text("vacuum"))]),
                ..NewFact::of(lot, "pack")
            },
        ),
    ];
    for (days, step) in steps {
        let occurred = Some(days_ago(days));
        book.journal().record(NewFact { occurred, ..step })?;
    }
    Ok(lot)
}

fn lot_code(book: &Fieldbook, lot: DocId) -> Result<String, DemoError> {
    Ok(book.documents().get(lot)?.text("code").unwrap_or_default())
}

fn activate_from_pictures(
    cast: &Cast,
    story: &mut Story,
    lot: DocId,
    frames: &[PathBuf],
) -> Result<ClaimView, DemoError> {
    let found = cast.dir.join("pictures").join("found");
    let sweep = cast.manager.book.stamps().sweep()?;
    // Nobody waits for the next frame: each gets what a still picture gets.
    let scanner = Scanner::new().with_budgets(Budget::STILL, Budget::STILL);
    let mut sightings = 0;
    for frame in frames {
        let (picture, sight) = read::look(&scanner, frame)?;
        draw::frame(&picture, &sight, &found, frame)?;
        sightings += sight.codes.len();
        sweep.see(&sight)?;
    }
    let report = sweep.report()?;
    let ranges: Vec<String> = report.stamps().iter().map(ToString::to_string).collect();
    let args = [
        ("frames", frames.len().to_string()),
        ("sightings", sightings.to_string()),
        ("stamps", report.count().to_string()),
        ("ranges", ranges.join(", ")),
        ("strangers", report.strangers.len().to_string()),
    ];
    story.say("offline.sweep", &args);
    story.say("offline.found", &[("dir", found.display().to_string())]);
    type_missed(&sweep, &report, story)?;
    let report = sweep.report()?;
    if let Some(map) = map::draw(&report) {
        draw::save(&map, &found.join("map.png"))?;
    }
    let bound = sweep.activate(lot, &report.stamps(), &report.listed())?;
    let bound = bound.into_iter().next();
    let claim = bound.ok_or_else(|| DemoError::Wrong("nothing was activated".to_owned()))?;
    let state =
        fieldbook_core::catalog::say(story.lang(), &format!("claim_state.{}", claim.state.name()), &[]);
    story.say(
        "offline.activate",
        &[("state", state), ("findings", claim.findings.len().to_string())],
    );
    Ok(claim)
}

/// A stamp the camera missed is typed from its printed serial, as people do with a torn one. A stamp that is
/// not on the sheet would be a wrong reading, and ends the demo.
fn type_missed(sweep: &Sweep, report: &SweepReport, story: &mut Story) -> Result<(), DemoError> {
    let sheet = SerialRange::parse("MV000001", &format!("MV{STAMPS:06}"))?;
    let read = report.stamps();
    if read.iter().any(|range| !range.subtract(&sheet).is_empty()) {
        return Err(DemoError::Wrong(format!("the camera read {read:?}")));
    }
    let missed = sheet.gaps(&read);
    for serial in missed.iter().flat_map(SerialRange::serials) {
        sweep.type_in(&serial)?;
    }
    if !missed.is_empty() {
        let list: Vec<String> = missed.iter().map(ToString::to_string).collect();
        story.say("offline.typed", &[("stamps", list.join(", "))]);
    }
    Ok(())
}
