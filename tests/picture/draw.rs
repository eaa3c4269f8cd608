//! A recorded show as an animated SVG.
//!
//! It is a strip of film behind a window: one row of faces below the
//! other, one row for each instant at which something changes. A style
//! sheet moves the film, a row at a time, and each row at its time.

use std::fmt::Write;
use std::time::Duration;
use std::{env, fs, process};

use shared::cast::OPEN_EYES;
use shared::recording::{Event, Recording};
use svg::Document;
use svg::node::element::{
    Circle, Description, Group, Path, Rectangle, SVG, Style, Text, Title,
};

/// A picture of a show.
pub(crate) struct Picture {
    /// Where it lies in the repository.
    pub(crate) path: &'static str,
    step: &'static str,
    /// How the show is started by somebody who wants to see it.
    command: &'static str,
    title: &'static str,
    about: &'static str,
    seed: u64,
    blinkies: usize,
    seconds: usize,
}

/// The README's, and that of the book's first page: there it is the
/// Blinky whose first faces are printed below it.
pub(crate) const PICTURES: [Picture; 2] = [
    Picture {
        path: "tests/picture/blinkies.svg",
        step: "06_create_task",
        command: "cargo run -p step_06_create_task -- --blinkies 6 --seed 11",
        title: "A family of Blinkies",
        about: "6 little faces in a terminal blink, wink and look around, \
                each in its own time",
        seed: 11,
        blinkies: 6,
        seconds: 10,
    },
    Picture {
        path: "book/chapters/blinky.svg",
        step: "01_threads",
        command: "cargo s1 --blinkies 1 --seed 7",
        title: "Blinky",
        about: "A little face in a terminal winks, looks at you and smiles",
        seed: 7,
        blinkies: 1,
        seconds: 8,
    },
];

/// All lengths are in pixels.
const COLUMN: usize = 96;
const ROW: usize = 50;
const BAR: usize = 34;
const MARGIN: usize = 24;
const HEIGHT: usize = BAR + ROW + 2 * MARGIN;
/// What the command needs.
const NARROWEST: usize = 384;

/// The stage's colours, as they look on a dark terminal.
const COLOURS: [&str; 6] =
    ["#56c8d8", "#d48fe0", "#86cc7c", "#82aaff", "#e0b656", "#f08080"];

/// One row of the film.
struct Frame {
    at: Duration,
    faces: Vec<String>,
}

impl Picture {
    /// Plays the show and draws it.
    pub(crate) fn draw(&self) -> String {
        let film = film(&self.record());
        let about = format!("{}: {}", self.about, still(&film).1);
        let width = self.width();
        let document = Document::new()
            .set("viewBox", (0, 0, width, HEIGHT))
            .set("width", width)
            .set("height", HEIGHT)
            .set("role", "img")
            .add(Title::new(self.title))
            .add(Description::new().add(svg::node::Text::new(about)))
            .add(Style::new(style(&film, self.seconds)))
            .add(self.terminal())
            .add(self.window(&film));
        format!("{document}\n")
    }

    fn record(&self) -> Recording {
        let file = format!("blinkies_{}_{}", self.blinkies, process::id());
        let file = env::temp_dir().join(file);
        let mut show = tests::blinkies(self.step);
        show.args(["--seed", &self.seed.to_string()]);
        show.args(["--blinkies", &self.blinkies.to_string()]);
        show.args(["--duration", &self.seconds.to_string()]);
        show.args(["--virtual-time", "--record"]).arg(&file);
        tests::printed(&mut show);
        let text = fs::read_to_string(&file).expect("it is written");
        fs::remove_file(file).expect("it is there");
        text.parse().expect("a recording")
    }

    fn width(&self) -> usize {
        (self.blinkies * COLUMN + 2 * MARGIN).max(NARROWEST)
    }
}

/// What was drawn last at each instant.
fn film(recording: &Recording) -> Vec<Frame> {
    let mut film: Vec<Frame> = Vec::new();
    for entry in &recording.entries {
        let Event::Drawn { faces } = &entry.event else { continue };
        if film.last().is_some_and(|last| last.at == entry.at) {
            film.pop();
        }
        let faces = faces.iter().map(ToString::to_string).collect();
        film.push(Frame { at: entry.at, faces });
    }
    film
}

/// The liveliest row and its faces, for whoever wants no animation.
fn still(film: &[Frame]) -> (usize, String) {
    let lively = |row: &usize| {
        let mut faces = film[*row].faces.clone();
        faces.retain(|face| face != OPEN_EYES);
        faces.sort();
        faces.dedup();
        faces.len()
    };
    let row = (0..film.len()).max_by_key(lively);
    let row = row.expect("a film has a row");
    (row, film[row].faces.join(" "))
}

fn style(film: &[Frame], seconds: usize) -> String {
    let mut moves = String::new();
    for (row, frame) in film.iter().enumerate() {
        let millis = frame.at.as_millis() as f64;
        let percent = millis / (10 * seconds) as f64;
        writeln!(moves, "{percent}% {{ {} }}", shift(row)).unwrap();
    }
    format!(
        "text {{ font-family: ui-monospace, Menlo, Consolas, \
         'DejaVu Sans Mono', monospace; text-anchor: middle }}\n\
         .face {{ font-size: 27px; font-weight: bold }}\n\
         .name {{ font-size: 12px; fill: #aab2c0 }}\n\
         .film {{ {} }}\n\
         @media (prefers-reduced-motion: no-preference) {{\n\
         .film {{ animation: play {seconds}s step-end infinite }}\n\
         }}\n\
         @keyframes play {{\n{moves}}}",
        shift(still(film).0)
    )
}

/// Moves the film so that this row is in the window.
fn shift(row: usize) -> String {
    format!("transform: translateY(-{}px)", row * ROW)
}

impl Picture {
    /// A dark window that stands out from a light page and from a dark one.
    fn terminal(&self) -> Group {
        let width = self.width();
        let frame = Rectangle::new()
            .set("x", 1)
            .set("y", 1)
            .set("width", width - 2)
            .set("height", HEIGHT - 2)
            .set("rx", 10)
            .set("fill", "#1c2029")
            .set("stroke", "#5a6375")
            .set("stroke-width", 1.5);
        let line = Path::new()
            .set("d", format!("M1 {BAR}H{}", width - 1))
            .set("stroke", "#3a4150");
        let command = Text::new(self.command)
            .set("class", "name")
            .set("x", width / 2)
            .set("y", BAR / 2 + 4);
        let group = Group::new().add(frame).add(line).add(command);
        let buttons = ["#f08080", "#e0b656", "#86cc7c"];
        buttons.into_iter().enumerate().fold(group, |group, (i, fill)| {
            let dot = Circle::new().set("cx", 20 + 20 * i);
            group.add(dot.set("cy", BAR / 2).set("r", 6).set("fill", fill))
        })
    }

    /// The window in which one row of the film can be seen.
    fn window(&self, film: &[Frame]) -> SVG {
        let columns = (0..self.blinkies).map(|i| column(film, i));
        let film = columns.fold(Group::new(), Group::add);
        let width = self.blinkies * COLUMN;
        SVG::new()
            .set("x", (self.width() - width) / 2)
            .set("y", BAR + MARGIN)
            .set("width", width)
            .set("height", ROW)
            .add(film.set("class", "film"))
    }
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
