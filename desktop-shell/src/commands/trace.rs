use clap::Args;
use fieldbook_core::model::{
    ClaimState, DocId, FactKind, Finding, Stamp, StampClass, StampSpan, Trace as Story,
};
use fieldbook_core::store::FactQuery;
use fieldbook_core::{ClaimView, DocumentView, FactView, Fieldbook, stamp};
use serde::Serialize;

use super::lot::FACTS_MAX;
use super::words;
use crate::failure::Failure;
use crate::find;
use crate::output::{
    Answer, ClaimOut, Details, DocumentOut, FactOut, FindingOut, Names, StampOut, blocks, claims_table,
    facts_table, finding_lines, heading, stamp_details,
};
use crate::session::Session;

#[derive(Debug, Args)]
pub struct Trace {
    /// The stamp's scanned text, or its serial
    #[arg(value_name = "STAMP", required_unless_present = "lot", conflicts_with = "lot")]
    stamp: Option<String>,
    /// The lot: id, some digits of it, code or name
    #[arg(long, value_name = "ID")]
    lot: Option<String>,
}

/// The lot a stamp leads to.
struct Led {
    lot: DocId,
    stamp: Option<Stamp>,
    claim: Option<ClaimView>,
}

#[derive(Debug, Serialize)]
struct TraceOut {
    stamp: Option<StampOut>,
    claim: Option<ClaimOut>,
    stamp_voided: bool,
    lot: DocumentOut,
    org: OrgOut,
    product: Option<ProductOut>,
    origins: Vec<DocumentOut>,
    facts: Vec<FactOut>,
    findings: Vec<FindingOut>,
}

#[derive(Debug, Serialize)]
struct OrgOut {
    id: String,
    name: String,
}

#[derive(Debug, Serialize)]
struct ProductOut {
    id: String,
    name: String,
    group: String,
    gtin: Option<String>,
}

pub fn run(args: &Trace, session: &Session) -> Result<Answer, Failure> {
    let book = session.open()?;
    let led = match (&args.lot, &args.stamp) {
        (Some(lot), _) => Led {
            lot: find::lot(&book, lot)?.doc.id,
            stamp: None,
            claim: None,
        },
        (None, stamp) => from_stamp(stamp.as_deref().unwrap_or_default(), &book)?,
    };
    let story = book.documents().trace(led.lot)?;
    let findings = book.documents().findings(led.lot)?;
    told(&led, &story, &findings, &book, session)
}

fn from_stamp(text: &str, book: &Fieldbook) -> Result<Led, Failure> {
    let stamp = stamp::read(text);
    if stamp.class == StampClass::NotAStamp {
        return Err(Failure::nothing("trace.not_a_stamp").with("value", text));
    }
    if let (StampClass::Lot, Some(code)) = (stamp.class, stamp.lot.clone()) {
        return Ok(Led {
            lot: find::lot(book, &code)?.doc.id,
            stamp: Some(stamp),
            claim: None,
        });
    }
    let serial = stamp.serial.clone().or_else(|| stamp.code.clone());
    let serial = serial.unwrap_or_else(|| text.trim().to_owned());
    // A text that can be no code of a list is none.
    let texts = [text.to_owned()];
    let code = book
        .stamps()
        .code_spans(&texts)
        .ok()
        .and_then(|mut spans| spans.pop());
    let mut claims = Vec::new();
    for claim in book.stamps().claims(None)? {
        let named = claim
            .spans
            .iter()
            .any(|span| span.range.contains(&serial) || code.as_ref().is_some_and(|code| holds(span, code)));
        if named && same_product(&claim, &stamp, book)? {
            claims.push(claim);
        }
    }
    // The newest of those that stand best.
    claims.sort_by_key(|claim| standing(claim.state));
    let claim = claims.into_iter().next();
    let claim = claim.ok_or_else(|| Failure::nothing("trace.nothing").with("value", text))?;
    Ok(Led {
        lot: claim.lot,
        stamp: Some(stamp),
        claim: Some(claim),
    })
}

/// Whether a span names a code of a list, alone or with all of its lease.
fn holds(span: &StampSpan, code: &StampSpan) -> bool {
    let whole = span.range.is_places() && span.lease.is_some() && span.lease == code.lease;
    whole || (span.code.is_some() && span.code == code.code)
}

fn standing(state: ClaimState) -> u8 {
    match state {
        ClaimState::Confirmed => 0,
        ClaimState::Disputed => 1,
        ClaimState::Pending => 2,
        ClaimState::Refused => 3,
        ClaimState::Withdrawn => 4,
    }
}

