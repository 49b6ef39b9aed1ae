use super::book::Book;
use super::error::Fault;
use super::link::Link;
use crate::identity::sign_request;
use crate::sync::{EnrolRequest, EnrolResponse, PROTOCOL, pack, unpack};

const PATH: &str = "/v1/enrol";
/// A certificate with a few memberships takes under a kilobyte.
const ANSWER_MAX: usize = 64 * 1024;

impl Book {
    /// Presents the invitation's one-time token and keeps the certificate. Asking again is harmless: the
    /// hub gives the same device the same answer. Gives the bytes sent and received.
    pub(super) fn enrol(&self, link: &Link) -> Result<(u64, u64), Fault> {
        let name = self
            .store
            .read(|reading| reading.meta("device_name"))?
            .unwrap_or_default();
        let token = self.me.invitation.token;
        let request = EnrolRequest {
            protocol: PROTOCOL,
            token,
            device: self.me.device,
            key: self.me.key.public(),
            name: String::from_utf8_lossy(&name).into_owned(),
            proof: sign_request(&self.me.key, &token, PATH, &token),
        };
        let body = pack(&request)?;
        let sent = body.len() as u64;
        let answer = link.post(PATH, body, None)?.body;
        let response: EnrolResponse = unpack(&answer, ANSWER_MAX)?;
        self.store.write(|writing| {
            let certificate = self.keep_certificate(writing, &response.certificate)?;
            if certificate.key != self.me.key.public() || certificate.device != self.me.device {
                return Err(Fault::NotAllowed("foreign_certificate"));
            }
            Ok(writing.set_meta("nonce", &response.nonce)?)
        })?;
        Ok((sent, answer.len() as u64))
    }
}
