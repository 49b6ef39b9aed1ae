use super::quad::{self, Quad};
use super::{Code, Sight};

/// What the steps of a cascade have found in one frame so far.
#[derive(Debug, Default)]
pub(super) struct Findings {
    places: Vec<Place>,
    /// Where a code was seen that could not be read.
    unread: Vec<Quad>,
    /// A code was read whose modules are so small in the piece that its like may have gone unseen.
    fine: bool,
}

/// Pixels of a module in a piece. From here on corner patterns are found.
const PLAIN: f32 = 2.0;

/// One place in the frame and what was read there.
#[derive(Debug)]
struct Place {
    code: Code,
    /// Two calls read different texts here, so at least one is wrong: nothing is reported.
    disputed: bool,
    /// Two calls read the same text here.
    confirmed: bool,
}

impl Findings {
    /// Adds a code. The same text at the same place is the same print; the same text elsewhere is a second
    /// print of it, which a sweep must see.
    pub(super) fn add(&mut self, code: Code) {
        let known = self
            .places
            .iter_mut()
            .find(|place| quad::same_place(&place.code.corners, &code.corners));
        match known {
            Some(place) if place.code.text == code.text && place.code.part == code.part => {
                place.confirmed = true;
            }
            Some(place) => place.disputed = true,
            None => self.places.push(Place {
                code,
                disputed: false,
                confirmed: false,
            }),
        }
    }

    /// Where a text was read twice and nobody disputes it: no decoder needs to look there again.
    pub(super) fn settled(&self) -> impl Iterator<Item = &Quad> {
        let settled = self
            .places
            .iter()
            .filter(|place| place.confirmed && !place.disputed);
        settled.map(|place| &place.code.corners)
    }

    /// Notes how many pixels a module of a code that was read has in the piece it was found in.
    pub(super) fn note_module(&mut self, pixels: f32) {
        self.fine |= pixels < PLAIN;
    }

    /// Whether there may be more codes like those that were read in a finer picture: the codes of a sheet are of one
    /// size.
    pub(super) fn are_fine(&self) -> bool {
        self.fine
    }

    /// Whether this very code was read already; one printed inside it or around it is another.
    pub(super) fn has(&self, code: &Quad) -> bool {
        let mut places = self.places.iter();
        places.any(|place| quad::same_place(&place.code.corners, code))
    }

    /// Whether a code that was read covers a point.
    pub(super) fn covers(&self, point: [f32; 2]) -> bool {
        let mut places = self.places.iter();
        places.any(|place| quad::holds(&place.code.corners, point))
    }

    /// Adds a place where a code is seen and could not be read.
    pub(super) fn add_unread(&mut self, place: Quad) {
        if quad::is_place(&place) && !self.unread.iter().any(|known| quad::same_place(known, &place)) {
            self.unread.push(place);
        }
    }

    /// Whether something was read and nothing that was seen is left to read.
    pub(super) fn is_complete(&self) -> bool {
        let disputed = self.places.iter().any(|place| place.disputed);
        !self.places.is_empty()
            && !disputed
            && self.unread.iter().all(|place| self.covers(quad::middle(place)))
    }

    /// The codes nobody disputes, in the order they were found, and the places that are left.
    pub(super) fn into_sight(self) -> Sight {
        let (disputed, sure): (Vec<Place>, Vec<Place>) =
            self.places.into_iter().partition(|place| place.disputed);
        // Corner patterns of neighbours look like one code between them; no two prints lie over each other and can be
        // read.
        let read = |at: &Quad| sure.iter().any(|place| quad::overlap(at, &place.code.corners));
        let mut unread: Vec<Quad> = disputed.into_iter().map(|place| place.code.corners).collect();
        unread.extend(self.unread.iter().filter(|place| !read(place)));
        Sight {
            codes: sure.into_iter().map(|place| place.code).collect(),
            unread,
        }
    }
}
