use crate::model::FactId;

/// Why an export could not be written. The story itself is never at fault for a missing value: what is not
/// known is left out.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The resolver is not an `http(s)` address that a Digital Link can begin with.
    #[error("`{0}` is not a web address that a GS1 Digital Link can begin with")]
    Resolver(String),
    /// A moment outside the years 0 to 9999, which RFC 3339 cannot write.
    #[error("fact {0} has a moment that RFC 3339 cannot write")]
    Moment(FactId),
    /// The spreadsheet could not be written.
    #[error("the spreadsheet could not be written: {0}")]
    Csv(#[from] ::csv::Error),
}
