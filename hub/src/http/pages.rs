//! The public pages: the trace of a stamp, a lot or a product, its photos and its EPCIS file.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use fieldbook_core::catalog::{Catalog, Lang};
use fieldbook_core::export::{EpcisOptions, epcis};
use fieldbook_core::model::{BlobHash, DocId, Moment, Rescan, Trace};
use maud::Markup;

use super::problem::Failure;
use super::routes::work;
use crate::trace_page::{StampState, StampView, Trouble, render, render_trouble};
use crate::{Hub, StampStanding, StampTrace};

type Asked<T> = Result<Path<T>, PathRejection>;

/// `?lang=en`.
#[derive(serde::Deserialize)]
pub(super) struct Wish {
    lang: Option<String>,
}

impl Wish {
    /// Vietnamese unless another language is asked for.
    fn lang(&self) -> Lang {
        self.lang.as_deref().and_then(Lang::parse).unwrap_or_default()
    }
}

/// `/01/{gtin}/21/{serial}`: one stamp (GS1 Digital Link).
pub(super) async fn stamp(
    State(hub): State<Hub>,
    wish: Query<Wish>,
    path: Asked<(String, String)>,
) -> Response {
    let lang = wish.lang();
    let Ok(Path((gtin, serial))) = path else {
        return trouble(Trouble::NotAStamp, lang);
    };
    stamp_page(hub, lang, move |hub| hub.trace_of_stamp(&gtin, &serial)).await
}

/// `/c/{text}`: one stamp of an issuer's list, by its address without `https://`, such as `/c/tem.example.vn/x/aZ8kQx3P`.
pub(super) async fn code(State(hub): State<Hub>, wish: Query<Wish>, path: Asked<String>) -> Response {
    let lang = wish.lang();
    let Ok(Path(text)) = path else {
        return trouble(Trouble::NotAStamp, lang);
    };
    stamp_page(hub, lang, move |hub| {
        hub.trace_of_code(&format!("https://{text}"))
    })
    .await
}

async fn stamp_page(
    hub: Hub,
    lang: Lang,
    find: impl FnOnce(&Hub) -> crate::Result<StampTrace> + Send + 'static,
) -> Response {
    let found = work(hub, move |hub| {
        let (stamp, received) = with_received(hub, find(hub)?)?;
        Ok((stamp, received, hub.catalog()?))
    });
    match found.await {
        Ok((stamp, received, catalog)) => {
            let known = stamp.standing != StampStanding::Unknown;
            let status = if known {
                StatusCode::OK
            } else {
                StatusCode::NOT_FOUND
            };
            let view = StampView {
                received,
                ..view_of(&stamp)
            };
            shown(status, &render(&view, stamp.trace.as_ref(), &catalog, lang))
        }
        Err(failure) => in_trouble(&failure, lang),
    }
}

fn with_received(hub: &Hub, stamp: StampTrace) -> crate::Result<(StampTrace, Option<Moment>)> {
    let lot = stamp.trace.as_ref().map(|trace| trace.lot.doc.id);
    let received = lot.map(|lot| hub.received_at(lot)).transpose()?.flatten();
    Ok((stamp, received))
}

/// `/01/{gtin}/10/{lot}/21/{serial}`: one stamp that also names its lot.
pub(super) async fn stamp_of_lot(
    hub: State<Hub>,
    wish: Query<Wish>,
    path: Asked<(String, String, String)>,
) -> Response {
    let Ok(Path((gtin, _, serial))) = path else {
        return trouble(Trouble::NotAStamp, wish.lang());
    };
    stamp(hub, wish, Ok(Path((gtin, serial)))).await
}

/// `/01/{gtin}/10/{lot}`: a lot by its code.
pub(super) async fn lot(
    State(hub): State<Hub>,
    wish: Query<Wish>,
    path: Asked<(String, String)>,
) -> Response {
    let lang = wish.lang();
    let Ok(Path((gtin, code))) = path else {
        return trouble(Trouble::NotAStamp, lang);
    };
    let found = work(hub, move |hub| {
        with_catalog(hub, hub.traces_of_lot_code(&gtin, &code)?.into_iter().next())
    });
    lot_page(found.await, lang)
}

/// `/t/{doc}`: a lot by its id.
pub(super) async fn document(State(hub): State<Hub>, wish: Query<Wish>, path: Asked<String>) -> Response {
    let lang = wish.lang();
    let Some(id) = lot_id(path) else {
        return trouble(Trouble::NotFound, lang);
    };
    let found = work(hub, move |hub| with_catalog(hub, hub.trace_of_lot(id)?));
    lot_page(found.await, lang)
}

type Told = (Trace, Arc<Catalog>);

/// A story and what names its steps.
fn with_catalog(hub: &Hub, trace: Option<Trace>) -> crate::Result<Option<Told>> {
    trace.map(|trace| Ok((trace, hub.catalog()?))).transpose()
}

