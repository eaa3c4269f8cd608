//! The same seed plays the same show on every engine.
