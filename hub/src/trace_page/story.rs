use fieldbook_core::catalog::{Catalog, Lang};
use fieldbook_core::export::redact;
use fieldbook_core::model::{BlobHash, ClaimState, DocKind, Rescan, Trace, TraceDoc, TraceFact, lot_code};
use maud::{Markup, html};

use super::entry;
use super::texts::say;

/// The lot's way, from the field to the stamp: first where the goods came from, farthest first, then the
/// lot itself; in each by time.
pub(super) fn story(trace: &Trace, catalog: &Catalog, lang: Lang) -> Markup {
    let docs = trace.origins.iter().rev().chain(std::iter::once(&trace.lot));
    html! {
        section class="story" {
            h2 { (say(lang, "story.title", &[])) }
            @for doc in docs { (chapter(trace, doc, catalog, lang)) }
        }
    }
}

fn chapter(trace: &Trace, doc: &TraceDoc, catalog: &Catalog, lang: Lang) -> Markup {
    let facts = shown(doc);
    let withdrawn = public(doc).count() - facts.len();
    html! {
        h3 { (title(trace, doc, lang)) }
        @if facts.is_empty() {
            p class="quiet" { (say(lang, "story.empty", &[])) }
        } @else {
            ol class="line" {
                @for fact in facts { (entry::entry(trace, fact, catalog, lang)) }
            }
        }
        @if withdrawn > 0 {
            p class="quiet" { (say(lang, "story.withdrawn", &[("count", &withdrawn.to_string())])) }
        }
    }
}

/// All but re-scans, which are for whoever settles a dispute: what somebody has in hand, and photos of it.
fn public(doc: &TraceDoc) -> impl Iterator<Item = &TraceFact> {
    doc.facts.iter().filter(|fact| !Rescan::is(&fact.fact))
}

/// What stands, oldest first. A refused activation bound no stamp to the lot.
pub(super) fn shown(doc: &TraceDoc) -> Vec<&TraceFact> {
    let refused = |fact: &TraceFact| {
        let state = fact.claim.as_ref().map(|(state, _)| *state);
        matches!(state, Some(ClaimState::Refused | ClaimState::Withdrawn))
    };
    let standing = public(doc).filter(|fact| !fact.voided && !refused(fact));
    let mut facts: Vec<&TraceFact> = standing.collect();
    facts.sort_by_key(|fact| (fact.fact.occurred, fact.fact.id));
    facts
}

/// Whether the story shows this photo.
pub(crate) fn shows_photo(trace: &Trace, photo: BlobHash) -> bool {
    let mut docs = trace.origins.iter().chain(std::iter::once(&trace.lot));
    docs.any(|doc| shown(doc).iter().any(|fact| fact.fact.photos.contains(&photo)))
}

fn title(trace: &Trace, doc: &TraceDoc, lang: Lang) -> String {
    let name = doc.head_text("name").map(|name| redact(&name));
    let own_lot = doc.doc.id == trace.lot.doc.id;
    match (doc.doc.kind, name) {
        (DocKind::Season, Some(name)) => say(lang, "story.season_named", &[("name", &name)]),
        (DocKind::Season, None) => say(lang, "story.season", &[]),
        (DocKind::Lot, _) if own_lot => say(lang, "story.this_lot", &[]),
        (DocKind::Lot, _) => {
            let code = doc.head_text("code").unwrap_or_else(|| lot_code(doc.doc.id));
            say(lang, "story.lot", &[("code", &code)])
        }
        (_, name) => name.unwrap_or_else(|| say(lang, "story.other", &[])),
    }
}
