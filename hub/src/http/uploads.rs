//! Files in parts: tus 1.0.0 (<https://tus.io/protocols/resumable-upload>), its core with the extensions
//! creation, creation-with-upload, expiration and termination. An upload is named by the file's SHA-256.

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::DateTime;
use fieldbook_core::model::BlobHash;

use super::blobs::hash_of;
use super::devices::let_in;
use super::problem::Failure;
use super::routes::{body, work};
use crate::Hub;
use crate::blobs::{BLOB_BYTES_MAX, Progress};

const TUS: &str = "1.0.0";
const EXTENSIONS: &str = "creation,creation-with-upload,expiration,termination";

/// Every answer names the version.
pub(super) async fn with_version(mut response: Response) -> Response {
    let name = HeaderName::from_static("tus-resumable");
    response.headers_mut().insert(name, HeaderValue::from_static(TUS));
    response
}

/// `OPTIONS`: what is spoken here.
pub(super) async fn options() -> Response {
    let headers = [
        ("tus-version", TUS.to_owned()),
        ("tus-extension", EXTENSIONS.to_owned()),
        ("tus-max-size", BLOB_BYTES_MAX.to_string()),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

/// `POST /v1/uploads`: begins an upload, with its first bytes or without, or says how far it is.
pub(super) async fn begin(
    State(hub): State<Hub>,
    uri: Uri,
    headers: HeaderMap,
    read: Result<Bytes, BytesRejection>,
) -> Result<Response, Failure> {
    check_version(&headers)?;
    let length = number(&headers, "upload-length")?;
    let hash = named_hash(&headers)?;
    let first = body(read)?;
    let begun = work(hub, move |hub| match let_in(hub, &headers, &uri, &first)? {
        Ok(caller) => Ok(Ok(hub.begin_upload(caller.device, hash, length, &first)?)),
        Err(failure) => Ok(Err(failure)),
    });
    let place = [(header::LOCATION, format!("/v1/uploads/{hash}"))];
    Ok((StatusCode::CREATED, place, shown(&begun.await??)?).into_response())
}

/// `PATCH /v1/uploads/{hash}`: the next bytes.
pub(super) async fn append(
    State(hub): State<Hub>,
    path: Result<Path<String>, PathRejection>,
    uri: Uri,
    headers: HeaderMap,
    read: Result<Bytes, BytesRejection>,
) -> Result<Response, Failure> {
    check_version(&headers)?;
    let hash = hash_of(path)?;
    let offset = number(&headers, "upload-offset")?;
    let is_part = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind == "application/offset+octet-stream");
    if !is_part {
        let title = "A part is application/offset+octet-stream";
        return Err(Failure::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "upload_type",
            title,
        ));
    }
    let part = body(read)?;
    let appended = work(hub, move |hub| match let_in(hub, &headers, &uri, &part)? {
        Ok(caller) => Ok(Ok(hub.append_upload(caller.device, hash, offset, &part)?)),
        Err(failure) => Ok(Err(failure)),
    });
    Ok((StatusCode::NO_CONTENT, shown(&appended.await??)?).into_response())
}

/// `HEAD /v1/uploads/{hash}`: how far it is.
pub(super) async fn head(
    State(hub): State<Hub>,
    path: Result<Path<String>, PathRejection>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    check_version(&headers)?;
    let hash = hash_of(path)?;
    let found = work(hub, move |hub| match let_in(hub, &headers, &uri, &[])? {
        Ok(caller) => Ok(Ok(hub.upload_progress(caller.device, hash)?)),
        Err(failure) => Ok(Err(failure)),
    });
    let missing = || Failure::new(StatusCode::NOT_FOUND, "upload_unknown", "No such upload");
    let progress = found.await??.ok_or_else(missing)?;
    let fresh = [(header::CACHE_CONTROL, "no-store")];
    Ok((StatusCode::OK, fresh, shown(&progress)?).into_response())
}

/// `DELETE /v1/uploads/{hash}`: thrown away.
pub(super) async fn delete(
    State(hub): State<Hub>,
    path: Result<Path<String>, PathRejection>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<StatusCode, Failure> {
    check_version(&headers)?;
    let hash = hash_of(path)?;
    let dropped = work(hub, move |hub| match let_in(hub, &headers, &uri, &[])? {
        Ok(caller) => Ok(Ok(hub.drop_upload(caller.device, hash)?)),
        Err(failure) => Ok(Err(failure)),
    });
    dropped.await??;
    Ok(StatusCode::NO_CONTENT)
}

fn check_version(headers: &HeaderMap) -> Result<(), Failure> {
    if headers.get("tus-resumable").is_some_and(|version| version == TUS) {
        Ok(())
    } else {
        let title = "This hub speaks tus 1.0.0";
        Err(Failure::new(
            StatusCode::PRECONDITION_FAILED,
            "tus_version",
            title,
        ))
    }
}

fn number(headers: &HeaderMap, name: &str) -> Result<u64, Failure> {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.and_then(|value| value.parse().ok()).ok_or_else(|| {
        Failure::new(
            StatusCode::BAD_REQUEST,
            "upload_header",
            "A header of the upload is missing",
        )
        .detail(name)
    })
}

/// `Upload-Metadata: sha256 <base64>`, among other pairs.
fn named_hash(headers: &HeaderMap) -> Result<BlobHash, Failure> {
    let pairs = headers
        .get("upload-metadata")
        .and_then(|value| value.to_str().ok());
    let named = pairs
        .into_iter()
        .flat_map(|pairs| pairs.split(','))
        .find_map(|pair| {
            let (key, value) = pair.trim().split_once(' ')?;
            (key == "sha256").then(|| STANDARD.decode(value.trim()).ok())?
        });
    let hash = named.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    hash.map(BlobHash).ok_or_else(|| {
        let title = "An upload is named by the SHA-256 of its file";
        Failure::new(StatusCode::BAD_REQUEST, "not_a_hash", title)
    })
}

fn shown(progress: &Progress) -> Result<HeaderMap, Failure> {
    let mut headers = HeaderMap::new();
    headers.insert("upload-offset", HeaderValue::from(progress.offset));
    headers.insert("upload-length", HeaderValue::from(progress.length));
    let (name, value) = if let Some(receipt) = &progress.receipt {
        ("fieldbook-receipt", URL_SAFE_NO_PAD.encode(receipt.to_bytes()))
    } else {
        let at = DateTime::from_timestamp_millis(progress.expires_ms).unwrap_or_default();
        (
            "upload-expires",
            at.format("%a, %d %b %Y %H:%M:%S GMT").to_string(),
        )
    };
    let no_header = |_| Failure::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "No header");
    headers.insert(name, HeaderValue::try_from(value).map_err(no_header)?);
    Ok(headers)
}
