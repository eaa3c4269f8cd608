//! What `--watch` shows below the family.

use std::process::Command;
use std::time::Instant;

use tests::with_every_step;
use vt100::Color;

use super::{Terminal, WINDOW, in_rows, open_eyes, show};

const WAITING: &str = "\
(o.o) (-.-) (/./) (@.@)

>0 (o.o) ........................................ 3.525
 1 (-.-) ##...................................... 1.200
 2 (/./) ######################.................. 0.440
 3 (@.@) #####################################... 0.360";

/// A show of four, with the clock stopped at its beginning.
fn stopped(step: &str) -> Command {
    let mut show = show(step, 4);
    show.args(["--watch", "--stopped"]);
    show
}

/// Goes on to 0.350, when Blinky 0 is due, and waits for that picture.
fn shows(step: &str, events: usize, picture: &str) {
    let mut terminal = Terminal::start(&stopped(step));
    terminal.wait_for_faces_in_first_row(4);
    terminal.press(&vec![b'.'; events]);
    let caption = format!("{picture}\nstep_{step}, seed 7\n");
    terminal.wait_for("the board", |screen| {
        let rows = screen.rows(0, WINDOW.0);
        let text: String =
            rows.map(|row| row.trim_end().to_owned() + "\n").collect();
        text.starts_with(&caption)
    });
}

#[test]
fn in_01_nobody_waits_for_anybody() {
    let picture = format!(
        "{WAITING}\n\n\
         no loop: 4 threads wait, each for itself\n\
         0.350, stopped   worst lateness 0.000   turns 8"
    );
    // At one instant, threads have their turns in any order.
    shows("01_threads", 4, &picture);
}

#[test]
fn in_03_the_loop_waits_for_the_first_in_the_list() {
    let picture = "\
(o.o) (-.-) (/./) (@.@)

 0 (o.o) ........................................ 3.525 <- the loop waits
 1 (-.-) ........................................ 1.250
 2 (/./) ........................................ 0.550
>3 (@.@) ........................................ 0.530

the loop waits for Blinky 0, until 3.525
0.350, stopped   worst lateness 0.170   turns 8";
    shows("03_generator_scheduler", 1, picture);
}

#[test]
fn in_03_everybody_else_is_late_meanwhile() {
    for size in [(80, 24), (40, 12), (200, 60)] {
        let mut show = show("03_generator_scheduler", 4);
        let mut terminal = Terminal::start(show.arg("--watch"));
        terminal.resize(size.0, size.1);
        terminal.wait_for_shown("!!! ");
        terminal.wait_for("three who are late", |screen| {
            let text = screen.contents();
            text.matches("! ").count() == 3 && text.contains("Blinky 0")
        });
    }
}

#[test]
fn in_02_04_05_07_and_08_the_loop_waits_for_the_earliest() {
    let others = ["01_threads", "03_generator_scheduler", "06_create_task"];
    let steps = tests::steps().into_iter();
    for step in steps.filter(|step| !others.contains(&step.as_str())) {
        shows(&step, 4, &earliest(""));
    }
}

#[test]
fn in_06_somebody_asks_who_is_no_blinky() {
    let asks = "\n  no Blinky: 36 turns";
    shows("06_create_task", 35, &earliest(asks));
    let mut terminal = Terminal::start(&stopped("06_create_task"));
    terminal.wait_for_shown("the loop waits for no Blinky, until 0.010");
    terminal.wait_for_shown("no Blinky: 1 turn <- the loop waits");
}

fn earliest(others: &str) -> String {
    format!(
        "{WAITING} <- the loop waits{others}\n\n\
         the loop waits for Blinky 3, until 0.360\n\
         0.350, stopped   worst lateness 0.000   turns 8"
    )
}

#[test]
fn the_family_comes_first_and_what_is_left_out_is_told() {
    with_every_step(|step| {
        let mut terminal = Terminal::start(&still(step, 1_000));
        let family = in_rows(13 * 23, 13);
        terminal.wait_for("a row below the family", |screen| {
            let text = open_eyes(&screen.contents());
            text.strip_prefix(&family).is_some_and(|rest| {
                rest.trim_start()
                    .starts_with("no room for 701 faces, 1000 bars")
            })
        });
        terminal.resize(40, 12);
        terminal.wait_for_shown("no room for 934 faces, 1000 bars");
        let mut terminal = Terminal::start(&still(step, 10));
        terminal.resize(40, 12);
        terminal.wait_for_shown("\nno room for 6 bars\n");
    });
}

