use std::collections::BTreeSet;

use fieldbook_core::catalog::Lang;
use fieldbook_core::export::show_date;
use fieldbook_core::model::{Moment, Trace, TraceFact};
use fieldbook_core::rules::check_writers;
use maud::{Markup, html};

use super::texts::say;
use super::{StampView, story};

/// What the page can prove, and what it cannot.
pub(super) fn proof(view: &StampView, trace: &Trace, lang: Lang) -> Markup {
    let docs = std::iter::once(&trace.lot).chain(&trace.origins);
    let facts: Vec<&TraceFact> = docs.flat_map(story::shown).collect();
    // Keys are proven; a device's name in an entry is only typed.
    let signers = facts.iter().filter_map(|fact| fact.signer.as_ref());
    let keys: BTreeSet<_> = signers.map(|signer| signer.key).collect();
    let foreign = facts
        .iter()
        .filter(|fact| !check_writers(fact).is_empty())
        .count();
    let amended = facts.iter().filter(|fact| !fact.amended.is_empty()).count();
    let conflicts: usize = facts.iter().map(|fact| fact.conflicts.len()).sum();
    let signed = [
        ("count", facts.len().to_string()),
        ("devices", keys.len().to_string()),
    ];
    let signed = signed.each_ref().map(|(name, value)| (*name, value.as_str()));
    html! {
        section class="proof" {
            h2 { (say(lang, "proof.title", &[])) }
            ul {
                li class="yes" { (say(lang, "proof.signed", &signed)) }
                @if let Some(received) = view.received {
                    li class="yes" { (say(lang, "proof.received", &[("when", &when(received, lang))])) }
                }
                li class="yes" { (say(lang, "proof.kept", &[])) }
                @if amended > 0 {
                    li class="yes" { (say(lang, "proof.amended", &[("count", &amended.to_string())])) }
                }
                @if foreign > 0 {
                    li class="open" { (say(lang, "proof.foreign", &[("count", &foreign.to_string())])) }
                }
                @if conflicts > 0 {
                    li class="open" { (say(lang, "proof.conflicts", &[("count", &conflicts.to_string())])) }
                }
                li class="no" { (say(lang, "proof.limit", &[])) }
            }
            p {
                a class="file" href={ "/epcis/" (trace.lot.doc.id) ".jsonld" } {
                    (say(lang, "proof.epcis", &[]))
                }
            }
        }
    }
}

fn when(moment: Moment, lang: Lang) -> String {
    format!(
        "{} {}",
        moment.local().format("%H:%M"),
        show_date(moment.local_date(), lang)
    )
}
