//! The app's own icon: one drawing for both phones. Android takes its shapes as they are, iOS a picture of them.

use png::{BitDepth, ColorType, Encoder, EncodingError};
use serde::Deserialize;
use zeno::{Mask, Transform};

use crate::Faults;
use crate::looks::Rgb;

/// The side of the square that it is drawn on, as Android's adaptive icons are.
pub const SQUARE: u16 = 108;
/// What a launcher may cut off on each side of that; iOS, which shows all of its picture, gets none of it.
const MARGIN: u16 = 18;
/// The side that Apple asks for, pixels.
const SIDE: u16 = 1024;

/// A drawing on a ground.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppIcon {
    /// What the shapes lie on, up to the edges.
    pub ground: Rgb,
    /// The first lies lowest.
    pub shapes: Vec<Shape>,
}

/// A filled outline.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shape {
    pub fill: Rgb,
    /// Path data, as SVG and Android's vectors write it.
    pub path: String,
}

impl AppIcon {
    /// Paths that can be read to a point only: half a shape would be drawn without a word.
    pub fn faults(&self) -> Faults {
        let faulty = |shape: &Shape| {
            let at = zeno::validate_svg(&shape.path).err()?;
            Some(format!(
                "looks.toml: app_icon: cannot read `{}` from byte {at} on",
                shape.path
            ))
        };
        self.shapes.iter().filter_map(faulty).collect()
    }

    /// A PNG without transparency, which Apple refuses, with square corners, which iOS rounds.
    pub fn png(&self) -> Result<Vec<u8>, Faults> {
        let mut pixels = self.ground.0.repeat(usize::from(SIDE) * usize::from(SIDE));
        for shape in &self.shapes {
            for (pixel, cover) in pixels.chunks_exact_mut(3).zip(shape.cover()) {
                for (under, over) in pixel.iter_mut().zip(shape.fill.0) {
                    *under = blended(*under, over, cover);
                }
            }
        }
        encoded(&pixels).map_err(|error| vec![format!("AppIcon.png: {error}")])
    }
}

impl Shape {
    /// How much of each pixel it covers.
    fn cover(&self) -> Vec<u8> {
        let side = u32::from(SIDE);
        let scale = f32::from(SIDE) / f32::from(SQUARE - 2 * MARGIN);
        let away = -f32::from(MARGIN) * scale;
        let onto = Transform::new(scale, 0., 0., scale, away, away);
        Mask::new(self.path.as_str())
            .transform(Some(onto))
            .size(side, side)
            .render()
            .0
    }
}

fn blended(under: u8, over: u8, cover: u8) -> u8 {
    let [under, over, cover] = [under, over, cover].map(u32::from);
    let mixed = (under * (255 - cover) + over * cover + 127) / 255;
    u8::try_from(mixed).unwrap_or(u8::MAX)
}

fn encoded(pixels: &[u8]) -> Result<Vec<u8>, EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, SIDE.into(), SIDE.into());
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(bytes)
}
