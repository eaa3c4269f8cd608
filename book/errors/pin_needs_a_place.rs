//! A future is pinned where it may still be moved.

use std::pin::Pin;
use std::task::{Context, Waker};

fn main() {
    let mut hello = async { println!("hello") };
    let mut context = Context::from_waker(Waker::noop());
    let _ = Pin::new(&mut hello).poll(&mut context);
}
