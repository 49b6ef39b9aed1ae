use std::collections::{BTreeMap, HashSet};
use std::sync::{Mutex, PoisonError};

use fieldbook_core::identity::Signature;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// How long a nonce can be used: a phone that syncs daily never pays a second round trip for one.
const LIFE_MS: i64 = 24 * 60 * 60 * 1000;
/// The hub's clock may be set back by this much without locking anybody out.
const BACK_MS: i64 = 5 * 60 * 1000;
/// Requests are remembered by the hour of their nonce, so that old ones are forgotten at once.
const HOUR_MS: i64 = 60 * 60 * 1000;
/// The most requests remembered: 16 bytes each, about 32 MB in all. Beyond it the oldest hour's nonces die.
const REMEMBERED_MAX: usize = 1_000_000;

/// Nonces for signed requests: 8 bytes of hub time in microseconds, no two the same, and 16 bytes of
/// HMAC-SHA256 over it, under a secret that lives as long as the process. A nonce may serve several requests,
/// but each signed sync is taken once: what a listener on the line repeats is answered like a stale nonce,
/// and so is an honest repetition after a lost answer, which then signs again over the fresh nonce it was given.
pub(crate) struct Nonces {
    secret: Zeroizing<[u8; 32]>,
    used: Mutex<Used>,
}

/// Requests that were let in, by the hour of their nonce.
#[derive(Default)]
struct Used {
    hours: BTreeMap<i64, Hour>,
    count: usize,
    /// Nonces before this are no longer taken.
    floor_ms: i64,
    /// The newest nonce's time, microseconds.
    newest_us: i64,
}

/// The requests over nonces of one hour.
#[derive(Default)]
struct Hour {
    requests: HashSet<[u8; 16]>,
    /// The newest nonce among them.
    newest_ms: i64,
}

impl Nonces {
    pub(crate) fn new(secret: [u8; 32]) -> Self {
        Self {
            secret: Zeroizing::new(secret),
            used: Mutex::default(),
        }
    }

