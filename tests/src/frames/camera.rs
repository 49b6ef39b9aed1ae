use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::Look;

/// From a plane of the label (modules, the middle of the sheet at 0, 0) into the frame.
pub(super) struct Camera {
    h: [f32; 9],
    inverse: [f32; 9],
    bend: f32,
    radius: f32,
}

impl Camera {
    pub(super) fn new(look: &Look, centre: (f32, f32), reach: f32, dice: &mut ChaCha8Rng) -> Self {
        let direction = dice.random_range(0.0..std::f32::consts::TAU);
        let (st, ct) = look.turn.sin_cos();
        let (sd, cd) = direction.sin_cos();
        let (sa, ca) = look.tilt.sin_cos();
        // Turned by the direction of the tilt, tilted, turned back, then turned as a whole.
        let turn = |s: f32, c: f32| [c, -s, 0.0, s, c, 0.0, 0.0, 0.0, 1.0];
        let distance = reach * 3.2;
        let squeeze = [ca, 0.0, 0.0, 0.0, 1.0, 0.0, sa / distance, 0.0, 1.0];
        let m = multiply(&turn(-sd, cd), &multiply(&squeeze, &turn(sd, cd)));
        let m = multiply(&turn(st, ct), &m);
        let scale = [
            look.module,
            0.0,
            centre.0,
            0.0,
            look.module,
            centre.1,
            0.0,
            0.0,
            1.0,
        ];
        let h = multiply(&scale, &m);
        Self {
            inverse: invert(&h),
            h,
            bend: look.bend,
            radius: reach,
        }
    }

    pub(super) fn to_frame(&self, [u, v]: [f32; 2]) -> [f32; 2] {
        // Wrapped around an upright cylinder.
        let u = if self.bend > 0.0 {
            let angle = u / self.radius * self.bend;
            angle.sin() * self.radius / self.bend
        } else {
            u
        };
        apply(&self.h, [u, v])
    }

    pub(super) fn to_label(&self, at: [f32; 2]) -> Option<[f32; 2]> {
        let [u, v] = apply(&self.inverse, at);
        if self.bend > 0.0 {
            let sine = u * self.bend / self.radius;
            return (sine.abs() < 1.0).then(|| [sine.asin() * self.radius / self.bend, v]);
        }
        Some([u, v])
    }
}

fn apply(m: &[f32; 9], [x, y]: [f32; 2]) -> [f32; 2] {
    let w = m[6] * x + m[7] * y + m[8];
    [(m[0] * x + m[1] * y + m[2]) / w, (m[3] * x + m[4] * y + m[5]) / w]
}

fn multiply(a: &[f32; 9], b: &[f32; 9]) -> [f32; 9] {
    std::array::from_fn(|i| (0..3).map(|k| a[i / 3 * 3 + k] * b[k * 3 + i % 3]).sum())
}

fn invert(m: &[f32; 9]) -> [f32; 9] {
    let minor = |a: usize, b: usize, c: usize, d: usize| m[a] * m[d] - m[b] * m[c];
    let c = [
        minor(4, 5, 7, 8),
        -minor(1, 2, 7, 8),
        minor(1, 2, 4, 5),
        -minor(3, 5, 6, 8),
        minor(0, 2, 6, 8),
        -minor(0, 2, 3, 5),
        minor(3, 4, 6, 7),
        -minor(0, 1, 6, 7),
        minor(0, 1, 3, 4),
    ];
    let det = m[0] * c[0] + m[1] * c[3] + m[2] * c[6];
    c.map(|one| one / det)
}
