//! The README's picture shows what the program plays.

mod draw;

use std::fs;

#[test]
fn the_picture_is_up_to_date() {
    let picture = fs::read_to_string(tests::root().join(draw::PATH));
    let same = picture.is_ok_and(|picture| picture == draw::picture());
    assert!(same, "draw it: cargo run -p tests --example picture");
}

#[test]
fn the_picture_is_small() {
    assert!(draw::picture().len() < 60_000);
}
