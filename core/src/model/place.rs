use super::Invalid;

/// A position fix as the phone gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    /// Latitude, WGS 84, in 10⁻⁷ degrees (1.1 cm; the EU deforestation rule asks for 10⁻⁶).
    pub lat_e7: i32,
    /// Longitude, WGS 84, in 10⁻⁷ degrees.
    pub lon_e7: i32,
    /// Radius of 68 % confidence, metres.
    pub accuracy_m: u32,
    /// Age of the fix when the fact was recorded, seconds.
    pub fix_age_s: u32,
    /// The platform said the fix came from a mock provider.
    pub mock: bool,
}

impl Place {
    /// Checks the ranges of latitude and longitude.
    pub fn check(&self) -> Result<(), Invalid> {
        let inside = self.lat_e7.abs() <= 900_000_000 && self.lon_e7.abs() <= 1_800_000_000;
        if inside {
            Ok(())
        } else {
            Err(Invalid::new("place", "outside_earth"))
        }
    }

    /// Latitude in degrees.
    pub fn lat(&self) -> f64 {
        f64::from(self.lat_e7) / 1e7
    }

    /// Longitude in degrees.
    pub fn lon(&self) -> f64 {
        f64::from(self.lon_e7) / 1e7
    }
}