    fn mac(&self, time: [u8; 8]) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret.as_ref()).ok()?;
        mac.update(&time);
        Some(mac)
    }

    /// A fresh one.
    pub(crate) fn give(&self, now_ms: i64) -> Vec<u8> {
        let time = self.used().next_us(now_ms).to_be_bytes();
        let code = self.mac(time).map(|mac| mac.finalize().into_bytes());
        let code = code.as_ref().and_then(|code| code.get(..16)).unwrap_or_default();
        [&time, code].concat()
    }

    /// The moment of a nonce that is one of ours and still young.
    pub(crate) fn check(&self, nonce: &[u8], now_ms: i64) -> Option<i64> {
        let (time, code) = nonce.split_first_chunk::<8>()?;
        let given_ms = i64::from_be_bytes(*time).div_euclid(1_000);
        let age = now_ms.saturating_sub(given_ms);
        let young = (-BACK_MS..=LIFE_MS).contains(&age) && given_ms >= self.used().floor_ms;
        // The comparison takes the same time wherever the codes differ.
        let ours = |mac: Hmac<Sha256>| mac.verify_truncated_left(code).is_ok();
        (code.len() == 16 && young && ours(self.mac(*time)?)).then_some(given_ms)
    }

    /// Takes a request whose signature has been verified; `false` when it was here before.
    pub(crate) fn take(&self, given_ms: i64, signature: &Signature, now_ms: i64) -> bool {
        let mut used = self.used();
        used.forget(now_ms);
        let Some(name) = signature.0.first_chunk::<16>() else {
            return false;
        };
        // Its nonce may have died since it was checked, and what was remembered of it with it.
        if given_ms < used.floor_ms {
            return false;
        }
        let hour = used.hours.entry(given_ms.div_euclid(HOUR_MS)).or_default();
        let fresh = hour.requests.insert(*name);
        hour.newest_ms = hour.newest_ms.max(given_ms);
        used.count += usize::from(fresh);
        fresh
    }

    fn used(&self) -> std::sync::MutexGuard<'_, Used> {
        // A panic while a number was added leaves at worst a count that is one off.
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Used {
    /// The time of a fresh nonce: now, or just behind the newest. Two nonces of one moment would make the
    /// second of two equal requests look like a repetition.
    fn next_us(&mut self, now_ms: i64) -> i64 {
        let at = now_ms.max(self.floor_ms).saturating_mul(1_000);
        self.newest_us = at.max(self.newest_us.saturating_add(1).min(at.saturating_add(1_000_000)));
        self.newest_us
    }

    /// Drops the hours whose nonces have died, and the oldest one when there are too many; no nonce is taken
    /// any more that is as old as one of theirs.
    fn forget(&mut self, now_ms: i64) {
        while let Some((at, hour)) = self.hours.first_key_value() {
            let end_ms = at.saturating_add(1).saturating_mul(HOUR_MS);
            let dead = now_ms.saturating_sub(end_ms) > LIFE_MS;
            if !dead && self.count < REMEMBERED_MAX {
                break;
            }
            self.count = self.count.saturating_sub(hour.requests.len());
            // Not the end of the hour: in the one that is running that would lock everybody out until it ends.
            self.floor_ms = self.floor_ms.max(hour.newest_ms.saturating_add(1));
            self.hours.pop_first();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_790_000_000_000;

    fn signature(number: u64) -> Signature {
        let mut bytes = [0; 64];
        bytes[..8].copy_from_slice(&number.to_be_bytes());
        Signature(bytes)
    }

    #[test]
    fn a_nonce_lives_a_day_and_cannot_be_made() {
        let nonces = Nonces::new([7; 32]);
        let nonce = nonces.give(NOW);
        assert_eq!(nonces.check(&nonce, NOW + LIFE_MS), Some(NOW));
        assert_eq!(nonces.check(&nonce, NOW + LIFE_MS + 1), None);
        assert_eq!(nonces.check(&nonce, NOW - BACK_MS - 1), None);
        assert_eq!(Nonces::new([8; 32]).check(&nonce, NOW), None);
        for length in 0..nonce.len() {
            assert_eq!(nonces.check(&nonce[..length], NOW), None);
        }
        let mut forged = nonce.clone();
        forged[7] ^= 1;
        assert_eq!(nonces.check(&forged, NOW), None);
    }

    #[test]
    fn a_request_is_taken_once_for_as_long_as_its_nonce_lives() {
        let nonces = Nonces::new([7; 32]);
        assert!(nonces.take(NOW, &signature(1), NOW));
        assert!(nonces.take(NOW, &signature(2), NOW));
        for later in [NOW, NOW + HOUR_MS, NOW + LIFE_MS] {
            assert!(!nonces.take(NOW, &signature(1), later));
        }
        // A day and an hour later its nonce is dead, and the memory is free again.
        assert!(nonces.take(NOW + LIFE_MS, &signature(3), NOW + LIFE_MS + 2 * HOUR_MS));
        assert_eq!(nonces.used().count, 1);
    }

    #[test]
    fn a_flood_closes_the_oldest_hour_and_opens_nothing() {
        let nonces = Nonces::new([7; 32]);
        let old = nonces.give(NOW);
        assert!(nonces.take(NOW, &signature(0), NOW));
        let later = NOW + 2 * HOUR_MS;
        for number in 1..REMEMBERED_MAX as u64 {
            nonces.take(later, &signature(number), later);
        }
        assert!(nonces.check(&old, later).is_some());
        nonces.take(later, &signature(u64::MAX), later);
        assert_eq!(
            nonces.check(&old, later),
            None,
            "what is forgotten is not taken again"
        );
        let fresh = nonces.give(later);
        assert!(nonces.check(&fresh, later).is_some());
    }

    #[test]
    fn a_flood_within_an_hour_locks_nobody_out() {
        let nonces = Nonces::new([7; 32]);
        let old = nonces.give(NOW);
        for number in 0..=REMEMBERED_MAX as u64 {
            nonces.take(NOW, &signature(number), NOW);
        }
        assert_eq!(nonces.check(&old, NOW), None);
        let fresh = nonces.give(NOW);
        let given = nonces.check(&fresh, NOW).expect("a fresh nonce is taken at once");
        assert!(nonces.take(given, &signature(1), NOW));
    }
}
