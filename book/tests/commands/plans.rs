//! The plans of the presenter's guide: every row has its commands, they
//! run, and the minutes add up.

use std::collections::BTreeSet;
use std::process::Output;

use super::{common, look_up, program, shell};

/// A row of a plan: when it begins, how many minutes it takes, and what
/// one types.
struct Row {
    line: String,
    at: u32,
    minutes: u32,
    commands: Vec<String>,
}

impl Row {
    fn parse(line: &str) -> Self {
        let cells: Vec<_> = line.split('|').map(str::trim).collect();
        let [_, at, minutes, typed, _, _] = cells[..] else {
            panic!("these are not four cells: {line}")
        };
        let number = |cell: &str| match cell.parse() {
            Ok(number) => number,
            Err(_) => panic!("{cell} is no minute: {line}"),
        };
        let commands = typed.split('`').skip(1).step_by(2);
        Self {
            line: line.to_owned(),
            at: number(at),
            minutes: number(minutes),
            commands: commands.map(str::to_owned).collect(),
        }
    }
}

const HEAD: &str = "| at | min | type | say |";

/// All plans, with the minutes that their headings promise.
fn plans() -> Vec<(u32, Vec<Row>)> {
    let guide = common::repository().read("book/chapters/presenting.md");
    let guide = guide.expect("a guide");
    let parts = guide.split("\n## The plan for ").skip(1);
    let plans = parts.map(|part| {
        let minutes = part.split(' ').next().expect("a number");
        let (_, table) = part.split_once(HEAD).expect("a table");
        let rows = table.lines().skip(2);
        let rows = rows.take_while(|line| line.starts_with('|'));
        (minutes.parse().expect("minutes"), rows.map(Row::parse).collect())
    });
    plans.collect()
}

#[test]
fn the_minutes_of_a_plan_add_up() {
    let plans = plans();
    assert_eq!(plans.len(), 2);
    for (promised, rows) in plans {
        let mut now = 0;
        for Row { line, at, minutes, .. } in rows {
            assert_eq!(at, now, "it is {now} then: {line}");
            now += minutes;
        }
        assert_eq!(now, promised);
    }
}

#[test]
fn every_row_of_a_plan_has_commands_that_run() {
    let mut commands = BTreeSet::new();
    for (_, rows) in plans() {
        for row in rows {
            assert!(
                !row.commands.is_empty(),
                "nothing to type: {}",
                row.line
            );
            commands.extend(row.commands);
        }
    }
    for command in commands {
        println!("{command}");
        let help = look_up("presenting.md", &command);
        let ending = ending(&command, help.contains("--duration"));
        let Output { status, stderr, .. } = shell(&ending);
        let stderr = String::from_utf8_lossy(&stderr);
        assert!(status.success(), "{ending}: {stderr}");
    }
}

/// The same, as far as it can be played without a terminal, and with an
/// end.
pub fn ending(command: &str, lasts: bool) -> String {
    let Some(program) = program(command) else {
        return command.to_owned();
    };
    let flags = command.strip_prefix(&program).unwrap_or_default();
    let flags = flags.split_whitespace();
    let others = ["--watch", "--stopped", "--virtual-time"];
    let flags = flags.filter(|flag| !others.contains(flag));
    let flags = flags.collect::<Vec<_>>().join(" ");
    let endless = lasts && !flags.contains("--duration");
    let end = if endless { "--duration 2s" } else { "" };
    format!("{program} {flags} {end} --virtual-time")
}
