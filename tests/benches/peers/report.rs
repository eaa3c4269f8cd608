//! The measured figures as a page of Markdown.

use std::fs;

use crate::machine::machine;
use crate::{LOOPS, ROUNDS, Times, WORKS, calls, memory, shows};

pub(crate) fn write(rows: &[Times]) {
    let page = [
        "Made by `cargo bench -p benches --bench peers`.\n".to_owned(),
        format!(
            "Processor time, medians of {ROUNDS} rounds. {}.\n",
            machine()
        ),
        times_table(rows),
        memory_table(),
        calls_table(),
        shows_table(),
        "A dash: 07 has no sockets, and smol's are not measured.\n".into(),
    ];
    let path = tests::root().join("tests/benches/peers.md");
    fs::write(path, page.join("\n")).expect("the table can be written");
}

/// Ours come with their part of tokio's time.
fn times_table(rows: &[Times]) -> String {
    let loops = LOOPS.into_iter();
    let head = loops.chain(["07 / tokio", "08 / tokio"]);
    let rows = WORKS.iter().zip(rows).map(|(work, times)| {
        let [seven, eight, _, tokio] = *times;
        let part = |ours: Option<f64>| Some(ours? / tokio?);
        let times = times.iter().map(|time| cell(*time, 0));
        let parts = [seven, eight].map(|ours| cell(part(ours), 2));
        (work.name.to_owned(), times.chain(parts).collect())
    });
    table("ns an operation", head, rows)
}

fn memory_table() -> String {
    let connections = memory::connections();
    let connection = format!(
        "a connection, with its task and its buffer of 1024 bytes, of \
         {connections}"
    );
    let tasks = ["unio_07", "unio_08", "smol", "tokio"]
        .map(|name| number(memory::of_a_task(name)));
    let [eight, tokio] = ["unio_08", "tokio"]
        .map(|name| number(memory::of_a_connection(name)));
    let rows = [
        ("a task in `sleep(..).await`".to_owned(), tasks.into()),
        (connection, vec![DASH.into(), eight, DASH.into(), tokio]),
    ];
    table("resident bytes", LOOPS, rows)
}

fn calls_table() -> String {
    let [eight, tokio] = ["unio_08", "tokio"].map(calls::count);
    let rows = ["sends", "reads", "waits"].into_iter().enumerate();
    let rows = rows.map(|(i, name)| {
        let [eight, tokio] =
            [eight, tokio].map(|calls| number(calls.map(|c| c[i])));
        (name.to_owned(), vec![DASH.into(), eight, DASH.into(), tokio])
    });
    table("calls to the system in 1000 echoes", LOOPS, rows)
}

fn shows_table() -> String {
    let steps = ["06_create_task", "07_futures", "08_sockets"];
    let times = steps.map(|step| shows::measure(step).as_millis());
    let name = "ten Blinkies, ten seconds in real time".to_owned();
    let row = (name, times.map(|time| time.to_string()).into());
    table("ms of processor time", ["06", "07", "08"], [row])
}

const DASH: &str = "–";

fn cell(time: Option<f64>, digits: usize) -> String {
    time.map_or(DASH.to_owned(), |time| format!("{time:.digits$}"))
}

/// What could not be found out on this system is a question mark.
fn number(number: Option<u64>) -> String {
    number.map_or("?".to_owned(), |number| number.to_string())
}

fn table(
    what: &str,
    columns: impl IntoIterator<Item = &'static str>,
    rows: impl IntoIterator<Item = (String, Vec<String>)>,
) -> String {
    let row = |name: &str, cells: &[String]| {
        format!("| {name} | {} |\n", cells.join(" | "))
    };
    let columns = columns.into_iter().map(str::to_owned);
    let columns: Vec<_> = columns.collect();
    let rule = vec!["--:".to_owned(); columns.len()];
    let mut text = row(what, &columns) + &row("---", &rule);
    for (name, cells) in rows {
        text += &row(&name, &cells);
    }
    text
}
