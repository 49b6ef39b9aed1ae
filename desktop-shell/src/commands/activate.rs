use std::path::PathBuf;

use clap::Args;
use fieldbook_core::model::{Capture, LeaseId, SerialRange, StampClass};
use fieldbook_core::scan::Code;
use fieldbook_core::{ClaimView, DocumentView, Fieldbook, stamp};
use serde::Serialize;

use super::read::{complaint, pictures};
use super::words;
use crate::failure::Failure;
use crate::find;
use crate::output::{Answer, ClaimOut, Names, blocks, claims_table, finding_lines};
use crate::session::Session;

#[derive(Debug, Args)]
pub struct Activate {
    /// The lot: id, some digits of it, code or name
    #[arg(long, value_name = "ID")]
    lot: String,
    /// The first stamp: its serial or its whole text
    #[arg(
        long,
        value_name = "SERIAL",
        requires = "to",
        required_unless_present_any = ["images", "codes", "lease"]
    )]
    from: Option<String>,
    /// The last stamp, included
    #[arg(long, value_name = "SERIAL", requires = "from")]
    to: Option<String>,
    /// Pictures of the stamps; exactly the stamps that can be read in them are activated
    #[arg(long = "image", value_name = "FILE", num_args = 1.., conflicts_with_all = ["from", "to"])]
    images: Vec<PathBuf>,
    /// Stamps of a list of codes: their codes or whole texts
    #[arg(long = "code", value_name = "CODE", num_args = 1.., conflicts_with_all = ["from", "to", "images"])]
    codes: Vec<String>,
    /// All stamps of a lease: a whole roll, or the part that was leased
    #[arg(long, value_name = "ID", conflicts_with_all = ["from", "to", "images", "codes"])]
    lease: Option<LeaseId>,
}

/// Stamps to activate, and what else was in the pictures.
#[derive(Default)]
struct Chosen {
    ranges: Vec<SerialRange>,
    /// Texts of stamps of lists.
    codes: Vec<String>,
    gaps: Vec<SerialRange>,
    strangers: Vec<String>,
    failed: Vec<Failure>,
}

#[derive(Debug, Serialize)]
struct ActivatedOut {
    #[serde(flatten)]
    claim: ClaimOut,
    /// Where stamps of a list lay among others: the claim on those.
    listed: Option<ClaimOut>,
    gaps: Vec<GapOut>,
    strangers: Vec<String>,
}

#[derive(Debug, Serialize)]
struct GapOut {
    from: String,
    to: String,
}

pub fn run(args: &Activate, session: &Session) -> Result<Answer, Failure> {
    let book = session.open()?;
    let lot = find::lot(&book, &args.lot)?;
    if let Some(lease) = args.lease {
        let claim = book.stamps().activate_lease(lot.doc.id, lease, Capture::Manual)?;
        return told(&[claim], Chosen::default(), &book, session);
    }
    let (chosen, capture) = match (&args.from, &args.to) {
        (Some(from), Some(to)) => {
            let chosen = Chosen {
                ranges: vec![book.stamps().range(from, to)?],
                ..Chosen::default()
            };
            (chosen, Capture::Manual)
        }
        _ if !args.codes.is_empty() => {
            let chosen = Chosen {
                codes: args.codes.clone(),
                ..Chosen::default()
            };
            (chosen, Capture::Manual)
        }
        _ => (from_pictures(&args.images, &lot, &book, session)?, Capture::Scan),
    };
    let stamps = book.stamps();
    let mut claims = Vec::new();
    if !chosen.ranges.is_empty() || chosen.codes.is_empty() {
        claims.push(stamps.activate(lot.doc.id, &chosen.ranges, capture)?);
    }
    if !chosen.codes.is_empty() {
        claims.push(stamps.activate_codes(lot.doc.id, &chosen.codes, capture)?);
    }
    told(&claims, chosen, &book, session)
}

