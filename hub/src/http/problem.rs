use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fieldbook_core::sync::{Problem, WireError};

use crate::Hub;
use crate::enrol::Denied;
use crate::error::HubError;

/// An HTTP error on its way out.
#[derive(Debug)]
pub(super) struct Failure {
    problem: Problem,
}

impl Failure {
    pub(super) fn new(status: StatusCode, code: &str, title: &str) -> Self {
        Self {
            problem: Problem {
                kind: format!("urn:fieldbook:problem:{code}"),
                title: title.to_owned(),
                status: status.as_u16(),
                detail: None,
                nonce: None,
            },
        }
    }

    /// The HTTP status.
    pub(super) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Whether this is the problem of that code.
    pub(super) fn is(&self, code: &str) -> bool {
        self.problem.code() == code
    }

    pub(super) fn detail(mut self, detail: &(impl ToString + ?Sized)) -> Self {
        self.problem.detail = Some(detail.to_string());
        self
    }

    /// A request that was not let in. A fresh nonce goes with what a new signature could mend.
    pub(super) fn denied(denied: Denied, hub: &Hub) -> Self {
        let (status, code, title) = match denied {
            Denied::Unauthenticated => (StatusCode::UNAUTHORIZED, "unauthenticated", "Sign the request"),
            Denied::StaleNonce => (
                StatusCode::UNAUTHORIZED,
                "stale_nonce",
                "Sign again over the fresh nonce",
            ),
            Denied::UnknownDevice => (
                StatusCode::UNAUTHORIZED,
                "unknown_device",
                "This device is not enrolled here",
            ),
            Denied::BadSignature => (
                StatusCode::UNAUTHORIZED,
                "bad_signature",
                "The signature does not fit",
            ),
            Denied::Revoked => (StatusCode::FORBIDDEN, "revoked", "This device was revoked"),
        };
        let mut failure = Self::new(status, code, title);
        if matches!(denied, Denied::Unauthenticated | Denied::StaleNonce) {
            failure.problem.nonce = Some(URL_SAFE_NO_PAD.encode(hub.nonce()));
        }
        failure
    }
}

impl From<WireError> for Failure {
    fn from(error: WireError) -> Self {
        let (status, code, title) = match error {
            WireError::TooLarge(_) | WireError::TooMany(_) => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "too_large",
                "The message is too large",
            ),
            WireError::Unreadable(_) => (
                StatusCode::BAD_REQUEST,
                "unreadable",
                "The message cannot be read",
            ),
        };
        Self::new(status, code, title).detail(&error)
    }
}

impl From<HubError> for Failure {
    fn from(error: HubError) -> Self {
        match error {
            HubError::Refused { code, detail } => {
                let status = match code {
                    "revoked" => StatusCode::FORBIDDEN,
                    "unknown_token" | "expired_token" | "used_token" | "bad_signature" => {
                        StatusCode::UNAUTHORIZED
                    }
                    "blob_too_large" => StatusCode::PAYLOAD_TOO_LARGE,
                    "hash_mismatch" => StatusCode::UNPROCESSABLE_ENTITY,
                    "upload_unknown" => StatusCode::NOT_FOUND,
                    "upload_busy" => StatusCode::LOCKED,
                    "quota" => StatusCode::TOO_MANY_REQUESTS,
                    _ => StatusCode::CONFLICT,
                };
                Self::new(status, code, "Refused").detail(&detail)
            }
            HubError::NotFound { .. } => {
                Self::new(StatusCode::NOT_FOUND, "not_found", "Not found").detail(&error)
            }
            HubError::Invalid(invalid) => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", "Not acceptable").detail(&invalid)
            }
            HubError::Wire(error) => error.into(),
            error => {
                // What went wrong inside is for the operator's log, not for strangers.
                eprintln!("fieldbook-hub: {error}");
                Self::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "internal",
                    "The hub has a problem of its own",
                )
            }
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self.problem)).into_response();
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        response
    }
}
