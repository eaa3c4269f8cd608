//! What a page can ask for: `{{#diff 03 04 src/lib.rs}}` and the like.

use std::ops::RangeInclusive;

use clap::{Args, CommandFactory, Parser};

use crate::diff::choice::Choice;

/// A line of a page that stands for something which the machine makes.
#[derive(Debug, Clone, PartialEq, Eq, Parser)]
#[command(no_binary_name = true)]
#[command(disable_help_flag = true, disable_help_subcommand = true)]
pub enum Directive {
    /// What changes in a file from one step to another
    Diff {
        /// The step before, such as 03
        #[arg(value_parser = number)]
        from: String,
        /// The step after
        #[arg(value_parser = number)]
        to: String,
        /// The file, named from the step's folder
        file: String,
        /// What the file is called after, if that is not the same
        #[arg(long, value_name = "FILE")]
        becomes: Option<String>,
        /// Which of its lines
        #[command(flatten)]
        part: Part,
    },
    /// A file as it is
    Listing {
        /// The step, such as 04
        #[arg(value_parser = number)]
        step: String,
        /// The file, named from the step's folder
        file: String,
        /// Which of its lines
        #[command(flatten)]
        part: Part,
    },
    /// What a scene prints
    Output {
        /// The step
        #[arg(value_parser = number)]
        step: String,
        /// `blinkies`, or the name of an example
        scene: String,
        /// Only these lines of it, counted from one
        #[arg(value_parser = range, value_name = "FIRST-LAST")]
        lines: Option<RangeInclusive<usize>>,
    },
    /// What changes in what a scene prints
    #[command(name = "outputdiff")]
    OutputDiff {
        /// The step before
        #[arg(value_parser = number)]
        from: String,
        /// The step after
        #[arg(value_parser = number)]
        to: String,
        /// `blinkies`, or the name of an example
        scene: String,
        /// Only these lines of both, counted from one
        #[arg(value_parser = range, value_name = "FIRST-LAST")]
        lines: Option<RangeInclusive<usize>>,
        /// What the scene is called after, if that is not the same
        #[arg(long, value_name = "SCENE")]
        becomes: Option<String>,
    },
    /// Who runs when in a scene, as a picture that a script plays
    Timeline {
        /// The step, or two that are played on one clock
        #[arg(value_parser = number, num_args = 1..=2, required = true)]
        steps: Vec<String>,
        /// `blinkies`, or the name of an example that is recorded
        #[arg(long, default_value = "blinkies")]
        scene: String,
    },
    /// The life of a future: who calls whom in a recorded scene
    Life {
        /// The step
        #[arg(value_parser = number)]
        step: String,
        /// The name of an example that is recorded
        scene: String,
    },
    /// A step in five figures
    Badge {
        /// The step
        #[arg(value_parser = number)]
        step: String,
    },
    /// A picture of an idea, from book/pictures
    Picture {
        /// Its name, without .svg
        name: String,
    },
    /// What the compiler says of a program in book/errors
    Error {
        /// The program's name, without .rs
        name: String,
        /// The program itself instead
        #[arg(value_parser = ["code"])]
        code: Option<String>,
    },
    /// The solution of an exercise and what it prints, folded
    Solution {
        /// The step
        #[arg(value_parser = number)]
        step: String,
        /// The name of an example
        name: String,
    },
    /// The tables of a page elsewhere in the repository
    Table {
        /// The page, named from the repository
        file: String,
        /// No rows about later steps than this, and each table below the
        /// paragraph that stands before it there
        #[arg(long, value_parser = number, value_name = "STEP")]
        until: Option<String>,
    },
}

/// Which lines of a file, by what is in them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Part {
    /// Only these items: Scheduler::run, impl Task, use
    #[arg(value_name = "ITEM, ITEM")]
    items: Vec<String>,
    /// Of those, only from the line that has this text in it
    #[arg(long, value_name = "TEXT")]
    first: Option<String>,
    /// And up to the next line that has this text in it
    #[arg(long, value_name = "TEXT")]
    last: Option<String>,
}

impl Part {
    /// The same, with the words that belong together in one.
    pub fn choice(&self) -> Choice {
        let words = self.items.join(" ");
        let items = words.split(',').map(|item| item.trim().to_owned());
        Choice {
            items: items.filter(|item| !item.is_empty()).collect(),
            first: self.first.clone(),
            last: self.last.clone(),
        }
    }
}

/// What mdBook itself knows.
const FOREIGN: &[&str] =
    &["include", "rustdoc_include", "playground", "title"];

impl Directive {
    /// Reads a line: nothing, if it is no directive; a complaint, if it is
    /// one that makes no sense.
    pub fn parse(line: &str) -> Option<Result<Self, String>> {
        let inner = line.trim().strip_prefix("{{#")?.strip_suffix("}}")?;
        let name = inner.split_whitespace().next().unwrap_or_default();
        if FOREIGN.contains(&name) {
            return None;
        }
        let words = shell_words::split(inner).map_err(|e| e.to_string());
        Some(words.and_then(|words| {
            let read = Self::try_parse_from(words);
            read.map_err(|error| complaint(&error, name))
        }))
    }

