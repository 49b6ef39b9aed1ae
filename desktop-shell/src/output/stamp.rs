use fieldbook_core::model::Stamp;
use serde::Serialize;

use super::Details;
use crate::session::Session;

/// What a scanned text means.
#[derive(Debug, Serialize)]
pub struct StampOut {
    raw: String,
    scheme: String,
    issuer: Option<String>,
    class: &'static str,
    gtin: Option<String>,
    lot: Option<String>,
    serial: Option<String>,
    code: Option<String>,
    key: String,
    digital_link: Option<String>,
}

impl From<&Stamp> for StampOut {
    fn from(stamp: &Stamp) -> Self {
        let stamp = stamp.clone();
        Self {
            class: stamp.class.name(),
            raw: stamp.raw,
            scheme: stamp.scheme,
            issuer: stamp.issuer,
            gtin: stamp.gtin,
            lot: stamp.lot,
            serial: stamp.serial,
            code: stamp.code,
            key: stamp.key,
            digital_link: stamp.digital_link,
        }
    }
}

/// The same for a person.
pub fn stamp_details(stamp: &Stamp, session: &Session) -> String {
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    let other_key = (stamp.digital_link.as_ref() != Some(&stamp.key)).then(|| stamp.key.clone());
    Details::new()
        .line(
            &session.word("stamp.class"),
            session.word(&format!("stamp_class.{}", stamp.class.name())),
        )
        .line(&session.word("stamp.scheme"), stamp.scheme.clone())
        .line(&session.word("stamp.issuer"), optional(&stamp.issuer))
        .line("GTIN", optional(&stamp.gtin))
        .line(&session.word("stamp.lot"), optional(&stamp.lot))
        .line(&session.word("stamp.serial"), optional(&stamp.serial))
        .line(&session.word("stamp.code"), optional(&stamp.code))
        .line(&session.word("stamp.key"), other_key.unwrap_or_default())
        .line("Digital Link", optional(&stamp.digital_link))
        .line(&session.word("stamp.raw"), stamp.raw.clone())
        .text()
}
