//! The terminal is always left as it was found.
