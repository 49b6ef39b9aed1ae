use fieldbook_core::catalog::Lang;
use fieldbook_core::export::{redact, show_date};
use fieldbook_core::model::{FactKind, FieldValue, Trace, TraceFact};
use maud::{Markup, html};

use super::StampView;
use super::texts::say;

/// What Circular 02/2024/TT-BKHCN art. 6(5) asks to show: product, picture, producer and address, times of
/// production, lot, serial, expiry.
pub(super) fn product(view: &StampView, trace: Option<&Trace>, lang: Lang) -> Markup {
    let rows = rows(view, trace, lang);
    html! {
        section class="product" {
            @if let Some(image) = view.image {
                img src={ "/p/" (image) } alt=(say(lang, "product.image", &[])) width="328" height="246";
            }
            @if let Some(trace) = trace {
                h1 { (name(trace, lang)) }
                p class="producer" {
                    b { (redact(&trace.org.name)) }
                    @if let Some(address) = &trace.org.address { br; (redact(address)) }
                }
            }
            @if !rows.is_empty() {
                dl class="pairs" {
                    @for (key, value) in rows {
                        dt { (say(lang, key, &[])) }
                        dd { (value) }
                    }
                }
            }
        }
    }
}

fn name(trace: &Trace, lang: Lang) -> String {
    let known = trace.product.as_ref().map(|product| product.name.clone());
    let known = known.or_else(|| trace.lot.head_text("name"));
    known.map_or_else(|| say(lang, "product.unnamed", &[]), |name| redact(&name))
}

fn rows(view: &StampView, trace: Option<&Trace>, lang: Lang) -> Vec<(&'static str, String)> {
    let when = |kind| trace.and_then(|trace| days(trace, kind, lang));
    let rows = [
        ("product.serial", view.serial.clone()),
        ("product.lot", view.lot_code.clone()),
        ("product.gtin", view.gtin.clone()),
        ("product.harvested", when(FactKind::Harvest)),
        ("product.processed", when(FactKind::Process)),
        ("product.packed", when(FactKind::Pack)),
        ("product.expires", trace.and_then(|trace| expiry(trace, lang))),
    ];
    rows.into_iter()
        .filter_map(|(key, value)| Some((key, value?)))
        .collect()
}

/// The day, or first and last day, of a kind of work.
fn days(trace: &Trace, kind: FactKind, lang: Lang) -> Option<String> {
    let facts = trace.standing_facts().into_iter();
    let days: Vec<_> = facts
        .filter(|fact| fact.fact.kind == kind)
        .map(|fact| fact.fact.occurred.local_date())
        .collect();
    let (first, last) = (days.iter().min()?, days.iter().max()?);
    let said = show_date(*first, lang);
    Some(if first == last {
        said
    } else {
        format!("{said} – {}", show_date(*last, lang))
    })
}

/// The earliest expiry date of the packings: a lot packed over several days has several.
fn expiry(trace: &Trace, lang: Lang) -> Option<String> {
    let expires = |fact: &TraceFact| match fact.fact.fields.get("expires_on") {
        Some(FieldValue::Date(day)) => Some(*day),
        _ => None,
    };
    let packings = trace.lot.facts.iter().filter(|fact| !fact.voided);
    let packings = packings.filter(|fact| fact.fact.kind == FactKind::Pack);
    packings.filter_map(expires).min().map(|day| show_date(day, lang))
}
