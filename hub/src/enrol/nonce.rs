use hmac::{Hmac, Mac};
use sha2::Sha256;

/// How long a nonce can be used: a phone that syncs daily never pays a second round trip for one.
const LIFE_MS: i64 = 24 * 60 * 60 * 1000;
/// A second hub process's clock may be this much ahead.
const AHEAD_MS: i64 = 5 * 60 * 1000;

/// Nonces for signed requests: 8 bytes of hub time and 16 bytes of HMAC-SHA256 over it. Nothing is
/// stored. A replayed request within a nonce's life changes nothing: sync is idempotent by hash.
pub(crate) struct Nonces {
    secret: [u8; 32],
}

impl Nonces {
    pub(crate) fn new(secret: [u8; 32]) -> Self {
        Self { secret }
    }

    fn mac(&self, time: [u8; 8]) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret).ok()?;
        mac.update(&time);
        Some(mac)
    }

    /// A fresh one.
    pub(crate) fn give(&self, now_ms: i64) -> Vec<u8> {
        let time = now_ms.to_be_bytes();
        let code = self.mac(time).map(|mac| mac.finalize().into_bytes());
        let code = code.as_ref().and_then(|code| code.get(..16)).unwrap_or_default();
        [&time, code].concat()
    }

    /// Whether it is one of ours and still young.
    pub(crate) fn check(&self, nonce: &[u8], now_ms: i64) -> bool {
        let Some((time, code)) = nonce.split_first_chunk::<8>() else {
            return false;
        };
        let age = now_ms.saturating_sub(i64::from_be_bytes(*time));
        let ours = |mac: Hmac<Sha256>| mac.verify_truncated_left(code).is_ok();
        code.len() == 16 && (-AHEAD_MS..=LIFE_MS).contains(&age) && self.mac(*time).is_some_and(ours)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_lives_a_day_and_cannot_be_made() {
        let nonces = Nonces::new([7; 32]);
        let nonce = nonces.give(1_000_000_000);
        assert!(nonces.check(&nonce, 1_000_000_000 + LIFE_MS));
        assert!(!nonces.check(&nonce, 1_000_000_001 + LIFE_MS));
        assert!(!nonces.check(&nonce, 1_000_000_000 - AHEAD_MS - 1));
        assert!(!Nonces::new([8; 32]).check(&nonce, 1_000_000_000));
        for length in 0..nonce.len() {
            assert!(!nonces.check(&nonce[..length], 1_000_000_000));
        }
        let mut forged = nonce.clone();
        forged[7] ^= 1;
        assert!(!nonces.check(&forged, 1_000_000_000));
    }
}
