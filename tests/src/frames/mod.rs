//! Frames as a cheap phone's camera sees stamps, from a seed: the same picture on every machine, with the text and
//! the corners of every stamp in it.

mod camera;
mod light;
mod sheet;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What makes a frame hard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    Clean,
    /// 1.5 to 2.2 pixels a module.
    Small,
    Tilt,
    Motion,
    Defocus,
    Noise,
    LowContrast,
    Shadow,
    Gradient,
    Glare,
    /// Around a bottle or a bag.
    Curved,
    Damage,
    Jpeg,
    Inverted,
    Mirrored,
    /// A border right beside the code.
    NarrowQuietZone,
    /// Versions 10 to 20.
    HighVersion,
    Combo,
    Roll,
    /// Nothing to read, and much that looks like it.
    Empty,
}

impl Trouble {
    pub const ALL: [Self; 20] = [
        Self::Clean,
        Self::Small,
        Self::Tilt,
        Self::Motion,
        Self::Defocus,
        Self::Noise,
        Self::LowContrast,
        Self::Shadow,
        Self::Gradient,
        Self::Glare,
        Self::Curved,
        Self::Damage,
        Self::Jpeg,
        Self::Inverted,
        Self::Mirrored,
        Self::NarrowQuietZone,
        Self::HighVersion,
        Self::Combo,
        Self::Roll,
        Self::Empty,
    ];
}

/// A stamp in a frame.
#[derive(Debug, Clone)]
pub struct Printed {
    pub text: String,
    /// Clockwise from its own top left, the outer edge of the dark modules.
    pub corners: [[f32; 2]; 4],
}

/// A frame and what is in it.
#[derive(Debug, Clone)]
pub struct Shot {
    pub luma: Vec<u8>,
    pub width: u32,
    pub height: u32,
    pub stamps: Vec<Printed>,
}

/// How one frame is taken.
#[derive(Clone)]
struct Look {
    module: f32,
    tilt: f32,
    turn: f32,
    blur: f32,
    motion: (f32, f32),
    noise: f32,
    dark: f32,
    light: f32,
    shadow: Option<(f32, f32, f32)>,
    gradient: Option<(f32, f32)>,
    glare: f32,
    bend: f32,
    damage: f32,
    jpeg: Option<u8>,
    inverted: bool,
    mirrored: bool,
    quiet: f32,
    version_text: usize,
    rows: (usize, usize),
}