fn lot_page(found: Result<Option<Told>, Failure>, lang: Lang) -> Response {
    match found {
        Ok(Some((trace, catalog))) => {
            let gtin = trace.product.as_ref().and_then(|product| product.gtin.clone());
            let view = StampView {
                gtin,
                ..blank(trace.lot.head_text("code"), StampState::WholeLot)
            };
            shown(StatusCode::OK, &render(&view, Some(&trace), &catalog, lang))
        }
        Ok(None) => trouble(Trouble::NotFound, lang),
        Err(failure) => in_trouble(&failure, lang),
    }
}

/// `/01/{gtin}`: a product. A stamp without a serial names no item, and the page says so.
pub(super) async fn product(State(hub): State<Hub>, wish: Query<Wish>, path: Asked<String>) -> Response {
    let lang = wish.lang();
    let Ok(Path(gtin)) = path else {
        return trouble(Trouble::NotAStamp, lang);
    };
    match work(hub, move |hub| hub.product_of_gtin(&gtin)).await {
        Ok(Some(_)) => shown(StatusCode::OK, &render_trouble(Trouble::NotAStamp, lang)),
        Ok(None) => trouble(Trouble::NotFound, lang),
        Err(failure) => in_trouble(&failure, lang),
    }
}

/// `/epcis/{doc}.jsonld`: a lot's story for systems.
pub(super) async fn epcis_file(State(hub): State<Hub>, path: Asked<String>) -> Result<Response, Failure> {
    let missing = || Failure::new(StatusCode::NOT_FOUND, "not_found", "Không tìm thấy · Not found");
    let Path(name) = path.map_err(|_| missing())?;
    let id: DocId = name
        .strip_suffix(".jsonld")
        .and_then(|id| id.parse().ok())
        .ok_or_else(missing)?;
    let now = hub.now();
    let found = work(hub, move |hub| with_catalog(hub, hub.trace_of_lot(id)?));
    let (mut trace, catalog) = found.await?.ok_or_else(missing)?;
    // What somebody has in hand is for whoever settles a dispute, as on the page.
    for doc in std::iter::once(&mut trace.lot).chain(&mut trace.origins) {
        doc.facts.retain(|fact| !Rescan::is(&fact.fact));
    }
    let document = epcis(&trace, &catalog, &EpcisOptions::new(now)).map_err(|_| missing())?;
    Ok((
        [(header::CONTENT_TYPE, "application/ld+json")],
        document.to_string(),
    )
        .into_response())
}

/// `/p/{hash}`: a photo a lot's story shows, small and drawn anew: a phone writes where it was taken into the
/// file, and nobody's yard is the public's business.
pub(super) async fn photo(State(hub): State<Hub>, path: Asked<String>) -> Result<Response, Failure> {
    let missing = || Failure::new(StatusCode::NOT_FOUND, "not_found", "Không tìm thấy · Not found");
    let Path(name) = path.map_err(|_| missing())?;
    let hash: BlobHash = name.parse().map_err(|_| missing())?;
    let photo = work(hub, move |hub| hub.public_photo(hash)).await?;
    let photo = photo.ok_or_else(missing)?;
    // Not for ever: an entry may be voided, and its photo is then shown no longer.
    let headers = [
        (header::CONTENT_TYPE, "image/jpeg"),
        (header::CACHE_CONTROL, "public, max-age=3600"),
    ];
    Ok((headers, photo).into_response())
}

fn lot_id(path: Asked<String>) -> Option<DocId> {
    let Path(id) = path.ok()?;
    id.parse().ok()
}

fn blank(lot_code: Option<String>, state: StampState) -> StampView {
    StampView {
        gtin: None,
        serial: None,
        lot_code,
        state,
        image: None,
        received: None,
    }
}

fn view_of(stamp: &StampTrace) -> StampView {
    let state = match stamp.standing {
        StampStanding::Active => StampState::Active,
        StampStanding::Voided(kind) => StampState::Void(kind),
        StampStanding::Pending => StampState::Pending,
        StampStanding::Disputed => StampState::Disputed,
        StampStanding::NotActivated => StampState::Issued,
        StampStanding::Unknown => StampState::NeverIssued,
    };
    let lot_code = stamp.trace.as_ref().and_then(|trace| trace.lot.head_text("code"));
    StampView {
        gtin: stamp.gtin.clone(),
        serial: Some(stamp.serial.clone()),
        ..blank(lot_code, state)
    }
}

fn in_trouble(failure: &Failure, lang: Lang) -> Response {
    match failure.status() {
        status if status.is_server_error() => shown(status, &render_trouble(Trouble::Unavailable, lang)),
        StatusCode::NOT_FOUND => trouble(Trouble::NotFound, lang),
        _ => trouble(Trouble::NotAStamp, lang),
    }
}

fn trouble(trouble: Trouble, lang: Lang) -> Response {
    shown(StatusCode::NOT_FOUND, &render_trouble(trouble, lang))
}

fn shown(status: StatusCode, page: &Markup) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (status, headers, page.0.clone()).into_response()
}
