use qrcode::{EcLevel, QrCode};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::camera::Camera;
use super::light::Plane;
use super::{Look, Printed, stamp_text};

/// One stamp on the sheet.
struct Stamp {
    dark: Vec<bool>,
    side: usize,
    /// Its middle, in modules of the sheet.
    at: [f32; 2],
    scratches: Vec<[f32; 4]>,
}

pub(super) fn place_all(plane: &mut Plane, look: &Look, dice: &mut ChaCha8Rng, printed: &mut Vec<Printed>) {
    let (rows, columns) = look.rows;
    if rows == 0 {
        return;
    }
    let mut stamps = Vec::new();
    let mut texts = Vec::new();
    for _ in 0..rows * columns {
        let text = stamp_text(dice, look.version_text);
        let level = [EcLevel::L, EcLevel::M, EcLevel::M, EcLevel::Q][dice.random_range(0..4)];
        let level = if look.damage > 0.0 { EcLevel::M } else { level };
        let code = QrCode::with_error_correction_level(&text, level).expect("a stamp's text fits");
        let side = code.width();
        let dark = code
            .to_colors()
            .iter()
            .map(|colour| colour.select(true, false))
            .collect();
        let scratches = scratches(look.damage, side, dice);
        stamps.push(Stamp {
            dark,
            side,
            at: [0.0; 2],
            scratches,
        });
        texts.push(text);
    }
    let largest = stamps.iter().map(|stamp| stamp.side).max().unwrap_or(21) as f32;
    let pitch = largest + 2.0 * look.quiet.max(2.0) + 2.0;
    for (index, stamp) in stamps.iter_mut().enumerate() {
        let (row, column) = (index / columns, index % columns);
        stamp.at = [
            (column as f32 - (columns as f32 - 1.0) / 2.0) * pitch,
            (row as f32 - (rows as f32 - 1.0) / 2.0) * pitch,
        ];
    }
    let reach = pitch * columns.max(rows) as f32 * 0.5;
    let mut look = look.clone();
    let room = plane.width.min(plane.height) as f32;
    // All of it is to be seen.
    let fits = room / (reach * 2.0 * 1.15);
    look.module = look.module.min(fits);
    let spare = |side: usize| (side as f32 - reach * look.module * 2.2).max(0.0) / 2.0;
    let (sx, sy) = (spare(plane.width), spare(plane.height));
    let centre = (
        plane.width as f32 / 2.0 + dice.random_range(-1.0..1f32) * sx,
        plane.height as f32 / 2.0 + dice.random_range(-1.0..1f32) * sy,
    );
    let camera = Camera::new(&look, centre, reach, dice);
    let edge = largest / 2.0 + look.quiet;
    draw(plane, &camera, &stamps, &look, edge);
    for (stamp, text) in stamps.iter().zip(texts) {
        let half = stamp.side as f32 / 2.0;
        let [x, y] = stamp.at;
        let side = if look.mirrored { -1.0 } else { 1.0 };
        let corners = [
            [-half * side, -half],
            [half * side, -half],
            [half * side, half],
            [-half * side, half],
        ]
        .map(|[dx, dy]| camera.to_frame([x + dx, y + dy]));
        printed.push(Printed { text, corners });
    }
}

fn scratches(damage: f32, side: usize, dice: &mut ChaCha8Rng) -> Vec<[f32; 4]> {
    let mut left = damage * (side * side) as f32;
    let mut all = Vec::new();
    while left > 0.0 {
        let (w, h) = if dice.random_bool(0.5) {
            (dice.random_range(2.0..5f32), dice.random_range(2.0..5f32))
        } else {
            (dice.random_range(0.4..1.0f32), dice.random_range(6.0..15f32))
        };
        let half = side as f32 / 2.0;
        let at = [dice.random_range(-half..half), dice.random_range(-half..half)];
        all.push([at[0] - w / 2.0, at[1] - h / 2.0, at[0] + w / 2.0, at[1] + h / 2.0]);
        left -= w * h;
    }
    all
}

fn draw(plane: &mut Plane, camera: &Camera, stamps: &[Stamp], look: &Look, edge: f32) {
    const SAMPLES: usize = 4;
    let (paper, ink) = if look.inverted {
        (look.dark, look.light)
    } else {
        (look.light, look.dark)
    };
    for stamp in stamps {
        let [cx, cy] = stamp.at;
        let around: Vec<[f32; 2]> = (0..=16)
            .flat_map(|i| {
                let t = -edge + edge * 2.0 * i as f32 / 16.0;
                [[t, -edge], [t, edge], [-edge, t], [edge, t]]
            })
            .map(|[u, v]| camera.to_frame([cx + u, cy + v]))
            .collect();
        let bound = |axis: usize, most: usize| {
            let low = around.iter().map(|p| p[axis]).fold(f32::MAX, f32::min).max(0.0) as usize;
            let high = around.iter().map(|p| p[axis]).fold(0.0, f32::max).ceil().max(0.0) as usize + 1;
            low..high.min(most)
        };
        let (columns, rows) = (bound(0, plane.width), bound(1, plane.height));
        for y in rows {
            for x in columns.clone() {
                let (mut sum, mut hits) = (0.0, 0);
                for sample in 0..SAMPLES * SAMPLES {
                    let dx = (sample % SAMPLES) as f32 + 0.5;
                    let dy = (sample / SAMPLES) as f32 + 0.5;
                    let at = [x as f32 + dx / SAMPLES as f32, y as f32 + dy / SAMPLES as f32];
                    let Some([u, v]) = camera.to_label(at) else {
                        continue;
                    };
                    let (u, v) = (u - cx, v - cy);
                    if u.abs() > edge || v.abs() > edge {
                        continue;
                    }
                    hits += 1;
                    sum += if is_dark(stamp, look, u, v) { ink } else { paper };
                }
                if hits > 0 {
                    let pixel = &mut plane.pixels[y * plane.width + x];
                    let share = hits as f32 / (SAMPLES * SAMPLES) as f32;
                    *pixel = *pixel * (1.0 - share) + sum / (SAMPLES * SAMPLES) as f32;
                }
            }
        }
    }
}

fn is_dark(stamp: &Stamp, look: &Look, u: f32, v: f32) -> bool {
    let scratched = stamp
        .scratches
        .iter()
        .position(|[x0, y0, x1, y1]| (*x0..*x1).contains(&u) && (*y0..*y1).contains(&v));
    if let Some(number) = scratched {
        return number % 2 == 0;
    }
    let half = stamp.side as f32 / 2.0;
    let u = if look.mirrored { -u } else { u };
    let (column, row) = ((u + half).floor(), (v + half).floor());
    let inside = |at: f32| at >= 0.0 && at < stamp.side as f32;
    inside(column) && inside(row) && stamp.dark[row as usize * stamp.side + column as usize]
}
