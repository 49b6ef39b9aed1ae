use fieldbook_core::catalog::{Catalog, Lang};
use fieldbook_core::export::{public_fields, show_date, show_value};
use fieldbook_core::model::{FactKind, Trace, TraceFact};
use maud::{Markup, html};

use super::StampState;
use super::texts::say;

/// The newest standing recall of the lot itself.
pub(super) fn recall_of(trace: &Trace) -> Option<&TraceFact> {
    let standing = trace.lot.facts.iter().filter(|fact| !fact.voided);
    standing
        .filter(|fact| fact.fact.kind == FactKind::Recall)
        .max_by_key(|fact| (fact.fact.occurred, fact.fact.id))
}

/// The first thing seen: may this be trusted?
pub(super) fn banner(state: StampState, recall: Option<&TraceFact>, catalog: &Catalog, lang: Lang) -> Markup {
    let key = format!("state.{}", state.name());
    let role = (state == StampState::Recalled).then_some("alert");
    html! {
        section class={ "banner " (state.tone()) } role=[role] {
            span class="sign" aria-hidden="true" { (state.sign()) }
            div {
                h2 { (say(lang, &key, &[])) }
                p { (say(lang, &format!("{key}.help"), &[])) }
                @if let Some(recall) = recall { (recall_details(recall, catalog, lang)) }
            }
        }
    }
}

fn recall_details(recall: &TraceFact, catalog: &Catalog, lang: Lang) -> Markup {
    let step = catalog.step(&recall.fact.group, &recall.fact.step);
    let since = show_date(recall.fact.occurred.local_date(), lang);
    html! {
        dl class="pairs" {
            dt { (say(lang, "recall.since", &[])) }
            dd { (since) }
            @for said in public_fields(&recall.fact, catalog) {
                @let field = step.and_then(|step| step.field(&said.code));
                dt { (field.map_or(said.code.as_str(), |field| field.label.get(lang))) }
                dd { (show_value(&said.value, field, lang)) }
            }
        }
    }
}
