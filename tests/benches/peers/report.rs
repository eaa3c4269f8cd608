//! The measured figures as a page of Markdown.

use std::fs;
use std::time::Duration;

use crate::{ROUNDS, WORKS};

pub(crate) fn write(
    rows: &[[f64; 3]],
    memory: &[Option<u64>; 3],
    shows: &[Duration; 2],
) {
    let page = [
        "Made by `cargo bench -p tests --bench peers`.\n".to_owned(),
        format!("Processor time, medians of {ROUNDS} rounds.\n"),
        table(rows),
        memory_line(memory),
        show_line(shows),
    ];
    let path = tests::root().join("tests/benches/peers.md");
    fs::write(path, page.join("\n")).expect("the table can be written");
}

fn table(rows: &[[f64; 3]]) -> String {
    let mut text = "| ns an operation | unio | tokio | smol | \
                    unio / tokio | goal |\n"
        .to_owned();
    text += "| --- | --: | --: | --: | --: | --: |\n";
    for (work, [unio, tokio, smol]) in WORKS.iter().zip(rows) {
        let (name, goal, ratio) = (work.name, work.goal, unio / tokio);
        text += &format!(
            "| {name} | {unio:.0} | {tokio:.0} | {smol:.0} | {ratio:.2} \
             | {goal} |\n"
        );
    }
    text
}

fn memory_line(memory: &[Option<u64>; 3]) -> String {
    let [unio, tokio, smol] = memory.map(|bytes| {
        bytes.map_or("?".to_owned(), |bytes| bytes.to_string())
    });
    format!(
        "Resident bytes of a task asleep in `sleep(..).await`: unio {unio}, \
         tokio {tokio}, smol {smol}.\n"
    )
}

fn show_line(shows: &[Duration; 2]) -> String {
    let [before, now] = shows.map(|time| time.as_millis());
    format!(
        "Ten seconds of ten Blinkies in real time: {before} ms of processor \
         time on 06, {now} ms on 07.\n"
    )
}
