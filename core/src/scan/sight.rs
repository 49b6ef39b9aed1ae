use super::Code;

/// What was seen in one picture.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sight {
    /// The codes that were read, each once per place.
    pub codes: Vec<Code>,
    /// Where a code lies that could not be read, or was read differently by two passes: four corners as of [`Code`],
    /// right to a module or so. A hint where to hold the camera closer, and nothing more: print that looks like a code
    /// may be among them.
    pub unread: Vec<[[f32; 2]; 4]>,
}
