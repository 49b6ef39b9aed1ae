use image::{GrayImage, ImageFormat};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::{Look, Printed};

/// A picture plane in light units.
pub(super) struct Plane {
    pub(super) pixels: Vec<f32>,
    pub(super) width: usize,
    pub(super) height: usize,
}

pub(super) fn background(dice: &mut ChaCha8Rng, width: usize, height: usize) -> Plane {
    let base = dice.random_range(70.0..150f32);
    // Soft clouds: sums of a few waves.
    let waves: Vec<[f32; 4]> = (0..5)
        .map(|_| {
            [
                dice.random_range(-0.02..0.02),
                dice.random_range(-0.02..0.02),
                dice.random_range(0.0..6.3),
                dice.random_range(3.0..12.0),
            ]
        })
        .collect();
    let mut pixels = Vec::with_capacity(width * height);
    for y in 0..height {
        for x in 0..width {
            let cloud: f32 = waves
                .iter()
                .map(|[fx, fy, phase, height]| (x as f32 * fx + y as f32 * fy + phase).sin() * height)
                .sum();
            pixels.push(base + cloud);
        }
    }
    Plane {
        pixels,
        width,
        height,
    }
}

/// Lines of print, a bar code, squares within squares, and checkers.
pub(super) fn decoys(plane: &mut Plane, dice: &mut ChaCha8Rng, many: bool) {
    for _ in 0..if many { 12 } else { 2 } {
        let (x0, y0) = (
            dice.random_range(0..plane.width),
            dice.random_range(0..plane.height),
        );
        let (w, h) = (dice.random_range(40..220usize), dice.random_range(30..120usize));
        let kind = dice.random_range(0..4);
        let unit = dice.random_range(2..7usize);
        let mut bits: Vec<bool> = Vec::new();
        bits.extend((0..64 * 64).map(|_| dice.random_bool(0.5)));
        for y in y0..(y0 + h).min(plane.height) {
            for x in x0..(x0 + w).min(plane.width) {
                let (u, v) = ((x - x0) / unit, (y - y0) / unit);
                let dark = match kind {
                    0 => bits[u % 64],
                    1 => v % 3 != 0 && bits[(u + v / 3 * 64) % 4096],
                    2 => {
                        let ring = (u % 9).min(8 - u % 9).min((v % 9).min(8 - v % 9));
                        ring == 1 || ring >= 3
                    }
                    _ => (u + v) % 2 == 0,
                };
                plane.pixels[y * plane.width + x] = if dark { 40.0 } else { 205.0 };
            }
        }
    }
}

pub(super) fn light(plane: &mut Plane, look: &Look, dice: &mut ChaCha8Rng, stamps: &[Printed]) {
    let middle = stamps
        .first()
        .map_or([plane.width as f32 / 2.0, plane.height as f32 / 2.0], |stamp| {
            let sum = stamp
                .corners
                .iter()
                .fold([0.0; 2], |sum: [f32; 2], at| [sum[0] + at[0], sum[1] + at[1]]);
            [sum[0] / 4.0, sum[1] / 4.0]
        });
    let size = stamps.first().map_or(100.0, |stamp| {
        let [a, b] = [stamp.corners[0], stamp.corners[2]];
        (a[0] - b[0]).hypot(a[1] - b[1])
    });
    let spot = [
        middle[0] + dice.random_range(-0.35..0.35f32) * size,
        middle[1] + dice.random_range(-0.35..0.35f32) * size,
    ];
    for y in 0..plane.height {
        for x in 0..plane.width {
            let pixel = &mut plane.pixels[y * plane.width + x];
            let (dx, dy) = (x as f32 - middle[0], y as f32 - middle[1]);
            if let Some((angle, offset, depth)) = look.shadow {
                let across = dx * angle.cos() + dy * angle.sin() + offset;
                let share = (across / 6.0 + 0.5).clamp(0.0, 1.0);
                *pixel *= depth + (1.0 - depth) * share;
            }
            if let Some((angle, depth)) = look.gradient {
                let across = (dx * angle.cos() + dy * angle.sin()) / size;
                *pixel *= (1.0 - depth * (across + 0.5)).clamp(0.08, 1.3);
            }
            if look.glare > 0.0 {
                let (gx, gy) = (x as f32 - spot[0], y as f32 - spot[1]);
                let near = (-(gx * gx + gy * gy) / (0.05 * size * size)).exp();
                *pixel += near * look.glare * 230.0;
            }
        }
    }
}

