/// What carries the bytes just now. The shell asks the system and says it with each sync; the core cannot
/// know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LinkKind {
    /// Wi-Fi or a cable: nobody counts.
    #[default]
    Unmetered = 0,
    /// A SIM card's data, or a Wi-Fi that is one (Android `isActiveNetworkMetered`, iOS `isExpensive`).
    Metered = 1,
    /// A SIM card abroad: photos go only when a person says so.
    Roaming = 2,
}

impl LinkKind {
    pub(super) fn from_byte(byte: u8) -> Self {
        match byte {
            1 => Self::Metered,
            2 => Self::Roaming,
            _ => Self::Unmetered,
        }
    }
}
