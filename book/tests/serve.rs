//! The served book follows its files, and keeps its pages while something
//! is wrong.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use book::repository::Repository;
use book::serve::serve;

#[test]
fn an_edit_is_served_and_a_mistake_is_not() {
    let root = tempfile::tempdir().unwrap();
    let chapter = root.path().join("book/chapters/welcome.md");
    write(root.path(), "steps/01_a/src/lib.rs", "fn first() {}\n");
    write(root.path(), "steps/01_a/Cargo.toml", "[package]\n");
    write(root.path(), "book/book.toml", "[book]\nsrc = \"chapters\"\n");
    let summary = "[Welcome](welcome.md)\n";
    write(root.path(), "book/chapters/SUMMARY.md", summary);
    let text = "# Welcome\n\n{{#listing 01 src/lib.rs}}\n";
    write(root.path(), "book/chapters/welcome.md", text);

    let port = free_port();
    let repository = Repository::at(root.path());
    thread::spawn(move || serve(&repository, port, false));
    wait_for(port, "first");

    write(root.path(), "steps/01_a/src/lib.rs", "fn second() {}\n");
    wait_for(port, "second");

    fs::write(&chapter, "# Welcome\n\n{{#listing 01 none.rs}}\n").unwrap();
    thread::sleep(Duration::from_millis(500));
    assert!(page(port).contains("second"), "the old page stays");

    fs::write(&chapter, "# Good bye\n").unwrap();
    wait_for(port, "Good bye");
}

#[test]
fn a_taken_port_is_one_clear_line() {
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let mut book = Command::new(env!("CARGO_BIN_EXE_book"));
    let output = book.args(["--port", &port]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.contains(&format!("port {port} is taken")), "{said}");
}

fn write(root: &Path, file: &str, text: &str) {
    let path = root.join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.local_addr().unwrap().port()
}

fn wait_for(port: u16, text: &str) {
    let start = Instant::now();
    while !page(port).contains(text) {
        assert!(start.elapsed() < Duration::from_secs(20), "no {text}");
        thread::sleep(Duration::from_millis(20));
    }
}

/// The first page; nothing, while nobody serves it.
fn page(port: u16) -> String {
    let mut page = String::new();
    if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) {
        let request = "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n";
        let sent = stream.write_all(request.as_bytes());
        if sent.is_ok() {
            let _ = stream.read_to_string(&mut page);
        }
    }
    page
}
