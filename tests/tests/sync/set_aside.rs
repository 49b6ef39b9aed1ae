//! Changes set aside are tried again when what they lacked has come.
