//! The measured figures as a page of Markdown.

use std::fs;
use std::iter;

use crate::{ROUNDS, SOCKET_WORKS, WORKS, Work, calls, memory, shows};

pub(crate) fn write(rows: &[Vec<f64>], sockets: &[Vec<f64>]) {
    let page = [
        "Made by `cargo bench -p benches --bench peers`.\n".to_owned(),
        format!("Processor time, medians of {ROUNDS} rounds.\n"),
        table(&WORKS, rows, &["07", "08", "smol"]),
        table(&SOCKET_WORKS, sockets, &["08"]),
        memory_line(),
        connection_line(),
        calls_table(),
        show_line(),
    ];
    let path = tests::root().join("tests/benches/peers.md");
    fs::write(path, page.join("\n")).expect("the table can be written");
}

/// Ours come with their part of tokio's time.
fn table(works: &[Work], rows: &[Vec<f64>], loops: &[&str]) -> String {
    let ours = loops.iter().filter(|name| **name != "smol");
    let mut head = vec!["ns an operation".to_owned()];
    head.extend(loops.iter().map(|name| (*name).to_owned()));
    head.push("tokio".to_owned());
    head.extend(ours.clone().map(|name| format!("{name} / tokio")));
    head.push("goal".to_owned());
    let mut text = row(&head);
    text += &row(&rule(head.len()));
    for (work, times) in works.iter().zip(rows) {
        let tokio = times[times.len() - 1];
        let mut cells = vec![work.name.to_owned()];
        cells.extend(times.iter().map(|time| format!("{time:.0}")));
        let ratios = times.iter().take(ours.clone().count());
        cells.extend(ratios.map(|time| format!("{:.2}", time / tokio)));
        cells.push(work.goal.to_string());
        text += &row(&cells);
    }
    text
}

fn calls_table() -> String {
    let head = ["calls a thousand echoes", "sends", "reads", "waits"];
    let mut text = row(&head.map(str::to_owned)) + &row(&rule(4));
    for (name, program) in [("08", "unio_08"), ("tokio", "tokio")] {
        let calls = calls::count(program);
        let calls = calls.map(|calls| calls.map(|count| count.to_string()));
        let calls = calls.unwrap_or_else(|| ["?"; 3].map(str::to_owned));
        text += &row(&[&[name.to_owned()], calls.as_slice()].concat());
    }
    text
}

fn row(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

fn rule(width: usize) -> Vec<String> {
    let numbers = iter::repeat_n("--:".to_owned(), width - 1);
    iter::once("---".to_owned()).chain(numbers).collect()
}

fn memory_line() -> String {
    let [seven, eight, tokio, smol] =
        ["unio_07", "unio_08", "tokio", "smol"]
            .map(|name| bytes(memory::of_a_task(name)));
    format!(
        "Resident bytes of a task asleep in `sleep(..).await`: 07 {seven}, \
         08 {eight}, tokio {tokio}, smol {smol}.\n"
    )
}

fn connection_line() -> String {
    let [ours, tokio] = ["unio_08", "tokio"]
        .map(|name| bytes(memory::of_a_connection(name)));
    let count = memory::connections();
    format!(
        "Resident bytes of a connection in an echo server, its task and \
         its buffer of 1024 bytes included, with {count} of them: 08 \
         {ours}, tokio {tokio}.\n"
    )
}

fn bytes(bytes: Option<u64>) -> String {
    bytes.map_or("?".to_owned(), |bytes| bytes.to_string())
}

fn show_line() -> String {
    let [six, seven, eight] =
        ["06_create_task", "07_futures", "08_sockets"]
            .map(|step| shows::measure(step).as_millis());
    format!(
        "Ten seconds of ten Blinkies in real time: {six} ms of processor \
         time on 06, {seven} ms on 07, {eight} ms on 08.\n"
    )
}
