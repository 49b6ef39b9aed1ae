/// How photos are kept, sent and cleared away. Data, so that an organisation can have its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhotoRule {
    /// The longest side of a kept photo, pixels.
    pub longest_side: u32,
    /// The size a kept photo should not exceed, bytes: the JPEG quality goes down until it fits or until
    /// going on would spoil it.
    pub bytes: u64,
    /// The largest file kept as it is, because it is no JPEG (HEIC, WebP, PNG, a document), bytes.
    pub as_is_bytes: u64,
    /// The longest side of a thumbnail, pixels.
    pub thumbnail_side: u32,
    /// A photo up to this size does not wait for Wi-Fi, bytes.
    pub metered_bytes: u64,
    /// A photo kept less than so many minutes ago does not wait for Wi-Fi; 0 makes all wait.
    pub metered_minutes: u32,
    /// Space left on the device's disk for entries, bytes: photos are refused before it is touched.
    pub reserve_bytes: u64,
    /// Days after which a photo that the hub holds may be cleared to its thumbnail.
    pub keep_days: u16,
}

impl Default for PhotoRule {
    /// 1600 pixels and 300 KiB show the label of a pesticide bottle; 64 KiB is what a cut connection may
    /// lose, so smaller ones need no Wi-Fi; 64 MiB hold 100,000 entries (55 MB measured).
    fn default() -> Self {
        Self {
            longest_side: 1600,
            bytes: 300 * 1024,
            as_is_bytes: 2 * 1024 * 1024,
            thumbnail_side: 320,
            metered_bytes: 64 * 1024,
            metered_minutes: 0,
            reserve_bytes: 64 * 1024 * 1024,
            keep_days: 90,
        }
    }
}
