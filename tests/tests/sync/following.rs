//! An officer of several organisations, who may drop one and take it up again.
