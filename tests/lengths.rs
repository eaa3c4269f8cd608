//! Every engine meets its length.
