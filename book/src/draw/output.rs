//! What the programs print, and how that changes, from the snapshots.

use std::ops::{Range, RangeInclusive};

use anyhow::{Result, ensure};
use maud::{Markup, html};

use crate::diff::{Change, FileDiff, Row, runs};
use crate::draw::code::{Caption, figure, sign, words};
use crate::repository::{Repository, Step};

/// Which lines a chapter asks for, counted from one.
pub type Lines = Option<RangeInclusive<usize>>;

/// How many lines that stay the same are worth a fold.
const FOLD: usize = 8;

/// What a scene prints.
pub fn output(
    repository: &Repository,
    step: &Step,
    scene: &str,
    lines: &Lines,
) -> Result<Markup> {
    let text = repository.output(step, scene)?;
    let count = text.lines().count();
    let (first, last) = bounds(lines, count)?;
    let shown = text.lines().skip(first - 1).take(last + 1 - first);
    let inner = html! {
        pre { @for line in shown { span.l { (line) "\n" } } }
    };
    let caption = Caption {
        title: scene.to_owned(),
        steps: step.number().to_owned(),
        detail: detail(lines, count),
        whole: None,
    };
    Ok(figure("output", &caption, &inner))
}

fn bounds(lines: &Lines, count: usize) -> Result<(usize, usize)> {
    let Some(lines) = lines else { return Ok((1, count)) };
    let (first, last) = (*lines.start(), *lines.end());
    ensure!(last <= count, "there are {count} lines");
    Ok((first, last))
}

fn detail(lines: &Lines, count: usize) -> String {
    match lines {
        None => "what it prints".to_owned(),
        Some(lines) => {
            let (first, last) = (lines.start(), lines.end());
            format!("prints, lines {first} to {last} of {count}")
        }
    }
}

/// How what a scene prints changes from one step to another.
pub fn difference(
    repository: &Repository,
    [from, to]: [&Step; 2],
    scene: &str,
    lines: &Lines,
) -> Result<Markup> {
    let (old, new) =
        (repository.output(from, scene)?, repository.output(to, scene)?);
    let mut caption = Caption {
        title: scene.to_owned(),
        steps: format!("{} → {}", from.number(), to.number()),
        ..Caption::default()
    };
    if old == new {
        return Ok(unchanged(caption, new.lines().count()));
    }
    let diff = FileDiff::of_output(&old, &new)?;
    let count = diff.old.text.len().max(diff.new.text.len());
    let (first, last) = bounds(lines, count)?;
    caption.detail = match lines {
        None => "what changes in what it prints".to_owned(),
        Some(_) => format!("what changes in lines {first} to {last}"),
    };
    let inner = beside(&diff, first - 1..last);
    Ok(figure("output beside", &caption, &inner))
}

fn unchanged(mut caption: Caption, count: usize) -> Markup {
    caption.detail = "prints the same".to_owned();
    let inner = html! {
        p.same { "Not one byte of " (count) " lines has changed." }
    };
    figure("output same", &caption, &inner)
}

/// Old and new side by side, or one below the other on a narrow page.
fn beside(diff: &FileDiff, lines: Range<usize>) -> Markup {
    let is_in =
        |line: Option<usize>| line.is_some_and(|i| lines.contains(&i));
    let rows = diff.rows.iter();
    let rows: Vec<&Row> =
        rows.filter(|row| is_in(row.old) || is_in(row.new)).collect();
    let mut blocks = runs(rows.len(), |i| rows[i].is_change());
    blocks.extend(runs(rows.len(), |i| !rows[i].is_change()));
    blocks.sort_by_key(|block| block.start);
    html! {
        @for block in blocks {
            @let rows = &rows[block];
            @if rows[0].is_change() { (hunk(diff, rows)) }
            @else if rows.len() < FOLD { (same(diff, rows)) }
            @else {
                details.fold {
                    summary { (rows.len()) " lines unchanged" }
                    (same(diff, rows))
                }
            }
        }
    }
}

fn same(diff: &FileDiff, rows: &[&Row]) -> Markup {
    html! {
        pre.same { @for row in rows {
            @let text = diff.text(row);
            span.l data-g=" " data-t=(text) { (text) "\n" }
        } }
    }
}

fn hunk(diff: &FileDiff, rows: &[&Row]) -> Markup {
    let of = |change| rows.iter().filter(move |row| row.change == change);
    html! {
        div.hunk {
            pre.was { @for row in of(Change::Removed) {
                del.l data-g=(sign(row.change)) {
                    (words(diff.words(row), &row.marks)) "\n"
                }
            } }
            pre.now { @for row in of(Change::Added) {
                ins.l data-g=(sign(row.change)) {
                    (words(diff.words(row), &row.marks)) "\n"
                }
            } }
        }
    }
}
