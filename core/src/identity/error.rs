/// Why a key, signature or signed statement is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// The signature does not fit.
    #[error("the signature does not fit")]
    BadSignature,
    /// Signed by someone else than the hub this book belongs to.
    #[error("signed by another hub")]
    ForeignHub,
    /// Not an invitation, certificate… of this version.
    #[error("not readable: {0}")]
    Unreadable(String),
    /// Its time is over.
    #[error("expired")]
    Expired,
    /// The operating system gave no randomness.
    #[error("no randomness from the operating system")]
    NoRandomness,
}