impl Look {
    fn of(trouble: Trouble, dice: &mut ChaCha8Rng) -> Self {
        let mut look = Self {
            module: dice.random_range(3.0..6.0),
            tilt: dice.random_range(0.0..12f32).to_radians(),
            turn: dice.random_range(-180.0..180f32).to_radians(),
            blur: dice.random_range(0.4..0.8),
            motion: (0.0, 0.0),
            noise: dice.random_range(1.0..4.0),
            dark: dice.random_range(20.0..50.0),
            light: dice.random_range(190.0..240.0),
            shadow: None,
            gradient: None,
            glare: 0.0,
            bend: 0.0,
            damage: 0.0,
            jpeg: None,
            inverted: false,
            mirrored: false,
            quiet: 4.0,
            version_text: 0,
            rows: (1, 1),
        };
        match trouble {
            Trouble::Clean => {}
            Trouble::Small => look.module = dice.random_range(1.5..2.2),
            Trouble::Tilt => look.tilt = dice.random_range(25.0..45f32).to_radians(),
            Trouble::Motion => look.motion = motion(dice, 2.0..8.0),
            Trouble::Defocus => look.blur = dice.random_range(1.2..2.6),
            Trouble::Noise => look.noise = dice.random_range(12.0..28.0),
            Trouble::LowContrast => {
                look.dark = dice.random_range(90.0..130.0);
                look.light = look.dark + dice.random_range(18.0..35.0);
            }
            Trouble::Shadow => {
                let angle = dice.random_range(0.0..std::f32::consts::TAU);
                look.shadow = Some((
                    angle,
                    dice.random_range(-30.0..30.0),
                    dice.random_range(0.2..0.45),
                ));
            }
            Trouble::Gradient => {
                let angle = dice.random_range(0.0..std::f32::consts::TAU);
                look.gradient = Some((angle, dice.random_range(0.65..0.9)));
            }
            Trouble::Glare => look.glare = dice.random_range(0.5..1.0),
            Trouble::Curved => look.bend = dice.random_range(0.5..1.1),
            Trouble::Damage => look.damage = dice.random_range(0.03..0.08),
            Trouble::Jpeg => look.jpeg = Some(dice.random_range(12..36)),
            Trouble::Inverted => look.inverted = true,
            Trouble::Mirrored => look.mirrored = true,
            Trouble::NarrowQuietZone => look.quiet = dice.random_range(0.0..1.0),
            Trouble::HighVersion => {
                look.version_text = dice.random_range(200..600);
                look.module = dice.random_range(2.6..4.2);
            }
            Trouble::Combo => {
                look.module = dice.random_range(2.2..3.4);
                look.tilt = dice.random_range(10.0..30f32).to_radians();
                look.motion = motion(dice, 0.0..3.0);
                look.blur = dice.random_range(0.8..1.4);
                look.noise = dice.random_range(5.0..12.0);
                look.light = look.dark + dice.random_range(60.0..110.0);
                look.jpeg = Some(dice.random_range(25..60));
            }
            Trouble::Roll => {
                look.rows = (dice.random_range(1..3), dice.random_range(2..4));
                look.module = dice.random_range(2.0..3.4);
                look.turn = dice.random_range(-20.0..20f32).to_radians();
            }
            Trouble::Empty => look.rows = (0, 0),
        }
        look
    }
}

fn motion(dice: &mut ChaCha8Rng, length: std::ops::Range<f32>) -> (f32, f32) {
    let (length, angle) = (
        dice.random_range(length),
        dice.random_range(0.0..std::f32::consts::TAU),
    );
    (length * angle.cos(), length * angle.sin())
}

/// A stamp's text: what Vietnamese issuers print.
pub fn stamp_text(dice: &mut ChaCha8Rng, longer: usize) -> String {
    let serial: u32 = dice.random_range(1..99_999_999);
    let mut text = match dice.random_range(0..4) {
        0 => format!("https://id.txng.example/01/08939000017{serial:08}/21/HX{serial:08}"),
        1 => format!("https://truyxuat.example.vn/t/{serial:010}"),
        2 => format!("https://checkvn.example/q?c=893{serial:010}"),
        _ => format!("HX{serial:08}"),
    };
    if longer > 0 {
        text.push_str("?n=");
        text.extend((0..longer).map(|_| dice.random_range(b'a'..=b'z') as char));
    }
    text
}

/// A frame of a trouble.
pub fn shot(trouble: Trouble, seed: u64, width: u32, height: u32) -> Shot {
    let mut dice = ChaCha8Rng::seed_from_u64(seed ^ ((trouble as u64 + 1) << 32));
    let look = Look::of(trouble, &mut dice);
    let mut plane = light::background(&mut dice, width as usize, height as usize);
    if trouble == Trouble::Empty || dice.random_bool(0.3) {
        light::decoys(&mut plane, &mut dice, trouble == Trouble::Empty);
    }
    let mut stamps = Vec::new();
    sheet::place_all(&mut plane, &look, &mut dice, &mut stamps);
    light::light(&mut plane, &look, &mut dice, &stamps);
    light::blur(&mut plane, look.blur);
    light::shake(&mut plane, look.motion);
    let luma = light::expose(&plane, look.noise, &mut dice);
    let luma = match look.jpeg {
        Some(quality) => light::through_jpeg(luma, width, height, quality),
        None => luma,
    };
    Shot {
        luma,
        width,
        height,
        stamps,
    }
}
