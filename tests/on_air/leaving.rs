//! Who leaves, in whatever way, is gone for all.

use std::io::Write;
use std::net::Shutdown;

use super::{Guest, Show};

#[test]
fn who_quits_is_gone_and_gets_a_last_line() {
    leaves(|guest| {
        guest.types("quit\n");
        guest.wait_for_end();
        assert!(guest.text().contains("Goodbye"), "{}", guest.text());
    });
}

#[test]
fn who_hangs_up_is_gone() {
    leaves(|guest| guest.hangs_up());
}

#[test]
fn who_ends_only_what_it_sends_is_gone_and_gets_a_last_line() {
    leaves(|guest| {
        guest.stream.shutdown(Shutdown::Write).expect("a connection");
        guest.wait_for_end();
        assert!(guest.text().contains("Goodbye"), "{}", guest.text());
    });
}

#[test]
fn who_hangs_up_in_the_middle_of_a_line_is_gone() {
    leaves(|guest| {
        guest.types("win");
        guest.stream.shutdown(Shutdown::Write).expect("a connection");
        guest.wait_for_end();
    });
}

#[test]
fn a_line_without_an_end_is_not_obeyed() {
    let show = Show::start(1, &[]);
    let mut guest = Guest::seated(&show);
    show.wait_for_size(2);
    guest.types("robot");
    guest.stream.shutdown(Shutdown::Write).expect("a connection");
    guest.wait_for_end();
    let robot =
        |faces: &[String]| faces.get(1).is_some_and(|f| f == "[o_o]");
    assert!(!show.lines().iter().any(|line| robot(&line.faces)));
}

#[test]
fn who_resets_the_connection_is_gone() {
    let show = Show::start(2, &[]);
    for rounds in 1..=5 {
        let mut unread = Guest::unread(show.address);
        show.wait_for_size(3);
        if rounds % 2 == 0 {
            unread.write_all(b"wink\nya").expect("a connection");
        }
        drop(unread);
        show.wait_for_size(2);
    }
}

#[test]
fn who_leaves_is_gone_from_the_screens_of_the_others() {
    let show = Show::start(2, &[]);
    let stays = Guest::seated(&show);
    let leaves = Guest::seated(&show);
    let size = |text: &str| {
        let row = text.lines().next().unwrap_or_default();
        row.split_whitespace().count()
    };
    stays.wait_for("four faces", |text| size(text) == 4);
    leaves.hangs_up();
    stays.wait_for("three faces", |text| size(text) == 3);
}

#[test]
fn a_show_that_ends_says_goodbye() {
    let mut show = Show::start(3, &["--duration", "2s"]);
    let mut guests = [Guest::seated(&show), Guest::seated(&show)];
    guests[0].types("half a li");
    assert_eq!(show.end().0, Some(0));
    for guest in guests {
        guest.wait_for_end();
        assert!(guest.text().contains("Goodbye"), "{}", guest.text());
        assert!(!guest.text().contains("half"), "{}", guest.text());
    }
}

/// A guest who does not read is not waited for: the terminal is the
/// presenter's again. Seven seconds of grace and patience there may be,
/// and a show that lasts longer by ten is still on then.
#[test]
fn a_guest_who_does_not_read_holds_up_the_end_by_a_few_seconds_at_most() {
    let mut longer = Show::start(1, &["--duration", "14s"]);
    let mut show = Show::start(200, &["--duration", "4s"]);
    let _silent = Guest::unread(show.address);
    assert_eq!(show.end().0, Some(0));
    assert!(longer.is_on(), "it was held up for ten seconds");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_the_show_for_guests_too() {
    let mut show = Show::start(3, &[]);
    let guest = Guest::seated(&show);
    let kill = format!("kill -INT {}", show.program.id());
    let kill =
        std::process::Command::new("sh").args(["-c", &kill]).status();
    assert!(kill.expect("a shell").success());
    assert_eq!(show.end().0, Some(130));
    guest.wait_for_end();
}

/// Somebody leaves in this way, and the show goes on without that face.
fn leaves(leave: impl FnOnce(&mut Guest)) {
    let show = Show::start(2, &[]);
    let mut guest = Guest::seated(&show);
    show.wait_for_size(3);
    leave(&mut guest);
    show.wait_for_size(2);
    let _another = Guest::seated(&show);
    show.wait_for_size(3);
}
