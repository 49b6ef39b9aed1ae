use super::super::quad::{self, Quad};
use super::warp::INSET;

/// Three corner patterns that may belong to one code.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Corners {
    /// The middles of the patterns at the top left, the top right and the bottom left.
    pub(in super::super) middles: [[f32; 2]; 3],
    /// The number of the one that was not seen, when its place is a guess.
    pub(super) missing: Option<usize>,
    /// Modules between the middles, as far as the patterns tell.
    pub(super) modules: f32,
    /// The middle of the square of a corner pattern's size in the fourth corner, if the code is flat.
    pub(super) fourth: Option<[f32; 2]>,
    /// Light on dark.
    pub(super) inverted: bool,
}

impl Corners {
    /// The code, if it is flat and seen from straight above.
    pub(in super::super) fn quad(&self) -> Quad {
        let [tl, tr, bl] = self.middles;
        let br = [tr[0] + bl[0] - tl[0], tr[1] + bl[1] - tl[1]];
        quad::grown(&[tl, tr, br, bl], (self.modules + 2.0 * INSET) / self.modules)
    }

    /// Pixels of a module.
    pub(in super::super) fn module(&self) -> f32 {
        let [tl, tr, bl] = self.middles;
        let from = |at: [f32; 2]| (at[0] - tl[0]).hypot(at[1] - tl[1]);
        f32::midpoint(from(tr), from(bl)) / self.modules
    }
}
