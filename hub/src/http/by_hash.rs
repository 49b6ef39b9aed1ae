//! Files that are fetched by their hash: product groups, agreed with the authorities and naming nobody, and which codes a
//! lease holds, whose hash the lease says to who has it and in which the codes themselves are not.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use fieldbook_core::model::BlobHash;
use fieldbook_core::sync::deflate;

use super::blobs::hash_of;
use super::problem::Failure;
use super::routes::work;
use crate::Hub;
use crate::error::Result as HubResult;

type Asked = Result<Path<String>, PathRejection>;

/// `GET /v1/packs/{hash}`.
pub(super) async fn pack(State(hub): State<Hub>, path: Asked) -> Result<Response, Failure> {
    let missing = "The hub does not have this pack";
    file(hub, path, Hub::pack_content, "application/json", missing).await
}

/// `GET /v1/lists/{hash}`.
pub(super) async fn list(State(hub): State<Hub>, path: Asked) -> Result<Response, Failure> {
    let missing = "The hub does not have this list";
    file(hub, path, Hub::code_filter, "application/cbor", missing).await
}

/// A file, always deflated; under its hash it never changes.
async fn file(
    hub: Hub,
    path: Asked,
    find: fn(&Hub, BlobHash) -> HubResult<Option<Vec<u8>>>,
    content_type: &'static str,
    missing: &'static str,
) -> Result<Response, Failure> {
    let hash = hash_of(path)?;
    let found = work(hub, move |hub| match find(hub, hash)? {
        Some(content) => Ok(Some(deflate(&content)?)),
        None => Ok(None),
    });
    let not_found = || Failure::new(StatusCode::NOT_FOUND, "not_found", missing);
    let body = found.await?.ok_or_else(not_found)?;
    let headers = [
        (header::CONTENT_TYPE, content_type),
        (header::CONTENT_ENCODING, "deflate"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, body).into_response())
}
