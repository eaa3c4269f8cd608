//! What [`letters`](crate::letters) needs to be shared between threads. A
//! model checker puts its own in here, to try every schedule.

pub use std::sync::Mutex;

pub use mio::Waker as Bell;

pub use crate::poller::Poller;
