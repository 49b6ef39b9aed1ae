use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fieldbook_core::identity::{PublicKey, Signature, verify_upload};
use fieldbook_core::model::DeviceId;

use crate::Hub;
use crate::error::Result;

/// What a device's `Authorization: Fieldbook <device> <nonce> <signature>` header says.
#[derive(Debug, Clone)]
pub(crate) struct Credentials {
    device: DeviceId,
    nonce: Vec<u8>,
    signature: Signature,
}

/// A device that has proven its key.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Caller {
    pub(crate) device: DeviceId,
    pub(crate) key: PublicKey,
}

/// Why a request is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// No header, or not one of ours.
    Unauthenticated,
    /// The nonce is too old or not of this hub's process, or this very request was here before: sign again over the fresh one that comes with the problem.
    StaleNonce,
    /// No device of this id is enrolled.
    UnknownDevice,
    /// The signature does not fit.
    BadSignature,
    /// The device was revoked.
    Revoked,
}

impl Credentials {
    /// The nonce it was signed over.
    pub(crate) fn nonce(&self) -> &[u8] {
        &self.nonce
    }

    /// Reads the header.
    pub(crate) fn from_header(value: &str) -> Option<Self> {
        let mut words = value.split_ascii_whitespace();
        let scheme = words.next()?;
        let (device, nonce, signature) = (words.next()?, words.next()?, words.next()?);
        if !scheme.eq_ignore_ascii_case("fieldbook") || words.next().is_some() {
            return None;
        }
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        Some(Self {
            device: device.parse().ok()?,
            nonce: URL_SAFE_NO_PAD.decode(nonce).ok()?,
            signature: Signature(signature.try_into().ok()?),
        })
    }
}

impl Hub {
    /// Checks that a request was signed by the key of an enrolled device, over a nonce of this hub, its
    /// path and the SHA-256 of its body as sent.
    pub(crate) fn authenticate(
        &self,
        credentials: Option<&Credentials>,
        path: &str,
        body: &[u8; 32],
    ) -> Result<std::result::Result<Caller, Denied>> {
        let Some(given) = credentials else {
            return Ok(Err(Denied::Unauthenticated));
        };
        if self.nonces().check(&given.nonce, self.now().utc_ms).is_none() {
            return Ok(Err(Denied::StaleNonce));
        }
        let Some(device) = self.store().read(|tables| tables.device(given.device))? else {
            return Ok(Err(Denied::UnknownDevice));
        };
        if verify_upload(&device.key, &given.nonce, path, body, &given.signature).is_err() {
            return Ok(Err(Denied::BadSignature));
        }
        if device.revoked_ms.is_some() {
            return Ok(Err(Denied::Revoked));
        }
        Ok(Ok(Caller {
            device: device.id,
            key: device.key,
        }))
    }

    /// The same for a request that may be made once: the answer to a repeated sync would tell a listener on
    /// the line what has come since. Files are named by their content, so repeating them tells nothing.
    pub(crate) fn authenticate_once(
        &self,
        credentials: Option<&Credentials>,
        path: &str,
        body: &[u8; 32],
    ) -> Result<std::result::Result<Caller, Denied>> {
        let now_ms = self.now().utc_ms;
        let take = |given: &Credentials| {
            let given_ms = self.nonces().check(&given.nonce, now_ms)?;
            self.nonces()
                .take(given_ms, &given.signature, now_ms)
                .then_some(())
        };
        let caller = self.authenticate(credentials, path, body)?;
        // Only what its device has signed is remembered.
        Ok(caller.and_then(|caller| {
            let taken = credentials.and_then(take);
            taken.map(|()| caller).ok_or(Denied::StaleNonce)
        }))
    }

    /// A fresh nonce for the next request of a device.
    pub fn nonce(&self) -> Vec<u8> {
        self.nonces().give(self.now().utc_ms)
    }
}
