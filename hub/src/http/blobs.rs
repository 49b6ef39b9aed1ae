use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use fieldbook_core::model::BlobHash;

use super::devices::let_in;
use super::problem::Failure;
use super::routes::{body, work};
use crate::Hub;

fn hash_of(path: Result<Path<String>, PathRejection>) -> Result<BlobHash, Failure> {
    let not_a_hash = || {
        Failure::new(
            StatusCode::BAD_REQUEST,
            "not_a_hash",
            "A file is named by its SHA-256 in hex",
        )
    };
    let Path(name) = path.map_err(|_| not_a_hash())?;
    name.parse().map_err(|_| not_a_hash())
}

/// `GET /v1/blobs/{hash}`.
pub(super) async fn get(
    State(hub): State<Hub>,
    path: Result<Path<String>, PathRejection>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let hash = hash_of(path)?;
    let found = work(hub, move |hub| match let_in(hub, &headers, &uri, &[])? {
        Ok(_) => Ok(Ok(hub.blob(hash)?)),
        Err(failure) => Ok(Err(failure)),
    });
    let missing = || {
        Failure::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "The hub does not have this file",
        )
    };
    let bytes = found.await??.ok_or_else(missing)?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response())
}

/// `PUT /v1/blobs/{hash}`: 201 for a new file, 204 for one that was there.
pub(super) async fn put(
    State(hub): State<Hub>,
    path: Result<Path<String>, PathRejection>,
    uri: Uri,
    headers: HeaderMap,
    read: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Failure> {
    let hash = hash_of(path)?;
    let bytes = body(read)?;
    let stored = work(hub, move |hub| match let_in(hub, &headers, &uri, &bytes)? {
        Ok(_) => Ok(Ok(hub.put_blob(hash, &bytes)?)),
        Err(failure) => Ok(Err(failure)),
    });
    Ok(if stored.await?? {
        StatusCode::CREATED
    } else {
        StatusCode::NO_CONTENT
    })
}
