use super::{Budget, Code, LumaFrame};

/// Finds and reads codes in a picture. The seam where decoders plug in.
pub trait Decoder: Send + Sync {
    /// Its name in measurements.
    fn name(&self) -> &'static str;

    /// Every code it can read in the frame, corners in the frame's pixels. `budget` is what is left for this
    /// call; a decoder that can stop by itself should.
    fn decode(&self, frame: &LumaFrame<'_>, budget: Budget) -> Vec<Code>;

    /// Whether a call may outlast its budget. Such a decoder runs on the scanner's worker thread, against a
    /// deadline; others run on the caller's thread, which is cheaper.
    fn may_overrun(&self) -> bool {
        true
    }
}