#[test]
fn a_board_of_every_size_is_drawn_anew_when_the_window_changes() {
    with_every_step(|step| {
        let mut terminal = Terminal::start(&still(step, 10));
        for (width, height) in
            [(200, 60), (40, 12), (80, 24), (7, 3), (20, 5), (1, 1)]
        {
            terminal.resize(width, height);
            let columns = usize::from((width + 1) / 6).max(1);
            let rows = usize::from(height - 1).max(1);
            let family = in_rows(10, columns);
            let family: Vec<_> = family.lines().take(rows).collect();
            terminal.wait_for("the family", |screen| {
                let rows = screen.rows(0, width).take(family.len());
                let rows = rows.map(|row| open_eyes(row.trim_end()));
                rows.eq(family
                    .iter()
                    .map(|row| &row[..row.len().min(width.into())]))
            });
        }
        terminal.resize(80, 24);
        terminal.wait_for_shown("\n 8 (");
    });
}

/// A show so slow that everybody keeps the first face for several seconds.
fn still(step: &str, blinkies: usize) -> Command {
    let mut show = super::still(step, blinkies);
    show.arg("--watch");
    show
}

#[test]
fn the_speed_is_told() {
    with_every_step(|step| {
        let mut show = show(step, 3);
        show.args(["--watch", "--speed", "0.5"]);
        let mut terminal = Terminal::start(&show);
        terminal.wait_for_shown("   speed 0.5");
        terminal.press(b"+");
        terminal.wait_for("no more of it", |screen| {
            let text = screen.contents();
            text.contains("turns") && !text.contains("   speed")
        });
    });
}

#[test]
fn without_colours_late_looks_different_too() {
    let mut show = show("03_generator_scheduler", 4);
    show.arg("--watch");
    let mut terminal = Terminal::start(&show);
    terminal.wait_for_shown("!!! ");
    assert_eq!(colour_of_late(&terminal), Color::Idx(9));
    let mut terminal = Terminal::start(show.env("NO_COLOR", "1"));
    terminal.wait_for_shown("!!! ");
    assert_eq!(colour_of_late(&terminal), Color::Default);
    assert!(!terminal.printed().contains("\x1b[38"));
}

fn colour_of_late(terminal: &Terminal) -> Color {
    let screen = terminal.screen();
    let cells = (0..24).map(|row| screen.cell(row, 10).expect("a cell"));
    let mut late = cells.filter(|cell| cell.contents() == "!");
    late.next().expect("somebody is late").fgcolor()
}

#[test]
fn a_show_that_ends_while_it_is_watched_leaves_no_trace() {
    with_every_step(|step| {
        let mut show = show(step, 3);
        show.args(["--watch", "--duration", "1"]);
        let mut terminal = Terminal::start(&show);
        terminal.wait_for_shown("worst lateness");
        assert_eq!(terminal.exit_code(), 0, "{step}");
        terminal.is_as_it_was(step);
    });
}

/// A Blinky's turn is drawn when it happens. All else waits for the next
/// of at most thirty moments in a second.
#[test]
fn the_board_is_drawn_thirty_times_a_second_at_most() {
    with_every_step(|step| {
        let start = Instant::now();
        let mut show = show(step, 10);
        show.args(["--watch", "--duration", "2s", "--speed", "2"]);
        let mut terminal = Terminal::start(&show);
        assert_eq!(terminal.exit_code(), 0, "{step}");
        let most = 30.0 * start.elapsed().as_secs_f64() + 1.0;
        let printed = terminal.printed();
        let updates = printed.matches("\x1b[?2026h").count();
        // Whatever stands in the first row is the family.
        let families = printed.matches("\x1b[?2026h\x1b[1;1H").count();
        let boards = updates - families;
        assert!(boards as f64 <= most, "{step}: {boards} of {most}");
        assert!(boards > 3, "{step}: {boards}");
    });
}
