use std::io::Read;

use reqwest::blocking::Response;
use reqwest::{Method, StatusCode};

use super::{Credentials, Hub, NetError, no, read_limited};

/// A file on its way down.
pub struct Download<'h> {
    hub: &'h Hub,
    response: Response,
    /// Where its bytes begin: where it was asked for, or 0 from a hub that sends it whole.
    pub from: u64,
    /// The whole file's length, where the hub says it.
    pub length: Option<u64>,
}

impl Hub {
    /// Asks for a file from an offset on (RFC 9110 §14, one open range).
    pub fn download(&self, path: &str, from: u64, who: &Credentials) -> Result<Download<'_>, NetError> {
        let request = self.request(Method::GET, path, Some(who));
        let request = match from {
            0 => request,
            from => request.header("range", format!("bytes={from}-")),
        };
        let response = self.send(request)?;
        let (from, length) = match response.status() {
            StatusCode::OK => (0, response.content_length()),
            StatusCode::PARTIAL_CONTENT => range(&response)?,
            status => {
                return Err(no(status.as_u16(), &read_limited(response)?));
            }
        };
        Ok(Download {
            hub: self,
            response,
            from,
            length,
        })
    }
}

impl Download<'_> {
    /// The next bytes; 0 at the end.
    pub fn read(&mut self, space: &mut [u8]) -> Result<usize, NetError> {
        let read = self.response.read(space);
        let read = read.map_err(|error| NetError::Unreachable(error.to_string()))?;
        self.hub.meter.body(read as u64);
        Ok(read)
    }
}

/// `Content-Range: bytes 65536-299999/300000`.
fn range(response: &Response) -> Result<(u64, Option<u64>), NetError> {
    let header = response.headers().get("content-range");
    let parsed = header.and_then(|value| {
        let (range, length) = value.to_str().ok()?.strip_prefix("bytes ")?.split_once('/')?;
        let (from, _) = range.split_once('-')?;
        Some((from.parse().ok()?, length.parse().ok()))
    });
    parsed.ok_or_else(|| NetError::Unreachable("the range of an answer cannot be read".into()))
}
