//! What a page keeps for those who want to open it.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::code::{self, Caption, figure};
use crate::diff::excerpt::Excerpt;
use crate::diff::file_diff::FileDiff;

/// The solution of an exercise: its code, and what it prints.
pub fn solution(name: &str, code: &Markup, output: &Markup) -> Markup {
    html! {
        details.solution {
            summary { "A solution: " (name) }
            (code)
            (output)
        }
    }
}

/// A file as a whole, in which some rows have names to lead to.
pub fn whole(
    id: &str,
    caption: &Caption,
    diff: &FileDiff,
    names: BTreeMap<usize, String>,
) -> Markup {
    let excerpt = Excerpt { names, ..Excerpt::whole(diff) };
    let inner = code::excerpt(diff, &excerpt);
    html! {
        details.whole {
            summary { (caption.title) " " span.steps { (caption.steps) } }
            div id=(id) { (figure("diff", caption, &inner)) }
        }
    }
}
