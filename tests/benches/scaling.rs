//! How cost grows with the number of tasks.

fn main() {}
