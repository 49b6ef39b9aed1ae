use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, HeaderName, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fieldbook_core::identity::sign_answer;
use fieldbook_core::sync::{EnrolRequest, PROTOCOL, SIGNATURE_HEADER, SyncRequest, pack, unpack};
use sha2::{Digest, Sha256};

use super::problem::Failure;
use super::routes::{UNPACKED_BYTES_MAX, body, work};
use crate::enrol::{Caller, Credentials};
use crate::pull::{OLDEST_PROTOCOL, SyncRefused};
use crate::{Hub, HubError};

/// The media type of packed messages.
const CBOR: &str = "application/cbor";

/// A packed answer to the request with this nonce, path and SHA-256 of its body, signed as a whole.
fn answer(hub: &Hub, nonce: &[u8], path: &str, asked: &[u8; 32], message: Vec<u8>) -> Response {
    let signature = sign_answer(hub.key(), nonce, path, asked, &message);
    let headers = [
        (header::CONTENT_TYPE, CBOR.to_owned()),
        (
            HeaderName::from_static(SIGNATURE_HEADER),
            URL_SAFE_NO_PAD.encode(signature.0),
        ),
    ];
    (headers, message).into_response()
}

fn other_protocol(asked: u32) -> Failure {
    Failure::new(
        StatusCode::UPGRADE_REQUIRED,
        "protocol",
        "This app is too old or too new for the hub",
    )
    .detail(&format!(
        "protocol {asked}; the hub serves {OLDEST_PROTOCOL} to {PROTOCOL}"
    ))
}

/// `POST /v1/enrol`.
pub(super) async fn enrol(
    State(hub): State<Hub>,
    uri: Uri,
    read: Result<Bytes, BytesRejection>,
) -> Result<Response, Failure> {
    let bytes = body(read)?;
    let enrolled = work(hub, move |hub| {
        let request: EnrolRequest = unpack(&bytes, UNPACKED_BYTES_MAX)?;
        if !(OLDEST_PROTOCOL..=PROTOCOL).contains(&request.protocol) {
            return Ok(Err(other_protocol(request.protocol)));
        }
        let message = pack(&hub.enrol(&request)?)?;
        let asked = Sha256::digest(&bytes).into();
        Ok(Ok(answer(hub, &[], uri.path(), &asked, message)))
    });
    enrolled.await?
}

/// `POST /v1/sync`.
pub(super) async fn sync(
    State(hub): State<Hub>,
    uri: Uri,
    headers: HeaderMap,
    read: Result<Bytes, BytesRejection>,
) -> Result<Response, Failure> {
    let bytes = body(read)?;
    let synced = work(hub, move |hub| {
        let credentials = credentials(&headers);
        let digest = Sha256::digest(&bytes).into();
        let caller = match hub.authenticate_once(credentials.as_ref(), uri.path(), &digest)? {
            Ok(caller) => caller,
            Err(denied) => return Ok(Err(Failure::denied(denied, hub))),
        };
        let request: SyncRequest = unpack(&bytes, UNPACKED_BYTES_MAX)?;
        let asked = request.protocol;
        match hub.sync(caller, request)? {
            Ok(response) => {
                let nonce = credentials.as_ref().map_or(&[][..], Credentials::nonce);
                Ok(Ok(answer(hub, nonce, uri.path(), &digest, pack(&response)?)))
            }
            Err(SyncRefused::Protocol) => Ok(Err(other_protocol(asked))),
            Err(SyncRefused::TooMany) => Ok(Err(Failure::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too_large",
                "Too many changes in one request",
            ))),
        }
    });
    synced.await?
}

/// Checks who asks.
pub(super) fn let_in(
    hub: &Hub,
    headers: &HeaderMap,
    uri: &Uri,
    body: &[u8],
) -> Result<Result<Caller, Failure>, HubError> {
    let_in_digest(hub, headers, uri, &Sha256::digest(body).into())
}

/// The same, when only the SHA-256 of the body is known yet.
pub(super) fn let_in_digest(
    hub: &Hub,
    headers: &HeaderMap,
    uri: &Uri,
    body: &[u8; 32],
) -> Result<Result<Caller, Failure>, HubError> {
    let caller = hub.authenticate(credentials(headers).as_ref(), uri.path(), body)?;
    Ok(caller.map_err(|denied| Failure::denied(denied, hub)))
}

fn credentials(headers: &HeaderMap) -> Option<Credentials> {
    let header = headers.get(header::AUTHORIZATION)?;
    Credentials::from_header(header.to_str().ok()?)
}
