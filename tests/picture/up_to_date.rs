//! The pictures that move show what the programs play.

mod draw;

use std::fs;

#[test]
fn the_pictures_are_up_to_date() {
    for picture in draw::PICTURES {
        let path = picture.path;
        let kept = fs::read_to_string(tests::root().join(path));
        let same = kept.is_ok_and(|kept| kept == picture.draw());
        let draw = "cargo run -p tests --example picture";
        assert!(same, "draw {path}: {draw}");
    }
}

#[test]
fn the_pictures_are_small_and_have_no_script() {
    for picture in draw::PICTURES {
        let kept = fs::read_to_string(tests::root().join(picture.path));
        let drawn = kept.expect("it is kept");
        assert!(drawn.len() < 60_000, "{}", picture.path);
        assert!(!drawn.contains("<script"), "{}", picture.path);
        let still = "@media (prefers-reduced-motion: no-preference)";
        assert!(drawn.contains(still), "{}", picture.path);
    }
}
