//! Where the show listens, and that it says so.

use std::net::TcpListener;
use std::process::Command;

use super::{Guest, Show, address_in, show};

#[test]
fn a_taken_port_is_told_in_one_line() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("bound").to_string();
    let (told, code) = fails(&["--listen", &address]);
    assert_eq!(code, Some(1));
    assert!(told.contains(&address), "{told}");
    if cfg!(unix) {
        assert!(told.contains("Address already in use"), "{told}");
    }
    assert!(told.contains("--listen"), "{told}");
}

#[test]
fn an_address_that_is_not_ours_is_told_in_one_line() {
    let (told, code) = fails(&["--listen", "192.0.2.1:7878"]);
    assert_eq!(code, Some(1));
    assert!(told.contains("192.0.2.1:7878"), "{told}");
}

#[test]
fn an_address_that_is_none_is_wrong_input() {
    for none in ["", "banana", "7878", ":7878", "localhost:", "a:99999"] {
        let (told, code) = fails(&["--listen", none]);
        assert_eq!(code, Some(2), "{told}");
        assert!(told.contains("try 127.0.0.1:7878"), "{told}");
    }
}

#[test]
fn the_usual_address_is_in_the_help() {
    let help = tests::printed(show(1).arg("--help"));
    assert!(help.contains("[default: 127.0.0.1:7878]"), "{help}");
}

#[test]
fn a_name_and_other_families_of_addresses_will_do() {
    let show = Show::of(&mut at("localhost:0"));
    Guest::seated(&show);
    let show = Show::of(&mut at("0.0.0.0:0"));
    let mut address = show.address;
    assert!(address.ip().is_unspecified());
    // Linux has more of these.
    let last = if cfg!(target_os = "linux") { 3 } else { 1 };
    address.set_ip([127, 0, 0, last].into());
    Guest::at(address).wait_for("it", |text| text.contains("Welcome"));
}

#[test]
fn in_simulated_time_nothing_listens() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("bound").to_string();
    let mut show = at(&address);
    show.args(["--virtual-time", "--duration", "10s"]);
    let output = show.output().expect("it is built");
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
}

#[test]
fn what_is_told_is_where_one_can_join() {
    let mut show = show(1);
    let output = show.args(["--duration", "1ms"]).output().expect("built");
    let told = String::from_utf8(output.stderr).expect("text");
    assert_eq!(told.lines().count(), 1, "{told}");
    assert_ne!(address_in(&told).port(), 0);
}

fn at(address: &str) -> Command {
    let mut show = tests::program(&tests::newest_on_air());
    show.args(["--plain", "--seed", "7", "--listen", address]);
    show
}

/// What a show says that cannot begin: a line, and nothing else.
fn fails(flags: &[&str]) -> (String, Option<i32>) {
    let mut show = tests::program(&tests::newest_on_air());
    let output = show.args(flags).output().expect("it is built");
    assert!(output.stdout.is_empty(), "{output:?}");
    let told = String::from_utf8(output.stderr).expect("text");
    assert_eq!(told.lines().count(), 1, "{told}");
    assert!(told.starts_with("error: "), "{told}");
    (told, output.status.code())
}
