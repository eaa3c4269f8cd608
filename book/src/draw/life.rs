//! The life of a future, as a sequence of arrows between columns.

use std::time::Duration;

use maud::{Markup, html};

use crate::replay::life::{COLUMNS, Scene};

/// All lengths are in the picture's units.
const LEFT: usize = 92;
const COLUMN: usize = 132;
const TOP: usize = 64;
const ROW: usize = 58;
const WIDTH: usize = LEFT + COLUMN * COLUMNS.len();

/// What stands above the columns.
const TITLES: [[&str; 2]; 7] = [
    ["the loop", "and its queue"],
    ["main", ""],
    ["the task", ""],
    ["alarms", ""],
    ["a queue", "of tea"],
    ["letters", ""],
    ["a thread", ""],
];

const ABOUT: &str = "Main creates a task. It is polled, and waits for a sleep, for something \
     in a queue, and for another thread. Each time it says Pending, and each \
     time somebody calls its waker, so that its key enters the queue and it \
     is polled again. At last it is Ready, which wakes main by its handle.";

/// Draws arrows, each of which leads to its line. The links are those of
/// the arrows, in the same order.
pub fn life(arrows: &[Scene], links: &[String]) -> Markup {
    let height = TOP + ROW * (arrows.len() + 1);
    html! {
        figure.life tabindex="0" {
            svg viewBox=(format!("0 0 {WIDTH} {height}")) role="img"
                aria-labelledby="life-title life-desc" {
                title id="life-title" { "The life of a future" }
                desc id="life-desc" { (ABOUT) }
                @for (i, title) in TITLES.iter().enumerate() {
                    (column(i, title, height))
                }
                @for (i, (scene, link)) in arrows.iter().zip(links).enumerate() {
                    (arrow(scene, link, TOP + ROW * (i + 1)))
                }
            }
            figcaption {
                "In the order of time, from above: each arrow is a call, and \
                 its name leads to its line. The number on the left is the \
                 chapter that has built it. A dashed arrow is what a poll \
                 returns."
            }
        }
    }
}

fn x(column: usize) -> usize {
    LEFT + COLUMN * column + COLUMN / 2
}

fn column(number: usize, title: &[&str; 2], height: usize) -> Markup {
    let x = x(number);
    html! {
        text.t.strong.mid x=(x) y="24" { (title[0]) }
        text.small.mid x=(x) y="46" { (title[1]) }
        line.rail x1=(x) x2=(x) y1=(TOP - 8) y2=(height) {}
    }
}

fn arrow(scene: &Scene, link: &str, y: usize) -> Markup {
    let Scene { at, arrow, ends, .. } = scene;
    let [from, to] = ends.map(x);
    let returns = ["Pending", "Ready"].contains(&arrow.name.as_str());
    let class = if returns { "way back" } else { "way" };
    // Text stands at the middle of its arrow, or beside a dot.
    let (middle, anchor) = match from == to {
        true => (from + 14, ""),
        false => ((from + to) / 2, "mid"),
    };
    html! {
        @if let Some(at) = at { (time(*at, y)) }
        text.small.chapter x="6" y=(y + 5) { (arrow.chapter) }
        @if from == to {
            circle.head cx=(from) cy=(y) r="6" {}
        } @else {
            line class=(class) x1=(from) x2=(to) y1=(y) y2=(y) {}
            (head(from, to, y))
        }
        a href={ "#" (link) } {
            text class={ "code " (anchor) } x=(middle) y=(y - 9) { (arrow.name) }
        }
        text class={ "small " (anchor) } x=(middle) y=(y + 19) { (arrow.means) }
    }
}

fn head(from: usize, to: usize, y: usize) -> Markup {
    let back = if from < to { to - 11 } else { to + 11 };
    let points = format!("{to},{y} {back},{} {back},{}", y - 5, y + 5);
    html! { polygon.head points=(points) {} }
}

/// Time has passed.
fn time(at: Duration, y: usize) -> Markup {
    html! {
        text.small.strong x="34" y=(y + 5) { (at.as_secs()) " s" }
    }
}