pub(super) fn blur(plane: &mut Plane, sigma: f32) {
    let reach = (sigma * 3.0).ceil() as isize;
    let kernel: Vec<f32> = (-reach..=reach)
        .map(|d| (-(d * d) as f32 / (2.0 * sigma * sigma)).exp())
        .collect();
    let sum: f32 = kernel.iter().sum();
    let kernel: Vec<f32> = kernel.iter().map(|one| one / sum).collect();
    along(plane, &kernel, reach, 1);
    along(plane, &kernel, reach, plane.width as isize);
}

fn along(plane: &mut Plane, kernel: &[f32], reach: isize, step: isize) {
    let (width, height) = (plane.width as isize, plane.height as isize);
    let mut out = vec![0.0; plane.pixels.len()];
    for y in 0..height {
        for x in 0..width {
            let mut sum = 0.0;
            for (index, weight) in kernel.iter().enumerate() {
                let d = index as isize - reach;
                let (x, y) = if step == 1 {
                    ((x + d).clamp(0, width - 1), y)
                } else {
                    (x, (y + d).clamp(0, height - 1))
                };
                sum += plane.pixels[(y * width + x) as usize] * weight;
            }
            out[(y * width + x) as usize] = sum;
        }
    }
    plane.pixels = out;
}

/// The mean along a short line.
pub(super) fn shake(plane: &mut Plane, (dx, dy): (f32, f32)) {
    let length = dx.hypot(dy);
    if length < 0.5 {
        return;
    }
    let steps = (length * 2.0).ceil() as usize;
    let (width, height) = (plane.width as f32, plane.height as f32);
    let mut out = vec![0.0; plane.pixels.len()];
    for y in 0..plane.height {
        for x in 0..plane.width {
            let mut sum = 0.0;
            for step in 0..=steps {
                let t = step as f32 / steps as f32 - 0.5;
                let at = [
                    (x as f32 + dx * t).clamp(0.0, width - 1.001),
                    (y as f32 + dy * t).clamp(0.0, height - 1.001),
                ];
                sum += bilinear(plane, at);
            }
            out[y * plane.width + x] = sum / (steps + 1) as f32;
        }
    }
    plane.pixels = out;
}

fn bilinear(plane: &Plane, [x, y]: [f32; 2]) -> f32 {
    let (left, top) = (x as usize, y as usize);
    let (fx, fy) = (x - left as f32, y - top as f32);
    let at =
        |x: usize, y: usize| plane.pixels[y.min(plane.height - 1) * plane.width + x.min(plane.width - 1)];
    let upper = at(left, top) * (1.0 - fx) + at(left + 1, top) * fx;
    let lower = at(left, top + 1) * (1.0 - fx) + at(left + 1, top + 1) * fx;
    upper * (1.0 - fy) + lower * fy
}

pub(super) fn expose(plane: &Plane, noise: f32, dice: &mut ChaCha8Rng) -> Vec<u8> {
    plane
        .pixels
        .iter()
        .map(|light| {
            // Four dice added up are near enough to a bell curve.
            let bell: f32 = (0..4).map(|_| dice.random_range(-1.0..1f32)).sum::<f32>() * 0.866;
            (light + bell * noise).clamp(0.0, 255.0) as u8
        })
        .collect()
}

pub(super) fn through_jpeg(luma: Vec<u8>, width: u32, height: u32, quality: u8) -> Vec<u8> {
    let picture = GrayImage::from_raw(width, height, luma).expect("as many pixels as it is large");
    let mut bytes = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, quality);
    picture.write_with_encoder(encoder).expect("a JPEG");
    let again = image::load_from_memory_with_format(&bytes, ImageFormat::Jpeg).expect("a JPEG");
    again.to_luma8().into_raw()
}
