//! What step 08 promises.

// What a main task returns here may well be a handle.
#![allow(clippy::async_yields_async)]

use step_08_sockets as unio;

mod promises;
