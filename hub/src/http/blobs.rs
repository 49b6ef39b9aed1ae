use axum::body::{Body, Bytes};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use fieldbook_core::model::BlobHash;
use http_body::Body as _;
use sha2::{Digest, Sha256};

use super::devices::{let_in, let_in_digest};
use super::file_body::FileBody;
use super::problem::Failure;
use super::routes::work;
use crate::blobs::{BLOB_BYTES_MAX, Draft};
use crate::{Hub, HubError};

pub(super) fn hash_of(path: Result<Path<String>, PathRejection>) -> Result<BlobHash, Failure> {
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

/// `GET /v1/blobs/{hash}`, with `Range: bytes=N-` from any byte on.
pub(super) async fn get(
    State(hub): State<Hub>,
    path: Result<Path<String>, PathRejection>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let hash = hash_of(path)?;
    let from = range_from(&headers);
    let found = work(hub, move |hub| match let_in(hub, &headers, &uri, &[])? {
        Ok(_) => Ok(Ok(hub.open_blob(hash)?)),
        Err(failure) => Ok(Err(failure)),
    });
    let missing = || {
        Failure::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "The hub does not have this file",
        )
    };
    let (file, length) = found.await??.ok_or_else(missing)?;
    if from.is_some_and(|from| from >= length) {
        let title = "The file ends before this range";
        return Err(Failure::new(StatusCode::RANGE_NOT_SATISFIABLE, "range", title).detail(&length));
    }
    let body = FileBody::from(file, from.unwrap_or(0), length).map_err(|_| cut_short())?;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::ACCEPT_RANGES, "bytes"),
    ];
    Ok(match from {
        None => (headers, Body::new(body)).into_response(),
        Some(from) => {
            let range = format!("bytes {from}-{}/{length}", length.saturating_sub(1));
            let range = [(header::CONTENT_RANGE, range)];
            (StatusCode::PARTIAL_CONTENT, headers, range, Body::new(body)).into_response()
        }
    })
}

/// `bytes=N-`. Other forms are answered with the whole file, as RFC 9110 allows.
fn range_from(headers: &HeaderMap) -> Option<u64> {
    let range = headers.get(header::RANGE)?.to_str().ok()?;
    range.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok()
}

/// `PUT /v1/blobs/{hash}`, as phones of version 0.1 send a file: 201 for a new one, 204 for one that was
/// there. The name is the hash of the bytes, so the signature is checked before the first of them is read.
pub(super) async fn put(
    State(hub): State<Hub>,
    path: Result<Path<String>, PathRejection>,
    uri: Uri,
    headers: HeaderMap,
    mut body: Body,
) -> Result<StatusCode, Failure> {
    let hash = hash_of(path)?;
    let asked = (headers, uri);
    let (begun, asked) = work(hub.clone(), move |hub| {
        let begun = match let_in_digest(hub, &asked.0, &asked.1, &hash.0)? {
            Ok(caller) => Ok(hub.begin_draft(caller.device, hash)?),
            Err(failure) => Err(failure),
        };
        Ok((begun, asked))
    })
    .await?;
    let mut draft = match begun {
        Ok(draft) => draft,
        Err(denied) => return Err(why_denied(&hub, asked, body, denied).await?),
    };
    while let Some(piece) = next_piece(&mut body).await? {
        if let Some(writing) = draft.take() {
            draft = Some(written(&hub, writing, piece).await?);
        }
    }
    let Some(mut draft) = draft else {
        return Ok(StatusCode::NO_CONTENT);
    };
    work(hub, move |hub| hub.finish_draft(&mut draft)).await?;
    Ok(StatusCode::CREATED)
}

/// A signature that does not fit the name may fit the bytes: then they are another file. They are hashed to
/// find out, and never written down.
async fn why_denied(
    hub: &Hub,
    (headers, uri): (HeaderMap, Uri),
    mut body: Body,
    denied: Failure,
) -> Result<Failure, Failure> {
    if !denied.is("bad_signature") {
        return Ok(denied);
    }
    let (mut digest, mut length) = (Sha256::new(), 0);
    while let Some(piece) = next_piece(&mut body).await? {
        length += piece.len();
        if length > BLOB_BYTES_MAX {
            return Ok(HubError::refused("blob_too_large", format!("{BLOB_BYTES_MAX} bytes at most")).into());
        }
        digest.update(&piece);
    }
    let known = work(hub.clone(), move |hub| {
        let_in_digest(hub, &headers, &uri, &digest.finalize().into())
    });
    Ok(match known.await? {
        Ok(_) => HubError::refused("hash_mismatch", "the bytes have another SHA-256").into(),
        Err(_) => denied,
    })
}

async fn written(hub: &Hub, mut draft: Draft, piece: Bytes) -> Result<Draft, Failure> {
    work(hub.clone(), move |_| draft.write(&piece).map(|()| draft)).await
}

async fn next_piece(body: &mut Body) -> Result<Option<Bytes>, Failure> {
    loop {
        let frame = std::future::poll_fn(|context| std::pin::Pin::new(&mut *body).poll_frame(context)).await;
        match frame {
            None => return Ok(None),
            Some(Err(_)) => return Err(cut_short()),
            Some(Ok(frame)) => {
                if let Ok(piece) = frame.into_data() {
                    return Ok(Some(piece));
                }
            }
        }
    }
}

fn cut_short() -> Failure {
    Failure::new(
        StatusCode::BAD_REQUEST,
        "unreadable",
        "The message did not arrive whole",
    )
}
