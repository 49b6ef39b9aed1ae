//! `GET /v1/lists/{hash}`: which codes a lease holds, for whoever knows the hash: the lease says it to who has it, and the
//! codes themselves are not in it.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use fieldbook_core::sync::deflate;

use super::blobs::hash_of;
use super::problem::Failure;
use super::routes::work;
use crate::Hub;

/// The file; under its hash it never changes.
pub(super) async fn get(
    State(hub): State<Hub>,
    path: Result<Path<String>, PathRejection>,
) -> Result<Response, Failure> {
    let hash = hash_of(path)?;
    let found = work(hub, move |hub| match hub.code_filter(hash)? {
        Some(content) => Ok(Some(deflate(&content)?)),
        None => Ok(None),
    });
    let missing = || {
        Failure::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "The hub does not have this list",
        )
    };
    let body = found.await?.ok_or_else(missing)?;
    let headers = [
        (header::CONTENT_TYPE, "application/cbor"),
        (header::CONTENT_ENCODING, "deflate"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, body).into_response())
}
