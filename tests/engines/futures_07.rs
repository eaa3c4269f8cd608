//! What step 07 promises.

// What a main task returns here may well be a handle.
#![allow(clippy::async_yields_async)]

use step_07_futures as unio;

mod promises;
