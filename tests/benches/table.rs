//! The measured figures as a page of Markdown.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::machine::machine;
use crate::{EVENTS, TASKS, engines};

/// Writes `scaling.md` from the results that the harness has left.
pub(crate) fn write(results: &Path) {
    let page = [
        "Made by `cargo bench -p benches --bench scaling`.\n".to_owned(),
        format!("Medians of ten samples. {}.\n", machine()),
        events(results),
        hour(results),
    ];
    let path = tests::root().join("tests/benches/scaling.md");
    fs::write(path, page.join("\n")).expect("the table can be written");
}

fn events(results: &Path) -> String {
    let mut text = format!(
        "What one event costs while so many tasks sleep, measured over \
         {} events in virtual time without drawing; and how many times \
         as much as with {} tasks:\n\n",
        grouped(EVENTS),
        TASKS[0]
    );
    text += &row("tasks", TASKS.map(grouped));
    text += &row("---", TASKS.map(|_| "--:".to_owned()));
    for (name, _) in engines() {
        let costs = TASKS.map(|tasks| {
            let nanos = median(results, &format!("event/{name}/{tasks}"));
            nanos / EVENTS as f64
        });
        let cells = costs.map(|cost| {
            let times = cost / costs[0];
            let digits = usize::from(times < 10.0);
            format!("{} (× {times:.digits$})", time(cost))
        });
        text += &row(name, cells);
    }
    text + "\n03 never looks for the earliest, so it gets no slower; what it \
            pays is lateness.\n"
}

fn hour(results: &Path) -> String {
    let mut text = "A simulated hour of a hundred Blinkies: the whole \
                    program, with `--virtual-time --duration 1h \
                    --blinkies 100`, its output thrown away:\n\n"
        .to_owned();
    text += &row("step", ["took".to_owned()]);
    text += &row("---", ["--:".to_owned()]);
    for step in tests::steps() {
        let took = median(results, &format!("hour/{step}"));
        text += &row(&step, [time(took)]);
    }
    text
}

fn row<const N: usize>(name: &str, cells: [String; N]) -> String {
    format!("| {name} | {} |\n", cells.join(" | "))
}

/// A number below a million, as people write it.
fn grouped(number: u64) -> String {
    match (number / 1_000, number % 1_000) {
        (0, units) => units.to_string(),
        (thousands, units) => format!("{thousands},{units:03}"),
    }
}

/// What the harness has found, in nanoseconds.
fn median(results: &Path, bench: &str) -> f64 {
    let path = results.join(bench).join("new/estimates.json");
    let text = fs::read_to_string(path).expect("it has been measured");
    let estimates: Value = serde_json::from_str(&text).expect("JSON");
    let median = estimates.pointer("/median/point_estimate");
    median.and_then(Value::as_f64).expect("a number")
}

/// Three digits, which is more than a second run would agree with.
fn time(nanos: f64) -> String {
    let units = [(1e9, "s"), (1e6, "ms"), (1e3, "µs"), (1.0, "ns")];
    let fits = units.into_iter().find(|(unit, _)| nanos >= *unit);
    let (unit, name) = fits.unwrap_or((1.0, "ns"));
    let value = nanos / unit;
    let digits = 2 - value.log10().clamp(0.0, 2.0) as usize;
    format!("{value:.digits$} {name}")
}
