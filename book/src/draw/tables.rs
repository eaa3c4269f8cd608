//! Tables from elsewhere.

use anyhow::{Result, ensure};
use maud::{Markup, PreEscaped};

use crate::repository::Repository;

/// The tables of a page elsewhere in the repository, in the Markdown that
/// they are written in.
///
/// # Errors
///
/// If the page cannot be read, or has no table.
pub fn table(repository: &Repository, file: &str) -> Result<Markup> {
    let tables = tables(&repository.read(file)?, file)?;
    let tables = tables.iter().map(|table| table.rows.join("\n"));
    Ok(PreEscaped(tables.collect::<Vec<_>>().join("\n\n")))
}

/// The same for readers who have come as far as a step: without the rows
/// of later ones, and each below the paragraph that stands before it.
///
/// # Errors
///
/// If the page cannot be read, or has no table.
pub fn until(
    repository: &Repository,
    file: &str,
    step: &str,
) -> Result<Markup> {
    let tables = tables(&repository.read(file)?, file)?;
    let tables = tables.iter().map(|table| {
        let rows = table.rows.iter();
        let rows =
            rows.filter(|row| step_of(row).is_none_or(|s| s <= step));
        let rows = rows.map(String::as_str).collect::<Vec<_>>();
        format!("{}\n\n{}", table.before, rows.join("\n"))
    });
    Ok(PreEscaped(tables.collect::<Vec<_>>().join("\n\n")))
}

#[derive(Debug, Default)]
struct Table {
    /// The last paragraph before it.
    before: String,
    rows: Vec<String>,
}

fn tables(text: &str, file: &str) -> Result<Vec<Table>> {
    let mut tables = Vec::new();
    let mut before = String::new();
    for paragraph in text.split("\n\n") {
        let (rows, words): (Vec<&str>, Vec<&str>) =
            paragraph.lines().partition(|line| line.starts_with('|'));
        if !words.is_empty() {
            before = words.join("\n");
        }
        if !rows.is_empty() {
            let rows = rows.into_iter().map(str::to_owned).collect();
            tables.push(Table { before: before.clone(), rows });
        }
    }
    ensure!(!tables.is_empty(), "{file} has no table");
    Ok(tables)
}

/// The step that a row is about, if its first cell begins with one.
fn step_of(row: &str) -> Option<&str> {
    let cell = row.trim_start_matches(['|', ' ']);
    let (number, rest) = cell.split_at_checked(2)?;
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && rest.starts_with('_')).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "Made by hand.\n\nWhat a turn costs:\n\n\
                        | step | cost |\n| --- | --: |\n\
                        | 03_three | 1 |\n| 04_four | 2 |\n\n\
                        | tasks |\n| --- |\n| 05 of them |\n";

    #[test]
    fn each_table_has_the_paragraph_before_it() {
        let tables = tables(PAGE, "a.md").expect("tables");
        let [one, two] = &tables[..] else { panic!("{tables:?}") };
        assert_eq!(one.before, "What a turn costs:");
        assert_eq!((one.rows.len(), two.rows.len()), (4, 3));
        assert!(super::tables("no table", "a.md").is_err());
    }

    #[test]
    fn only_a_row_that_begins_with_a_steps_name_is_about_a_step() {
        assert_eq!(step_of("| 04_four | 2 |"), Some("04"));
        for row in ["| step | cost |", "| --- |", "| 05 of them |", "|"] {
            assert_eq!(step_of(row), None, "{row}");
        }
    }
}
