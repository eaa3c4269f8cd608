//! What the programs print, and how that changes, from the snapshots.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use anyhow::{Result, bail, ensure};
use maud::{Markup, html};

use crate::diff::align::{Change, Row};
use crate::diff::alike::{self, Marks};
use crate::diff::file_diff::FileDiff;
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

/// How what a scene prints changes from one step to another, or to what
/// another scene prints.
pub fn difference(
    repository: &Repository,
    shows: [(&Step, &str); 2],
    lines: &Lines,
) -> Result<Markup> {
    let [old, new] =
        shows.map(|(step, scene)| repository.output(step, scene));
    let (old, new) = (old?, new?);
    let names = names(shows);
    let numbers = names.each_ref().map(String::as_str);
    let mut caption = caption(shows);
    if old == new {
        return Ok(unchanged(caption, new.lines().count()));
    }
    let diff = FileDiff::of_output(&old, &new);
    let window = window(&diff, lines)?;
    refuse_jumps(&diff, numbers, &window)?;
    caption.detail = detail_of_difference(lines);
    let rest = lines.as_ref().map(|_| rest(&diff, numbers, &window));
    let inner = html! { (beside(&diff, &window)) @if let Some(rest) = rest { (rest) } };
    Ok(figure("output beside", &caption, &inner))
}

fn caption([(from, before), (to, after)]: [(&Step, &str); 2]) -> Caption {
    let (from, to) = (from.number(), to.number());
    let title = if before == after {
        after.to_owned()
    } else {
        format!("{before} → {after}")
    };
    let steps =
        if from == to { to.to_owned() } else { format!("{from} → {to}") };
    Caption { title, steps, ..Caption::default() }
}

/// What tells one from the other: the scene, or else the step.
fn names(shows: [(&Step, &str); 2]) -> [String; 2] {
    let [(from, _), (to, _)] = shows;
    let is_one_step = from.number() == to.number();
    shows.map(|(step, scene)| {
        if is_one_step { scene } else { step.number() }.to_owned()
    })
}

fn detail_of_difference(lines: &Lines) -> String {
    match lines {
        None => "what changes in what it prints".to_owned(),
        Some(lines) => {
            let (first, last) = (lines.start(), lines.end());
            format!("what changes in lines {first} to {last}")
        }
    }
}

fn unchanged(mut caption: Caption, count: usize) -> Markup {
    caption.detail = "prints the same".to_owned();
    let inner = html! {
        p.same { "Not one byte of " (count) " lines has changed." }
    };
    figure("output same", &caption, &inner)
}

/// Old and new.
const SIDES: [fn(&Row) -> Option<usize>; 2] =
    [|row| row.old, |row| row.new];

/// The rows with some lines of either side.
fn window(diff: &FileDiff, lines: &Lines) -> Result<BTreeSet<usize>> {
    let count = diff.old.text.len().max(diff.new.text.len());
    let (first, last) = bounds(lines, count)?;
    let is_in = |line: usize| (first..=last).contains(&(line + 1));
    let rows = (0..).zip(&diff.rows).filter(|(_, row)| {
        SIDES.iter().any(|side| side(row).is_some_and(is_in))
    });
    Ok(rows.map(|(i, _)| i).collect())
}

/// A side must not jump over some of its lines while the other goes on: a
/// reader would take its last line before that for its end.
fn refuse_jumps(
    diff: &FileDiff,
    steps: [&str; 2],
    window: &BTreeSet<usize>,
) -> Result<()> {
    for (step, side) in steps.iter().zip(SIDES) {
        let shown = window.iter().filter_map(|&i| side(&diff.rows[i]));
        let shown: Vec<_> = shown.collect();
        let jump = shown.windows(2).find(|pair| pair[0] + 1 < pair[1]);
        if let Some(&[before, after]) = jump {
            bail!(
                "{step} would jump from its line {} to {}: choose lines in \
                 which neither side leaves out what the other shows",
                before + 1,
                after + 1,
            );
        }
    }
    Ok(())
}

/// Old and new side by side, or one below the other on a narrow page.
fn beside(diff: &FileDiff, window: &BTreeSet<usize>) -> Markup {
    let marks = alike::marks(diff, window, alike::output);
    let rows: Vec<usize> = window.iter().copied().collect();
    let is_change = |row: usize| diff.rows[row].is_change();
    let blocks = rows.chunk_by(|&a, &b| is_change(a) == is_change(b));
    html! {
        @for rows in blocks {
            @if is_change(rows[0]) { (hunk(diff, rows, &marks)) }
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

fn same(diff: &FileDiff, rows: &[usize]) -> Markup {
    html! {
        pre.same { @for &row in rows {
            @let text = diff.text(&diff.rows[row]);
            span.l data-g=" " data-t=(text) { (text) "\n" }
        } }
    }
}

fn hunk(diff: &FileDiff, rows: &[usize], marks: &Marks) -> Markup {
    let of = |change| {
        let rows = rows.iter().map(|&i| (i, &diff.rows[i]));
        rows.filter(move |(_, row)| row.change == change)
    };
    html! {
        div.hunk {
            pre.was { @for (i, row) in of(Change::Removed) {
                del.l data-g=(sign(row.change)) {
                    (words(diff.words(row), marks.get(&i))) "\n"
                }
            } }
            pre.now { @for (i, row) in of(Change::Added) {
                ins.l data-g=(sign(row.change)) {
                    (words(diff.words(row), marks.get(&i))) "\n"
                }
            } }
        }
    }
}

/// How much each side goes on to print below what is shown.
fn rest(
    diff: &FileDiff,
    steps: [&str; 2],
    window: &BTreeSet<usize>,
) -> Markup {
    let rest = SIDES.map(|side| {
        let count = diff.rows.iter().filter_map(side).count();
        let shown = window.iter().filter_map(|&i| side(&diff.rows[i]));
        shown.max().map_or(0, |last| count - last - 1)
    });
    html! {
        @if rest != [0, 0] {
            div.hunk { @for (step, count) in steps.iter().zip(rest) {
                div.gap { (step) ": " (more(count)) }
            } }
        }
    }
}

fn more(lines: usize) -> String {
    match lines {
        0 => "ends here".to_owned(),
        1 => "⋯ 1 more line".to_owned(),
        _ => format!("⋯ {lines} more lines"),
    }
}