    /// All that there are, for the authors of pages.
    pub fn help() -> String {
        let mut all = Self::command();
        let each = all.get_subcommands_mut().map(|one| {
            let name = one.get_name().to_owned();
            let help = one.render_help().to_string();
            let (about, rest) = help.split_once("\n\n").unwrap_or_default();
            let rest = rest.replacen("Usage: ", "{{#", 1);
            let (usage, rest) = rest.split_once('\n').unwrap_or_default();
            format!("{name}: {about}\n\n    {usage}}}}}\n{rest}")
        });
        each.collect::<Vec<_>>().join("\n")
    }
}

/// What is wrong, in one line.
fn complaint(error: &clap::Error, name: &str) -> String {
    let mut all = Directive::command();
    let Some(known) = all.find_subcommand_mut(name) else {
        let names = all.get_subcommands().map(|one| one.get_name());
        let names = names.collect::<Vec<_>>().join(", ");
        return format!("there is no directive {name}; there are {names}");
    };
    let usage = known.render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ");
    let text = error.render().to_string();
    let lines = text.lines().take_while(|line| !line.is_empty());
    let text = lines.map(str::trim).collect::<Vec<_>>().join(" ");
    let text = text.trim_start_matches("error: ");
    format!("{text}: {{{{#{usage}}}}}")
}

fn number(text: &str) -> Result<String, &'static str> {
    let right = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    right.then(|| text.to_owned()).ok_or("a step has two digits")
}

/// A range such as `1-12`.
fn range(text: &str) -> Result<RangeInclusive<usize>, &'static str> {
    let range = text.split_once('-').and_then(|(first, last)| {
        let (first, last) = (first.parse().ok()?, last.parse().ok()?);
        (1 <= first && first <= last).then_some(first..=last)
    });
    range.ok_or("these are no lines: 1-12")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(line: &str) -> String {
        Directive::parse(line).expect("a directive").expect_err(line)
    }

    #[test]
    fn a_diff_names_steps_a_file_and_items() {
        let line = "{{#diff 03 04 src/lib.rs impl Drop for Task, use}}";
        let Some(Ok(Directive::Diff { from, to, file, becomes, part })) =
            Directive::parse(line)
        else {
            panic!("{line}")
        };
        assert_eq!((from.as_str(), to.as_str()), ("03", "04"));
        assert_eq!((file.as_str(), becomes), ("src/lib.rs", None));
        assert_eq!(part.choice().items, ["impl Drop for Task", "use"]);
    }

    #[test]
    fn a_scene_may_have_another_name_after() {
        let line =
            "{{#outputdiff 06 07 handle 2-3 --becomes small_handle}}";
        let Some(Ok(Directive::OutputDiff {
            scene, lines, becomes, ..
        })) = Directive::parse(line)
        else {
            panic!("{line}")
        };
        assert_eq!((scene.as_str(), lines), ("handle", Some(2..=3)));
        assert_eq!(becomes.as_deref(), Some("small_handle"));
    }

    #[test]
    fn lines_are_named_by_what_is_in_them() {
        let line = "{{#listing 05 src/main.rs main --first \"let mut x\" \
                    --last 'println!(\"}\")'}}";
        let Some(Ok(Directive::Listing { part, .. })) =
            Directive::parse(line)
        else {
            panic!("{line}")
        };
        let Choice { items, first, last } = part.choice();
        assert_eq!(items, ["main"]);
        assert_eq!(first.as_deref(), Some("let mut x"));
        assert_eq!(last.as_deref(), Some("println!(\"}\")"));
    }

    #[test]
    fn what_makes_no_sense_is_told_what_would_in_one_line() {
        for (line, reason) in [
            ("{{#diff 3 04 a}}", "'3' for '<FROM>': a step has two digits"),
            ("{{#diff 03 04}}", "not provided: <FILE>: {{#diff [OPTIONS]"),
            ("{{#output 04 a 9-1}}", "these are no lines"),
            ("{{#badge 04 05}}", "unexpected argument '05'"),
            ("{{#error a kode}}", "invalid value 'kode'"),
            ("{{#listing 04 a \"b}}", "missing closing quote"),
            ("{{#x}}", "no directive x; there are diff, listing, output,"),
        ] {
            let complaint = complaint(line);
            assert!(complaint.contains(reason), "{line}: {complaint}");
            assert_eq!(complaint.lines().count(), 1, "{complaint}");
        }
        assert_eq!(Directive::parse("{{#include a.md}}"), None);
        assert_eq!(Directive::parse("see {{#badge 04}}"), None);
    }

    #[test]
    fn the_help_names_every_directive_as_it_is_written() {
        let help = Directive::help();
        assert!(help.contains("{{#badge <STEP>}}"), "{help}");
        assert!(help.contains("{{#outputdiff [OPTIONS] <FROM>"), "{help}");
    }
}
