//! Draws the README's picture anew: `cargo run -p tests --example picture`.

mod draw;

fn main() {
    let path = tests::root().join(draw::PATH);
    std::fs::write(path, draw::picture()).expect("it can be written");
    println!("{}", draw::PATH);
}
