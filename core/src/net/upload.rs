use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use reqwest::Method;

use super::{Credentials, Hub, NetError, Reply};

/// The version of tus spoken: <https://tus.io/protocols/resumable-upload>, core with creation and
/// creation-with-upload.
const TUS: &str = "1.0.0";

/// How far an upload is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Bytes the hub holds durably.
    pub offset: u64,
    /// The hub's signed receipt, once it holds the file whole.
    pub receipt: Option<Vec<u8>>,
}

impl Hub {
    /// Begins the upload of a file, or asks how far it is: an upload is named by the file's hash, so whoever
    /// has the file goes on where another stopped. `first` may carry its first bytes.
    pub fn begin_upload(
        &self,
        path: &str,
        hash: &[u8; 32],
        length: u64,
        first: Vec<u8>,
        who: &Credentials,
    ) -> Result<Upload, NetError> {
        let request = self
            .request(Method::POST, path, Some(who))
            .header("tus-resumable", TUS)
            .header("upload-length", length)
            .header("upload-metadata", format!("sha256 {}", STANDARD.encode(hash)))
            .header("content-type", "application/offset+octet-stream");
        upload(&self.answer(request.body(first))?)
    }

    /// Sends the bytes from an offset on.
    pub fn append(
        &self,
        path: &str,
        offset: u64,
        bytes: Vec<u8>,
        who: &Credentials,
    ) -> Result<Upload, NetError> {
        let request = self
            .request(Method::PATCH, path, Some(who))
            .header("tus-resumable", TUS)
            .header("upload-offset", offset)
            .header("content-type", "application/offset+octet-stream");
        upload(&self.answer(request.body(bytes))?)
    }
}

fn upload(reply: &Reply) -> Result<Upload, NetError> {
    let header = |name| reply.headers.get(name).and_then(|value| value.to_str().ok());
    let offset = header("upload-offset").and_then(|offset| offset.parse().ok());
    let receipt = header("fieldbook-receipt").map(|text| URL_SAFE_NO_PAD.decode(text));
    let unreadable = || NetError::Unreachable("the answer to an upload cannot be read".into());
    Ok(Upload {
        offset: offset.ok_or_else(unreadable)?,
        receipt: receipt.transpose().map_err(|_| unreadable())?,
    })
}
