//! Programs that must not compile, and what the compiler says of them.
//!
//! They lie beside this folder, each with its message, and chapters show
//! both. A crate of its own, since they need the steps and nothing of what
//! builds the book.
