//! A recorded show as an animated SVG.
//!
//! It is a strip of film behind a window: one row of faces below the
//! other, one row for each instant at which something changes. A style
//! sheet moves the film, a row at a time, and each row at its time.

use std::fmt::Write;

use shared::cast::OPEN_EYES;
use svg::Document;
use svg::node::element::{
    Circle, Description, Group, Path, Rectangle, SVG, Style, Text, Title,
};
use tests::lines::{Frame, frames};

/// Where the picture lies in the repository.
pub(crate) const PATH: &str = "tests/picture/blinkies.svg";

const STEP: &str = "06_create_task";
const SEED: &str = "11";
const BLINKIES: usize = 6;
const SECONDS: usize = 10;

/// All lengths are in pixels.
const COLUMN: usize = 96;
const ROW: usize = 50;
const BAR: usize = 34;
const MARGIN: usize = 24;
const WIDTH: usize = BLINKIES * COLUMN + 2 * MARGIN;
const HEIGHT: usize = BAR + ROW + 2 * MARGIN;

/// The stage's colours, as they look on a dark terminal.
const COLOURS: [&str; BLINKIES] =
    ["#56c8d8", "#d48fe0", "#86cc7c", "#82aaff", "#e0b656", "#f08080"];

/// Plays a show and draws it.
pub(crate) fn picture() -> String {
    let film = record();
    let document = Document::new()
        .set("viewBox", (0, 0, WIDTH, HEIGHT))
        .set("width", WIDTH)
        .set("height", HEIGHT)
        .set("role", "img")
        .add(Title::new("A family of Blinkies"))
        .add(Description::new().add(svg::node::Text::new(describe(&film))))
        .add(Style::new(style(&film)))
        .add(terminal())
        .add(window(&film));
    format!("{document}\n")
}

/// What step 06 plays: the last line of each instant.
fn record() -> Vec<Frame> {
    let mut show = tests::blinkies(STEP);
    show.args(["--virtual-time", "--seed", SEED]);
    show.args(["--blinkies", &BLINKIES.to_string()]);
    show.args(["--duration", &SECONDS.to_string()]);
    let mut film: Vec<Frame> = Vec::new();
    for frame in frames(&tests::printed(&mut show)) {
        if film.last().is_some_and(|last| last.time == frame.time) {
            film.pop();
        }
        film.push(frame);
    }
    film
}

/// The liveliest row, for whoever wants no animation.
fn still(film: &[Frame]) -> usize {
    let lively = |row: &usize| {
        let mut faces = film[*row].faces.clone();
        faces.retain(|face| face != OPEN_EYES);
        faces.sort();
        faces.dedup();
        faces.len()
    };
    (0..film.len()).max_by_key(lively).expect("a film has a row")
}

fn describe(film: &[Frame]) -> String {
    let faces = film[still(film)].faces.join(" ");
    format!(
        "{BLINKIES} little faces in a terminal blink, wink and look \
         around, each in its own time: {faces}"
    )
}

fn style(film: &[Frame]) -> String {
    let mut moves = String::new();
    for (row, frame) in film.iter().enumerate() {
        let percent = frame.time as f64 / (10 * SECONDS) as f64;
        writeln!(moves, "{percent}% {{ {} }}", shift(row)).unwrap();
    }
    format!(
        "text {{ font-family: ui-monospace, Menlo, Consolas, \
         'DejaVu Sans Mono', monospace; text-anchor: middle }}\n\
         .face {{ font-size: 27px; font-weight: bold }}\n\
         .name {{ font-size: 12px; fill: #aab2c0 }}\n\
         .film {{ {} }}\n\
         @media (prefers-reduced-motion: no-preference) {{\n\
         .film {{ animation: play {SECONDS}s step-end infinite }}\n\
         }}\n\
         @keyframes play {{\n{moves}}}",
        shift(still(film))
    )
}

/// Moves the film so that this row is in the window.
fn shift(row: usize) -> String {
    format!("transform: translateY(-{}px)", row * ROW)
}

/// A dark window that stands out from a light page and from a dark one.
fn terminal() -> Group {
    let frame = Rectangle::new()
        .set("x", 1)
        .set("y", 1)
        .set("width", WIDTH - 2)
        .set("height", HEIGHT - 2)
        .set("rx", 10)
        .set("fill", "#1c2029")
        .set("stroke", "#5a6375")
        .set("stroke-width", 1.5);
    let line = Path::new()
        .set("d", format!("M1 {BAR}H{}", WIDTH - 1))
        .set("stroke", "#3a4150");
    let command = format!(
        "cargo run -p step_{STEP} -- --blinkies {BLINKIES} --seed {SEED}"
    );
    let command = Text::new(command)
        .set("class", "name")
        .set("x", WIDTH / 2)
        .set("y", BAR / 2 + 4);
    let group = Group::new().add(frame).add(line).add(command);
    let buttons = ["#f08080", "#e0b656", "#86cc7c"];
    buttons.into_iter().enumerate().fold(group, |group, (i, fill)| {
        let dot = Circle::new().set("cx", 20 + 20 * i);
        group.add(dot.set("cy", BAR / 2).set("r", 6).set("fill", fill))
    })
}

/// The window in which one row of the film can be seen.
fn window(film: &[Frame]) -> SVG {
    let columns = (0..BLINKIES).map(|i| column(film, i));
    let film = columns.fold(Group::new(), Group::add);
    SVG::new()
        .set("x", MARGIN)
        .set("y", BAR + MARGIN)
        .set("width", WIDTH - 2 * MARGIN)
        .set("height", ROW)
        .add(film.set("class", "film"))
}

/// All faces of one Blinky, one below the other.
fn column(film: &[Frame], number: usize) -> Group {
    let x = number * COLUMN + COLUMN / 2;
    let faces = film.iter().enumerate().map(|(row, frame)| {
        let y = row * ROW + ROW / 2 + 9;
        Text::new(&frame.faces[number]).set("x", x).set("y", y)
    });
    let column = faces.fold(Group::new(), Group::add);
    column.set("class", "face").set("fill", COLOURS[number])
}
