//! HTTPS to the hub: the only room that knows `reqwest`.
//!
//! Web roots are bundled: the platform's verifier needs a JNI call on Android. A hub with its own
//! certificate authority is reached by pinning that authority.

mod download;
mod meter;
mod upload;

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Method;
use reqwest::blocking::{Client, RequestBuilder, Response};
use reqwest::header::HeaderMap;
use rustls::{ClientConfig, RootCertStore};

pub use download::Download;
pub use upload::Upload;

use crate::sync::{Problem, SIGNATURE_HEADER};
use meter::Meter;

/// How a request can fail. Being offline is not an error of the book; the engine waits and tries again.
#[derive(Debug, thiserror::Error)]
pub enum NetError {
    /// No answer: no signal, no such host, a cut connection.
    #[error("the hub cannot be reached: {0}")]
    Unreachable(String),
    /// The hub answered with an error.
    #[error("the hub answered {status}: {title}", status = .0.status, title = .0.title)]
    Refused(Problem),
    /// The answer bears no signature of the hub for this request: somebody in between, or a hub of 0.1.
    #[error("the answer is not signed by the hub")]
    Unsigned,
    /// The hub's address cannot be used.
    #[error("not a hub's address: {0}")]
    Address(String),
}

/// A 2G link takes 11 s for a day's work; a stuck one must not hold a phone awake for ever.
const PATIENCE: Duration = Duration::from_secs(120);
const CONNECT: Duration = Duration::from_secs(20);
/// No honest answer is larger: a page is 256 KiB at most. Files come in pieces.
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

/// A packed answer, and the hub's signature that came with it.
pub struct Posted {
    /// As it came.
    pub body: Vec<u8>,
    /// Not yet verified.
    pub signature: Option<[u8; 64]>,
}

/// The connection to one hub. Connections are kept open between requests.
pub struct Hub {
    client: Client,
    base: String,
    meter: Meter,
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
        let meter = Meter::default();
        Ok(Self { client, base, meter })
    }

    /// Sends a packed message and gives the packed answer.
    pub fn post(&self, path: &str, body: Vec<u8>, who: Option<&Credentials>) -> Result<Posted, NetError> {
        let request = self
            .request(Method::POST, path, who)
            .header("content-type", "application/cbor");
        let reply = self.answer(request.body(body))?;
        Ok(Posted {
            signature: reply.signature(),
            body: reply.body,
        })
    }

    /// Gets something public of a few kilobytes: at most `most` bytes of it are read.
    pub fn get(&self, path: &str, most: u64) -> Result<Vec<u8>, NetError> {
        use std::io::Read;
        let response = self.send(self.request(Method::GET, path, None))?;
        let status = response.status();
        let mut body = Vec::new();
        let read = response.take(most).read_to_end(&mut body);
        self.meter.body(body.len() as u64);
        read.map_err(|error| NetError::Unreachable(error.to_string()))?;
        if status.is_success() {
            Ok(body)
        } else {
            Err(no(status.as_u16(), &body))
        }
    }

    /// Bytes sent and received since this was last asked.
    pub fn take_used(&self) -> (u64, u64) {
        self.meter.take()
    }

    fn request(&self, method: Method, path: &str, who: Option<&Credentials>) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.base));
        match who {
            Some(who) => request.header("authorization", who.header()),
            None => request,
        }
    }

    /// Sends a request and gives the head of the answer, whatever it says.
    fn send(&self, request: RequestBuilder) -> Result<Response, NetError> {
        let request = request.build().map_err(unreachable)?;
        self.meter.sent(&request);
        let response = self.client.execute(request).map_err(unreachable)?;
        self.meter.head(&response);
        Ok(response)
    }

    /// Sends a request and gives the whole answer, when it is a good one.
    fn answer(&self, request: RequestBuilder) -> Result<Reply, NetError> {
        let response = self.send(request)?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = read_limited(response)?;
        self.meter.body(body.len() as u64);
        if status.is_success() {
            Ok(Reply { body, headers })
        } else {
            Err(no(status.as_u16(), &body))
        }
    }
}

/// A good answer.
struct Reply {
    body: Vec<u8>,
    headers: HeaderMap,
}

impl Reply {
    fn signature(&self) -> Option<[u8; 64]> {
        let header = self.headers.get(SIGNATURE_HEADER)?;
        URL_SAFE_NO_PAD.decode(header.as_bytes()).ok()?.try_into().ok()
    }
}

/// The address holds nothing secret, but it is the hub's business, not the log's.
fn unreachable(error: reqwest::Error) -> NetError {
    NetError::Unreachable(root_cause(&error.without_url()))
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

fn read_limited(response: Response) -> Result<Vec<u8>, NetError> {
    use std::io::Read;
    if response
        .content_length()
        .is_some_and(|length| length > ANSWER_MAX)
    {
        return Err(NetError::Unreachable("the answer is too large".into()));
    }
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

/// The hub says no in problem details. Any other bad answer is of somebody in between, such as the page at which a
/// Wi-Fi wants its password: the hub has not been reached, and has refused nobody.
fn no(status: u16, body: &[u8]) -> NetError {
    serde_json::from_slice(body).map_or_else(
        |_| NetError::Unreachable(format!("HTTP {status}, and not from the hub")),
        NetError::Refused,
    )
}