/// Serials repeat from product to product.
fn same_product(claim: &ClaimView, stamp: &Stamp, book: &Fieldbook) -> Result<bool, Failure> {
    let Some(printed) = &stamp.gtin else {
        return Ok(true);
    };
    let product = book.documents().trace(claim.lot)?.product;
    let sold = product.and_then(|product| product.gtin);
    Ok(sold.is_none_or(|sold| sold == *printed))
}

fn told(
    led: &Led,
    story: &Story,
    findings: &[Finding],
    book: &Fieldbook,
    session: &Session,
) -> Result<Answer, Failure> {
    let (names, words) = (Names::of(book)?, &words(book, session));
    let lot = book.documents().get(led.lot)?;
    let origins = story
        .origins
        .iter()
        .map(|origin| Ok(book.documents().get(origin.doc.id)?));
    let origins: Vec<DocumentView> = origins.collect::<Result<_, Failure>>()?;
    let facts = facts(story, book)?;
    let voided = is_voided(led, &facts);
    let text = blocks([
        led.stamp
            .as_ref()
            .map_or_else(String::new, |stamp| stamp_details(stamp, session)),
        if voided {
            session.word("trace.voided")
        } else {
            String::new()
        },
        heading(&lot.text("name").unwrap_or_default()),
        lot_details(&lot, story, &names, session),
        facts_table(&facts, &names, words, session),
        claims_table(led.claim.as_slice(), &names, words, session),
        finding_lines(findings, session.lang),
    ]);
    let out = TraceOut {
        stamp: led.stamp.as_ref().map(StampOut::from),
        claim: led.claim.as_ref().map(|claim| ClaimOut::new(claim, session.lang)),
        stamp_voided: voided,
        lot: DocumentOut::new(&lot, &names),
        org: OrgOut {
            id: story.org.id.to_string(),
            name: story.org.name.clone(),
        },
        product: story.product.as_ref().map(|product| ProductOut {
            id: product.id.to_string(),
            name: product.name.clone(),
            group: product.group.clone(),
            gtin: product.gtin.clone(),
        }),
        origins: origins
            .iter()
            .map(|origin| DocumentOut::new(origin, &names))
            .collect(),
        facts: facts.iter().map(|fact| FactOut::new(fact, &names)).collect(),
        findings: findings
            .iter()
            .map(|finding| FindingOut::new(finding, session.lang))
            .collect(),
    };
    Answer::of(&out, text)
}

fn lot_details(lot: &DocumentView, story: &Story, names: &Names<'_>, session: &Session) -> String {
    let product = story.product.as_ref().map(|product| product.name.clone());
    let origins = story.origins.iter().map(|origin| names.document(origin.doc.id));
    Details::new()
        .line(&session.word("column.code"), lot.text("code").unwrap_or_default())
        .line(&session.word("column.product"), product.unwrap_or_default())
        .line(&session.word("whoami.org"), story.org.name.clone())
        .line(
            &session.word("trace.origins"),
            origins.collect::<Vec<_>>().join(", "),
        )
        .text()
}

/// Every fact of the lot and of what it came from, oldest first.
fn facts(story: &Story, book: &Fieldbook) -> Result<Vec<FactView>, Failure> {
    let mut facts = Vec::new();
    for doc in std::iter::once(&story.lot).chain(&story.origins) {
        let query = FactQuery {
            doc: Some(doc.doc.id),
            limit: FACTS_MAX,
            ..FactQuery::default()
        };
        facts.extend(book.journal().query(&query)?);
    }
    facts.sort_by_key(|view| (view.fact.occurred, view.id()));
    Ok(facts)
}

/// Void beats active.
fn is_voided(led: &Led, facts: &[FactView]) -> bool {
    let serial = led
        .stamp
        .as_ref()
        .and_then(|stamp| stamp.serial.clone().or_else(|| stamp.code.clone()))
        .or_else(|| led.stamp.as_ref().map(|stamp| stamp.raw.trim().to_owned()));
    let Some(serial) = serial else {
        return false;
    };
    let voidings = facts
        .iter()
        .filter(|view| view.fact.kind == FactKind::VoidStamps && view.voided.is_none());
    voidings
        .flat_map(|view| &view.fact.stamps)
        .any(|span| match (&span.code, &led.stamp) {
            (Some(code), Some(stamp)) => *code == stamp.key,
            _ => span.range.contains(&serial),
        })
}
