//! Real time is right, too.
