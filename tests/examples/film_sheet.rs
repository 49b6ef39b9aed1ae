//! Films a sheet of stamps with three faults into a folder, as JPEG frames of 1280 × 720, and says what is wrong with
//! it: something to try `fieldbook sweep` on. A hundred stamps, ten side by side, unless told otherwise; `docs/film`
//! was made with `docs/film 00013 00024 6`.
//!
//! `cargo run --release -p fieldbook-tests --example film_sheet -- DIR [FIRST LAST [COLUMNS [SEED]]]`

use std::error::Error;
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::PathBuf;

use fieldbook::picture::camera::film;
use fieldbook::picture::faulty::faulty;
use fieldbook::picture::sheet::render_prints;
use fieldbook_core::model::SerialRange;
use image::codecs::jpeg::JpegEncoder;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let folder = PathBuf::from(args.next().ok_or("the folder for the frames is missing")?);
    let mut arg = |otherwise: &str| args.next().unwrap_or_else(|| otherwise.to_owned());
    let roll = SerialRange::parse(&arg("00101"), &arg("00200"))?;
    let (columns, seed) = (arg("10").parse()?, arg("1").parse()?);
    let other = SerialRange::new("", 5, "", 70_001, 70_010)?;
    let (base, gtin) = ("https://txng.example.vn", "08939999000017");
    let sheet = faulty(base, gtin, &roll, &other, false, seed).ok_or("the sheet cannot be printed")?;
    let printed = render_prints("HTX Mường Và — tem truy xuất", &sheet.prints, columns)?;
    fs::create_dir_all(&folder)?;
    let shots = film(&printed, 4, seed);
    for (index, shot) in shots.iter().enumerate() {
        let file = BufWriter::new(File::create(folder.join(format!("frame-{index:03}.jpg")))?);
        JpegEncoder::new_with_quality(file, 60).encode_image(&shot.frame)?;
    }
    println!("{} frames of {roll} in {}", shots.len(), folder.display());
    println!("taken off: {}", sheet.taken);
    println!("torn: {}", sheet.torn);
    println!(
        "covered: {} by {} of another roll",
        sheet.covered.0, sheet.covered.1
    );
    Ok(())
}
