/// How knobs are turned.
pub(super) struct Climb {
    /// Knobs to turn, by their numbers from 0.
    pub(super) knobs: usize,
    /// The first step and the one that is too small.
    pub(super) steps: (f32, f32),
}

impl Climb {
    /// Turns each knob a step one way or the other for as long as the agreement grows, then in steps half as large
    /// (coordinate ascent): agreement is smooth under blur, and no derivative is needed. `go_on` is asked before each
    /// round with the agreement so far and the round's number.
    pub(super) fn run<T: Copy>(
        &self,
        start: (T, f32),
        turned: impl Fn(&T, usize, f32) -> Option<T>,
        agreement: impl Fn(&T) -> f32,
        go_on: impl Fn(f32, usize) -> bool,
    ) -> (T, f32) {
        let (mut best, mut agreed) = start;
        let (mut step, least) = self.steps;
        let mut round = 0;
        while step > least && go_on(agreed, round) {
            round += 1;
            let mut grew = false;
            for knob in 0..self.knobs {
                for way in [step, -step] {
                    let Some(next) = turned(&best, knob, way) else {
                        continue;
                    };
                    let agreement = agreement(&next);
                    if agreement > agreed {
                        (best, agreed, grew) = (next, agreement, true);
                        break;
                    }
                }
            }
            if !grew {
                step *= 0.5;
            }
        }
        (best, agreed)
    }
}
