//! The public pages. Each handler finds what is asked for and hands it to one `render_*` function below;
//! a richer page is put in there.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use fieldbook_core::model::{DocId, Org, Product, Trace};
use maud::{DOCTYPE, Markup, html};

use super::problem::Failure;
use super::routes::work;
use crate::{Hub, StampStanding, StampTrace};

type Page = Result<Response, Failure>;
type Asked<T> = Result<Path<T>, PathRejection>;

fn missing() -> Failure {
    Failure::new(StatusCode::NOT_FOUND, "not_found", "Không tìm thấy · Not found")
}

/// `/01/{gtin}/21/{serial}`: one stamp (GS1 Digital Link).
pub(super) async fn stamp(State(hub): State<Hub>, path: Asked<(String, String)>) -> Page {
    let Path((gtin, serial)) = path.map_err(|_| missing())?;
    let stamp = work(hub, move |hub| hub.trace_of_stamp(&gtin, &serial)).await?;
    let status = match stamp.standing {
        StampStanding::Unknown => StatusCode::NOT_FOUND,
        _ => StatusCode::OK,
    };
    Ok(shown(status, &render_stamp(&stamp)))
}

/// `/01/{gtin}/10/{lot}/21/{serial}`: one stamp that also names its lot.
pub(super) async fn stamp_of_lot(state: State<Hub>, path: Asked<(String, String, String)>) -> Page {
    let Path((gtin, _, serial)) = path.map_err(|_| missing())?;
    stamp(state, Ok(Path((gtin, serial)))).await
}

/// `/01/{gtin}/10/{lot}`: a lot by its code.
pub(super) async fn lot(State(hub): State<Hub>, path: Asked<(String, String)>) -> Page {
    let Path((gtin, code)) = path.map_err(|_| missing())?;
    let traces = work(hub, move |hub| hub.traces_of_lot_code(&gtin, &code)).await?;
    let trace = traces.first().ok_or_else(missing)?;
    Ok(shown(StatusCode::OK, &render_lot(trace)))
}

/// `/01/{gtin}`: a product.
pub(super) async fn product(State(hub): State<Hub>, path: Asked<String>) -> Page {
    let Path(gtin) = path.map_err(|_| missing())?;
    let found = work(hub, move |hub| hub.product_of_gtin(&gtin)).await?;
    let (org, product) = found.ok_or_else(missing)?;
    Ok(shown(StatusCode::OK, &render_product(&org, &product)))
}

/// `/t/{doc}`: a lot by its id.
pub(super) async fn document(State(hub): State<Hub>, path: Asked<String>) -> Page {
    let Path(id) = path.map_err(|_| missing())?;
    let id: DocId = id.parse().map_err(|_| missing())?;
    let trace = work(hub, move |hub| hub.trace_of_lot(id)).await?;
    Ok(shown(StatusCode::OK, &render_lot(&trace.ok_or_else(missing)?)))
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

fn frame(title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="vi" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
            }
            body { h1 { (title) } (body) }
        }
    }
}

fn render_stamp(stamp: &StampTrace) -> Markup {
    let said = match stamp.standing {
        StampStanding::Active => "Tem đã kích hoạt · Activated",
        StampStanding::Voided => "Tem đã huỷ · Voided",
        StampStanding::Disputed => "Tem đang tranh chấp · Disputed",
        StampStanding::NotActivated => "Tem chưa kích hoạt · Not activated",
        StampStanding::Unknown => "Không có tem này · No such stamp",
    };
    let body = html! {
        p { (said) }
        p { "GTIN " (stamp.gtin) " · " (stamp.serial) }
        @if let Some(trace) = &stamp.trace { (story(trace)) }
    };
    let name = stamp.product.as_ref().map(|product| product.name.as_str());
    frame(name.unwrap_or("Truy xuất nguồn gốc"), &body)
}

fn render_lot(trace: &Trace) -> Markup {
    let name = trace.product.as_ref().map(|product| product.name.as_str());
    frame(name.unwrap_or("Truy xuất nguồn gốc"), &story(trace))
}

fn render_product(org: &Org, product: &Product) -> Markup {
    frame(&product.name, &html! { p { (org.name) } })
}

/// The steps that stand, oldest first. Places and people stay off the page.
fn story(trace: &Trace) -> Markup {
    html! {
        p { (trace.org.name) }
        ol {
            @for fact in trace.standing_facts() {
                li { (fact.fact.occurred.local_date()) " · " (fact.fact.step) }
            }
        }
    }
}
