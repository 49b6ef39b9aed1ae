use image::{GrayImage, Luma};
use qrcode::{Color, EcLevel, QrCode};
use serde_json::json;

use super::answer::Answer;
use super::args::Invite;
use crate::Hub;
use crate::error::{HubError, Result};

/// Modules of blank border around a QR (ISO/IEC 18004).
const QUIET: usize = 4;
/// Pixels of a module: sharp on paper and on screens.
const MODULE: usize = 6;

/// Invites, and draws the QR as asked.
pub(super) fn invite(hub: &Hub, args: &Invite) -> Result<Answer> {
    let invited = hub.invite(args.org, args.person, &args.url, args.days)?;
    let not_after = invited.invitation.not_after.to_rfc3339();
    let code = QrCode::with_error_correction_level(invited.text.as_bytes(), EcLevel::L);
    let code = code.map_err(|error| HubError::refused("qr_too_large", error.to_string()))?;
    if let Some(path) = &args.png {
        picture(&code).save(path).map_err(|error| HubError::Folder {
            path: path.display().to_string(),
            error: std::io::Error::other(error),
        })?;
    }
    let json = json!({
        "text": invited.text,
        "url": invited.invitation.hub_url,
        "org": invited.invitation.org.to_string(),
        "person": invited.invitation.person.to_string(),
        "not_after": not_after,
        "png": args.png.as_ref().map(|path| path.display().to_string()),
    });
    let said = vec![
        ("name", invited.invitation.person_name.clone()),
        ("value", not_after),
    ];
    let drawn = args.qr.then(|| drawing(&code));
    Ok(Answer::said(json, "invited", said).with_lines(drawn.into_iter().chain([invited.text])))
}

/// The modules with their quiet zone, row by row; true is dark.
fn modules(code: &QrCode) -> Vec<Vec<bool>> {
    let width = code.width();
    let side = width + 2 * QUIET;
    let dark = |at: usize| {
        let inside = at.checked_sub(QUIET).filter(|at| *at < width);
        move |other: usize| {
            let other = other.checked_sub(QUIET).filter(|other| *other < width);
            matches!((inside, other), (Some(y), Some(x)) if code[(x, y)] == Color::Dark)
        }
    };
    (0..side).map(|y| (0..side).map(dark(y)).collect()).collect()
}

fn picture(code: &QrCode) -> GrayImage {
    let rows = modules(code);
    let side = u32::try_from(rows.len() * MODULE).unwrap_or(u32::MAX);
    let dark = |x: u32, y: u32| {
        let row = rows.get(y as usize / MODULE);
        row.and_then(|row| row.get(x as usize / MODULE))
            .copied()
            .unwrap_or(false)
    };
    GrayImage::from_fn(side, side, |x, y| Luma([if dark(x, y) { 0 } else { 255 }]))
}

/// Two modules per letter, light on the terminal's dark.
fn drawing(code: &QrCode) -> String {
    let rows = modules(code);
    let light = |row: Option<&Vec<bool>>, x: usize| !row.and_then(|row| row.get(x)).copied().unwrap_or(true);
    let pairs = rows.chunks(2).map(|pair| {
        let (upper, lower) = (pair.first(), pair.get(1));
        let letters = (0..rows.len()).map(|x| match (light(upper, x), light(lower, x)) {
            (true, true) => '█',
            (true, false) => '▀',
            (false, true) => '▄',
            (false, false) => ' ',
        });
        letters.collect::<String>()
    });
    pairs.collect::<Vec<_>>().join("\n")
}
