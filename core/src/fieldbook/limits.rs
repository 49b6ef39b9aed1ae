use crate::identity::Pin;
use crate::model::VOICE_MAX;

/// Where the book would refuse: a form that knows it ends there, and nobody is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The fewest digits of a PIN.
    pub pin_min: u32,
    /// The most digits of a PIN.
    pub pin_max: u32,
    /// The most recordings of one entry.
    pub voices: u32,
}

/// The limits of this version.
pub fn limits() -> Limits {
    Limits {
        pin_min: u32::from(Pin::MIN),
        pin_max: u32::from(Pin::MAX),
        voices: u32::from(VOICE_MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Invalid;

    #[test]
    fn a_pin_within_the_limits_is_taken_and_no_other() {
        let limits = limits();
        let taken = |digits: u32| Pin::new(&"7".repeat(digits as usize)).map(drop);
        let refused = Err(Invalid::new("pin", "pin_digits"));
        assert_eq!([limits.pin_min, limits.pin_max].map(taken), [Ok(()), Ok(())]);
        assert_eq!(
            [limits.pin_min - 1, limits.pin_max + 1].map(taken),
            [refused.clone(), refused]
        );
    }
}
