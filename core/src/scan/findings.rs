use super::quad::{self, Quad};
use super::{Code, Sight};

/// What the steps of a cascade have found in one frame so far.
#[derive(Debug, Default)]
pub(super) struct Findings {
    places: Vec<Place>,
    /// Where a code was seen that could not be read.
    unread: Vec<Quad>,
}

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
            Some(place) if place.code.text == code.text => place.confirmed = true,
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

    /// Whether a code was read here already.
    pub(super) fn has(&self, [x, y]: [f32; 2]) -> bool {
        self.places
            .iter()
            .any(|place| quad::holds(&place.code.corners, [x, y]))
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
        !self.places.is_empty() && !disputed && self.unread.iter().all(|place| self.has(quad::middle(place)))
    }

    /// The codes nobody disputes, in the order they were found, and the places that are left.
    pub(super) fn into_sight(self) -> Sight {
        let (disputed, sure): (Vec<Place>, Vec<Place>) =
            self.places.into_iter().partition(|place| place.disputed);
        let read = |at: &Quad| {
            sure.iter()
                .any(|place| quad::holds(&place.code.corners, quad::middle(at)))
        };
        let mut unread: Vec<Quad> = disputed.into_iter().map(|place| place.code.corners).collect();
        unread.extend(self.unread.iter().filter(|place| !read(place)));
        Sight {
            codes: sure.into_iter().map(|place| place.code).collect(),
            unread,
        }
    }
}
