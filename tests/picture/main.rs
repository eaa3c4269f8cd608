//! Draws the pictures that move anew: `cargo run -p tests --example picture`.

mod draw;

fn main() {
    for picture in draw::PICTURES {
        let path = tests::root().join(picture.path);
        std::fs::write(path, picture.draw()).expect("it can be written");
        println!("{}", picture.path);
    }
}
