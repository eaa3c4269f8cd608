//! Scenes that go on when somebody presses Enter, for those who talk.

use std::process::Command;

use super::{Terminal, poll};

const ASKED: &str = "(Enter goes on)";

fn by_hand() -> [Command; 2] {
    let steps = ["03_generator_scheduler", "05_awaitable_sleep"];
    steps.map(|step| tests::scene(step, "by_hand"))
}

/// The words of a scene, without the times before them.
fn words(text: &str) -> Vec<&str> {
    let lines = text.lines().map(str::trim_end);
    lines.filter_map(|line| line.get(10..)).collect()
}

/// Waits until the scene asks for the first time, or once more than
/// `before`. Returns whether it does, or else has come to its end.
fn asks(terminal: &mut Terminal, before: usize) -> bool {
    poll("a question or the end", || {
        let asked = terminal.printed().matches(ASKED).count();
        let ended = terminal.seen().end;
        (asked > before || ended).then_some(asked > before)
    })
}

#[test]
fn by_hand_waits_for_enter_and_then_says_what_it_always_says() {
    for mut scene in by_hand() {
        let mut terminal = Terminal::start(&scene);
        let mut asked = 0;
        while asks(&mut terminal, asked) {
            asked += 1;
            let screen = terminal.screen().contents();
            assert!(screen.ends_with(ASKED), "{asked}: {screen}");
            // An end of the input is as good as Enter.
            let keys = [&b"\n"[..], b"and so on\n", b"\x04"];
            terminal.press(keys[asked % keys.len()]);
        }
        assert!(asked > 5, "{asked}");
        assert_eq!(terminal.exit_code(), 0);
        let printed = tests::printed(scene.arg("--virtual-time"));
        let (seen, all) = (terminal.screen().contents(), words(&printed));
        // What was there before has left the screen, or says nothing.
        let seen = words(&seen);
        assert!(all.ends_with(&seen[seen.len() - 15..]), "{seen:?}");
        terminal.is_free();
    }
}

#[test]
fn by_hand_asks_nobody_where_nobody_sits() {
    for scene in by_hand() {
        for no_terminal in ["</dev/null", "| cat"] {
            let mut sh = Command::new("sh");
            sh.args(["-c", &format!("\"$@\" {no_terminal}"), "sh"]);
            sh.arg(scene.get_program()).args(scene.get_args());
            let mut terminal = Terminal::start(&sh);
            assert_eq!(terminal.exit_code(), 0);
            assert!(!terminal.printed().contains(ASKED));
        }
    }
}
