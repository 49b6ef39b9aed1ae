use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, patch, post};

use super::problem::Failure;
use super::{blobs, by_hash, devices, pages, uploads};
use crate::blobs::UPLOAD_PART_MAX;
use crate::{Hub, HubError};

/// The largest packed message taken, bytes.
pub const BODY_BYTES_MAX: usize = 4 * 1024 * 1024;
/// The most a message may unpack to, bytes.
pub const UNPACKED_BYTES_MAX: usize = 8 * 1024 * 1024;

impl Hub {
    /// Every route of the hub.
    pub fn router(&self) -> Router {
        let messages = Router::new()
            .route("/v1/enrol", post(devices::enrol))
            .route("/v1/sync", post(devices::sync))
            .layer(DefaultBodyLimit::max(BODY_BYTES_MAX));
        let upload = patch(uploads::append).head(uploads::head).delete(uploads::delete);
        let parts = Router::new()
            .route("/v1/uploads", post(uploads::begin).options(uploads::options))
            .route("/v1/uploads/{hash}", upload.options(uploads::options))
            .layer(DefaultBodyLimit::max(UPLOAD_PART_MAX))
            .layer(map_response(uploads::with_version));
        let files = Router::new()
            .route("/v1/blobs/{hash}", get(blobs::get).put(blobs::put))
            .merge(parts);
        let public = Router::new()
            .route("/healthz", get(health))
            .route("/v1/packs/{hash}", get(by_hash::pack))
            .route("/v1/lists/{hash}", get(by_hash::list))
            .route("/c/{*text}", get(pages::code))
            .route("/01/{gtin}", get(pages::product))
            .route("/01/{gtin}/21/{serial}", get(pages::stamp))
            .route("/01/{gtin}/10/{lot}", get(pages::lot))
            .route("/01/{gtin}/10/{lot}/21/{serial}", get(pages::stamp_of_lot))
            .route("/t/{doc}", get(pages::document))
            .route("/epcis/{file}", get(pages::epcis_file))
            .route("/p/{hash}", get(pages::photo));
        messages
            .merge(files)
            .merge(public)
            .fallback(|| async { Failure::new(StatusCode::NOT_FOUND, "not_found", "No such page") })
            .method_not_allowed_fallback(|| async {
                Failure::new(
                    StatusCode::METHOD_NOT_ALLOWED,
                    "method_not_allowed",
                    "Not done with this method",
                )
            })
            .with_state(self.clone())
    }
}

async fn health(State(hub): State<Hub>) -> Result<Response, Failure> {
    work(hub, Hub::check_health).await?;
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], "ok\n").into_response())
}

/// Does work that waits for disk on a thread that may wait.
pub(super) async fn work<T: Send + 'static>(
    hub: Hub,
    job: impl FnOnce(&Hub) -> Result<T, HubError> + Send + 'static,
) -> Result<T, Failure> {
    let done = tokio::task::spawn_blocking(move || job(&hub)).await;
    done.map_err(|_| {
        Failure::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "The hub has a problem of its own",
        )
    })?
    .map_err(Failure::from)
}

/// The body, or why it did not arrive.
pub(super) fn body(read: Result<Bytes, BytesRejection>) -> Result<Bytes, Failure> {
    read.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Failure::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            "The message is too large",
        ),
        status => Failure::new(status, "unreadable", "The message did not arrive whole"),
    })
}
