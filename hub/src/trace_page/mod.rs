//! The public trace page: what anyone sees who scans a stamp. Server-rendered, no script, one inline
//! stylesheet, readable on a 360 px phone in the sun, Vietnamese first. It shows no telephone numbers, no
//! positions and no people beyond the names the organisation gave for showing.

mod banner;
mod conflict;
mod entry;
mod page;
mod product;
mod proof;
mod story;
#[cfg(test)]
mod tests;
mod texts;
mod view;

use fieldbook_core::catalog::{Catalog, Lang};
use fieldbook_core::model::Trace;
use maud::{Markup, html};

pub use page::{Trouble, render_trouble};
pub(crate) use story::shows_photo;
pub use view::{StampState, StampView};

/// The page of a stamp, or of a whole lot. Without a trace (the stamp belongs to no lot yet) it says what
/// is known of the stamp. The language switch is the link `?lang=en`; photos are at `/p/<hash>` and the
/// EPCIS file at `/epcis/<lot's document id>.jsonld`.
pub fn render(view: &StampView, trace: Option<&Trace>, catalog: &Catalog, lang: Lang) -> Markup {
    let recall = trace.and_then(|trace| banner::recall_of(trace));
    let state = if recall.is_some() {
        // A recall in the story is shown even when the caller's state is older than it.
        StampState::Recalled
    } else {
        view.state
    };
    let body = html! {
        (banner::banner(state, recall, catalog, lang))
        (product::product(view, trace, lang))
        @if let Some(trace) = trace {
            (story::story(trace, catalog, lang))
            (proof::proof(view, trace, lang))
        }
    };
    let name = trace.and_then(|trace| trace.product.as_ref());
    let title = name.map_or_else(
        || texts::say(lang, "page.title", &[]),
        |product| fieldbook_core::export::redact(&product.name),
    );
    page::page(&title, state.tone(), &body, lang)
}
