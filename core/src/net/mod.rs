//! HTTPS to the hub: the only room that knows `reqwest`.
//!
//! Web roots are bundled: the platform's verifier needs a JNI call on Android. A hub with its own
//! certificate authority is reached by pinning that authority.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::blocking::{Client, Response};
use rustls::{ClientConfig, RootCertStore};

use crate::sync::Problem;

/// How a request can fail. Being offline is not an error of the book; the engine waits and tries again.
#[derive(Debug, thiserror::Error)]
pub enum NetError {
    /// No answer: no signal, no such host, a cut connection.
    #[error("the hub cannot be reached: {0}")]
    Unreachable(String),
    /// The hub answered with an error.
    #[error("the hub answered {status}: {title}", status = .0.status, title = .0.title)]
    Refused(Problem),
    /// The hub's address cannot be used.
    #[error("not a hub's address: {0}")]
    Address(String),
}

/// A 2G link takes 11 s for a day's work; a stuck one must not hold a phone awake for ever.
const PATIENCE: Duration = Duration::from_secs(120);
const CONNECT: Duration = Duration::from_secs(20);
/// No honest answer is larger: a page is 256 KiB at most, a photo a few megabytes.
const ANSWER_MAX: u64 = 32 * 1024 * 1024;

/// Who asks: goes into the `Authorization` header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The device's id.
    pub device: String,
    /// The hub's nonce.
    pub nonce: Vec<u8>,
    /// The device's signature over nonce, path and body.
    pub signature: [u8; 64],
}

impl Credentials {
    fn header(&self) -> String {
        let (nonce, signature) = (
            URL_SAFE_NO_PAD.encode(&self.nonce),
            URL_SAFE_NO_PAD.encode(self.signature),
        );
        format!("Fieldbook {} {nonce} {signature}", self.device)
    }
}

/// The connection to one hub. Connections are kept open between requests.
pub struct Hub {
    client: Client,
    base: String,
}

impl Hub {
    /// A hub at an address such as `https://txng.sonla.gov.vn`; `pinned` is its own certificate authority
    /// in DER, when it has one. Plain `http` is for loopback and for tests.
    pub fn at(base: &str, pinned: Option<&[u8]>) -> Result<Self, NetError> {
        let base = base.trim().trim_end_matches('/').to_owned();
        if !(base.starts_with("https://") || base.starts_with("http://")) {
            return Err(NetError::Address(base));
        }
        let bad = |error: &dyn std::fmt::Display| NetError::Address(format!("{base}: {error}"));
        let tls = tls(pinned).map_err(|error| bad(&error))?;
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .connect_timeout(CONNECT)
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .user_agent("fieldbook")
            .build()
            .map_err(|error| bad(&error))?;
        Ok(Self { client, base })
    }

    /// Sends a packed message and gives the packed answer.
    pub fn post(&self, path: &str, body: Vec<u8>, who: Option<&Credentials>) -> Result<Vec<u8>, NetError> {
        let request = self
            .client
            .post(format!("{}{path}", self.base))
            .header("content-type", "application/cbor");
        answer(with(request, who).body(body).send())
    }

    /// Uploads a file.
    pub fn put(&self, path: &str, body: Vec<u8>, who: &Credentials) -> Result<Vec<u8>, NetError> {
        answer(
            with(self.client.put(format!("{}{path}", self.base)), Some(who))
                .body(body)
                .send(),
        )
    }

    /// Downloads a file.
    pub fn get(&self, path: &str, who: &Credentials) -> Result<Vec<u8>, NetError> {
        answer(with(self.client.get(format!("{}{path}", self.base)), Some(who)).send())
    }
}

fn with(
    request: reqwest::blocking::RequestBuilder,
    who: Option<&Credentials>,
) -> reqwest::blocking::RequestBuilder {
    match who {
        Some(who) => request.header("authorization", who.header()),
        None => request,
    }
}

fn tls(pinned: Option<&[u8]>) -> Result<ClientConfig, rustls::Error> {
    let mut roots = RootCertStore::empty();
    match pinned {
        Some(der) => roots.add(der.to_vec().into())?,
        None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(versions.with_root_certificates(roots).with_no_client_auth())
}

fn answer(sent: Result<Response, reqwest::Error>) -> Result<Vec<u8>, NetError> {
    // The address holds nothing secret, but it is the hub's business, not the log's.
    let unreachable = |error: reqwest::Error| NetError::Unreachable(root_cause(&error.without_url()));
    let response = sent.map_err(unreachable)?;
    let status = response.status();
    if response
        .content_length()
        .is_some_and(|length| length > ANSWER_MAX)
    {
        return Err(NetError::Unreachable("the answer is too large".into()));
    }
    let body = read_limited(response)?;
    if status.is_success() {
        Ok(body)
    } else {
        Err(NetError::Refused(problem(status.as_u16(), &body)))
    }
}

fn read_limited(response: Response) -> Result<Vec<u8>, NetError> {
    use std::io::Read;
    let mut body = Vec::new();
    let cut = |error: std::io::Error| NetError::Unreachable(error.to_string());
    response
        .take(ANSWER_MAX + 1)
        .read_to_end(&mut body)
        .map_err(cut)?;
    if body.len() as u64 > ANSWER_MAX {
        Err(NetError::Unreachable("the answer is too large".into()))
    } else {
        Ok(body)
    }
}

fn root_cause(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}

/// A proxy on the way may answer with a page of its own instead of problem details.
fn problem(status: u16, body: &[u8]) -> Problem {
    serde_json::from_slice(body).unwrap_or_else(|_| Problem {
        kind: "about:blank".into(),
        title: format!("HTTP {status}"),
        status,
        detail: None,
        nonce: None,
    })
}