/// A picture that cannot be read is told beside the claim on the stamps of the others; without any stamp
/// nothing is activated.
fn from_pictures(
    images: &[PathBuf],
    lot: &DocumentView,
    book: &Fieldbook,
    session: &Session,
) -> Result<Chosen, Failure> {
    let (seen, failed) = pictures(images, session);
    let texts: Vec<String> = seen.iter().map(|seen| seen.code.text.clone()).collect();
    let codes = book.stamps().listed(&texts)?;
    let gtin = gtin_of(lot, book)?;
    let (stamps, strangers): (Vec<Code>, Vec<Code>) = seen
        .into_iter()
        .map(|seen| seen.code)
        .filter(|code| !codes.contains(&code.text))
        .partition(|code| code.part.is_none() && belongs(&code.text, gtin.as_deref()));
    let [stamps, strangers] =
        [stamps, strangers].map(|codes| codes.into_iter().map(|code| code.text).collect::<Vec<_>>());
    let (ranges, uncountable) = book.stamps().propose(&stamps);
    if ranges.is_empty() && codes.is_empty() {
        let none = || Failure::nothing("activate.no_stamps").with("strangers", strangers.len().to_string());
        return Err(complaint(failed).unwrap_or_else(none));
    }
    Ok(Chosen {
        gaps: gaps(&ranges),
        ranges,
        codes,
        strangers: strangers.into_iter().chain(uncountable).collect(),
        failed,
    })
}

pub(super) fn gtin_of(lot: &DocumentView, book: &Fieldbook) -> Result<Option<String>, Failure> {
    let register = book.people().register()?;
    let product = lot
        .text("product")
        .and_then(|product| register.product(&product).cloned());
    Ok(product.and_then(|product| product.gtin))
}

/// A stamp of one item, and not of another product.
pub(super) fn belongs(text: &str, gtin: Option<&str>) -> bool {
    let stamp = stamp::read(text);
    let other = matches!((stamp.gtin.as_deref(), gtin), (Some(printed), Some(sold)) if printed != sold);
    stamp.class == StampClass::Item && !other
}

/// What is missing between the first and the last stamp of each pattern: torn, or not in the picture.
fn gaps(ranges: &[SerialRange]) -> Vec<SerialRange> {
    let mut whole: Vec<SerialRange> = Vec::new();
    for range in ranges {
        match whole.iter_mut().find(|known| known.same_pattern(range)) {
            Some(known) => {
                if let Some(span) = known.span(range) {
                    *known = span;
                }
            }
            None => whole.push(range.clone()),
        }
    }
    whole.iter().flat_map(|span| span.gaps(ranges)).collect()
}

fn told(
    claims: &[ClaimView],
    chosen: Chosen,
    book: &Fieldbook,
    session: &Session,
) -> Result<Answer, Failure> {
    let (names, words) = (Names::of(book)?, &words(book, session));
    let none = || Failure::nothing("activate.no_stamps");
    let (claim, listed) = (claims.first().ok_or_else(none)?, claims.get(1));
    let spans = claims.iter().flat_map(|claim| &claim.spans);
    let count: u128 = spans.map(|span| span.range.count()).sum();
    let list = |ranges: &[SerialRange]| {
        let shown: Vec<String> = ranges.iter().map(ToString::to_string).collect();
        shown.join(", ")
    };
    let gaps =
        (!chosen.gaps.is_empty()).then(|| session.say("activate.gaps", &[("gaps", list(&chosen.gaps))]));
    let strangers = (!chosen.strangers.is_empty()).then(|| {
        session.say(
            "activate.strangers",
            &[("strangers", chosen.strangers.join(", "))],
        )
    });
    let text = blocks([
        session.say(
            "activate.done",
            &[("count", count.to_string()), ("lot", names.document(claim.lot))],
        ),
        claims_table(claims, &names, words, session),
        finding_lines(&claim.findings, session.lang),
        listed
            .map(|listed| finding_lines(&listed.findings, session.lang))
            .unwrap_or_default(),
        gaps.unwrap_or_default(),
        strangers.unwrap_or_default(),
    ]);
    let gap = |range: &SerialRange| GapOut {
        from: range.serial(range.first()),
        to: range.serial(range.last()),
    };
    let out = ActivatedOut {
        claim: ClaimOut::new(claim, session.lang),
        listed: listed.map(|listed| ClaimOut::new(listed, session.lang)),
        gaps: chosen.gaps.iter().map(gap).collect(),
        strangers: chosen.strangers,
    };
    Ok(Answer::of(&out, text)?.but(complaint(chosen.failed)))
}
