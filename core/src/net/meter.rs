use std::sync::atomic::{AtomicU64, Ordering};

use reqwest::blocking::{Request, Response};
use reqwest::header::HeaderMap;

/// What the person pays for, as far as it can be seen from here: heads and bodies. A TLS handshake adds
/// about 4 KB per connection, packets a few percent. A request that broke is counted whole.
#[derive(Default)]
pub(super) struct Meter {
    up: AtomicU64,
    down: AtomicU64,
}

/// The request line's fixed part and the headers that are added on the way: host, accept, user agent, length.
const HEAD: usize = 120;
/// The status line.
const STATUS: usize = 17;

impl Meter {
    pub(super) fn sent(&self, request: &Request) {
        let body = request
            .body()
            .and_then(|body| body.as_bytes())
            .map_or(0, <[u8]>::len);
        let head = HEAD + request.url().path().len() + length(request.headers());
        self.up.fetch_add((head + body) as u64, Ordering::Relaxed);
    }

    pub(super) fn head(&self, response: &Response) {
        self.body((STATUS + length(response.headers())) as u64);
    }

    pub(super) fn body(&self, bytes: u64) {
        self.down.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(super) fn take(&self) -> (u64, u64) {
        (
            self.up.swap(0, Ordering::Relaxed),
            self.down.swap(0, Ordering::Relaxed),
        )
    }
}

fn length(headers: &HeaderMap) -> usize {
    let lines = headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + 4);
    lines.sum()
}
