//! What a chapter can ask for: `{{#diff 03 04 src/lib.rs}}` and the like.

use std::ops::RangeInclusive;

/// One line of a chapter that the machine writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Directive {
    /// What changes in a file, or in some items of it.
    Diff {
        /// The step before, by its number.
        from: String,
        /// The step after.
        to: String,
        /// The file, named from the step's folder.
        file: String,
        /// The items; all changes, if there are none.
        items: Vec<String>,
    },
    /// A file, or some items of it.
    Listing {
        /// The step's number.
        step: String,
        /// The file, named from the step's folder.
        file: String,
        /// The items; the whole file, if there are none.
        items: Vec<String>,
    },
    /// What a scene prints.
    Output {
        /// The step's number.
        step: String,
        /// `blinkies`, or an example's name.
        scene: String,
        /// Which lines, counted from one.
        lines: Option<RangeInclusive<usize>>,
    },
    /// What changes in what a scene prints.
    OutputDiff {
        /// The step before.
        from: String,
        /// The step after.
        to: String,
        /// `blinkies`, or an example's name.
        scene: String,
        /// Which lines, counted from one.
        lines: Option<RangeInclusive<usize>>,
    },
    /// The picture of a run.
    Timeline(String),
    /// What was measured.
    Badge(String),
    /// A picture of an idea.
    Picture(String),
    /// What the compiler says of a program.
    Error(String),
    /// The program that the compiler rejects.
    ErrorCode(String),
    /// The solution of an exercise, folded: a step and an example.
    Solution(String, String),
    /// The tables of a page elsewhere in the repository.
    Table(String),
}

/// The names that are ours. All others, such as `include`, are mdBook's.
const NAMES: &[&str] = &[
    "diff",
    "listing",
    "output",
    "outputdiff",
    "timeline",
    "badge",
    "picture",
    "error",
    "solution",
    "table",
];

/// What mdBook itself knows.
const FOREIGN: &[&str] =
    &["include", "rustdoc_include", "playground", "title"];

impl Directive {
    /// Reads a line: nothing, if it is no directive; a complaint, if it is
    /// one that makes no sense.
    pub fn parse(line: &str) -> Option<Result<Self, String>> {
        let inner = line.trim().strip_prefix("{{#")?.strip_suffix("}}")?;
        let mut words = inner.split_whitespace();
        let name = words.next().unwrap_or_default();
        if FOREIGN.contains(&name) {
            return None;
        }
        let rest: Vec<&str> = words.collect();
        Some(Self::from_words(name, &rest).ok_or_else(|| usage(name)))
    }

    fn from_words(name: &str, words: &[&str]) -> Option<Self> {
        match name {
            "diff" | "listing" => Self::of_code(name, words),
            "output" | "outputdiff" => Self::of_output(name, words),
            _ => Self::from_few_words(name, words),
        }
    }

    fn of_code(name: &str, words: &[&str]) -> Option<Self> {
        Some(match (name, words) {
            ("diff", [from, to, file, items @ ..]) => Self::Diff {
                from: number(from)?,
                to: number(to)?,
                file: (*file).to_owned(),
                items: names(items),
            },
            ("listing", [step, file, items @ ..]) => Self::Listing {
                step: number(step)?,
                file: (*file).to_owned(),
                items: names(items),
            },
            _ => return None,
        })
    }

    fn of_output(name: &str, words: &[&str]) -> Option<Self> {
        Some(match (name, words) {
            ("output", [step, scene, lines @ ..]) => Self::Output {
                step: number(step)?,
                scene: (*scene).to_owned(),
                lines: range(lines)?,
            },
            ("outputdiff", [from, to, scene, lines @ ..]) => {
                Self::OutputDiff {
                    from: number(from)?,
                    to: number(to)?,
                    scene: (*scene).to_owned(),
                    lines: range(lines)?,
                }
            }
            _ => return None,
        })
    }

    fn from_few_words(name: &str, words: &[&str]) -> Option<Self> {
        let own = |text: &str| text.to_owned();
        Some(match (name, words) {
            ("timeline", [step]) => Self::Timeline(number(step)?),
            ("badge", [step]) => Self::Badge(number(step)?),
            ("picture", [name]) => Self::Picture(own(name)),
            ("error", [name]) => Self::Error(own(name)),
            ("error", [name, "code"]) => Self::ErrorCode(own(name)),
            ("solution", [step, name]) => {
                Self::Solution(number(step)?, own(name))
            }
            ("table", [file]) => Self::Table(own(file)),
            _ => return None,
        })
    }
}

fn usage(name: &str) -> String {
    let usage = match name {
        "diff" => "03 04 src/lib.rs Scheduler::run, use",
        "listing" => "04 src/lib.rs Scheduler::run",
        "output" => "04 blinkies 1-12",
        "outputdiff" => "03 04 blinkies 1-12",
        "timeline" | "badge" => "04",
        "picture" => "heap",
        "error" => "sort_needs_order code",
        "solution" => "04 try_ties",
        "table" => "tests/benches/peers.md",
        _ => {
            let all = NAMES.join(", ");
            return format!(
                "there is no directive {name}; there are {all}"
            );
        }
    };
    format!("not understood; for example {{{{#{name} {usage}}}}}")
}

fn number(text: &str) -> Option<String> {
    let right = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    right.then(|| text.to_owned())
}

/// `Scheduler::run, impl Task, use`
fn names(words: &[&str]) -> Vec<String> {
    let all = words.join(" ");
    let names = all.split(',').map(|name| name.trim().to_owned());
    names.filter(|name| !name.is_empty()).collect()
}

/// Nothing, or a range such as `1-12`; no answer for anything else.
fn range(words: &[&str]) -> Option<Option<RangeInclusive<usize>>> {
    let [words] = words else {
        return words.is_empty().then_some(None);
    };
    let (first, last) = words.split_once('-')?;
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    (1 <= first && first <= last).then_some(Some(first..=last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diff_names_steps_a_file_and_items() {
        let line = "{{#diff 03 04 src/lib.rs impl Drop for Task, use}}";
        let Some(Ok(Directive::Diff { from, to, file, items })) =
            Directive::parse(line)
        else {
            panic!("{line}")
        };
        assert_eq!((from.as_str(), to.as_str()), ("03", "04"));
        assert_eq!(file, "src/lib.rs");
        assert_eq!(items, ["impl Drop for Task", "use"]);
    }

    #[test]
    fn what_makes_no_sense_is_told_what_would() {
        for line in ["{{#diff 3 4 a}}", "{{#output 04 a 9-1}}", "{{#x}}"] {
            assert!(Directive::parse(line).unwrap().is_err(), "{line}");
        }
        assert_eq!(Directive::parse("{{#include a.md}}"), None);
        assert_eq!(Directive::parse("see {{#badge 04}}"), None);
    }
}
