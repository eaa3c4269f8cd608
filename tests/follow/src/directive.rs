//! What a page of the book shows: `{{#diff 03 04 src/lib.rs use}}`.

use clap::{Args, Parser};

/// A line of a page that stands for code. The others are not for us.
#[derive(Debug, Parser)]
#[command(no_binary_name = true)]
#[command(disable_help_flag = true, disable_help_subcommand = true)]
pub enum Directive {
    /// What changes in a file.
    Diff {
        /// The number of the step before.
        from: usize,
        /// The number of the step after.
        to: usize,
        /// The file, named from the step's folder.
        file: String,
        /// What it is called after, if that is not the same.
        #[arg(long)]
        becomes: Option<String>,
        /// Which of its lines.
        #[command(flatten)]
        part: Part,
    },
    /// A file as it is.
    Listing {
        /// The number of the step.
        step: usize,
        /// The file, named from the step's folder.
        file: String,
        /// Which of its lines.
        #[command(flatten)]
        part: Part,
    },
}

/// Which lines of a file, by what is in them.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Part {
    items: Vec<String>,
    /// Of those, only from the line that has this text in it.
    #[arg(long)]
    pub first: Option<String>,
    /// And up to the next line that has this text in it.
    #[arg(long)]
    pub last: Option<String>,
}

impl Directive {
    /// Reads a line. There is nothing to read on most.
    pub fn parse(line: &str) -> Option<Self> {
        let inner = line.trim().strip_prefix("{{#")?.strip_suffix("}}")?;
        let words = shell_words::split(inner).ok()?;
        Self::try_parse_from(words).ok()
    }
}

impl Part {
    /// The names of items; all are meant, if there are none.
    pub fn items(&self) -> Vec<String> {
        let words = self.items.join(" ");
        let items = words.split(',').map(|item| item.trim().to_owned());
        items.filter(|item| !item.is_empty()).collect()
    }

    /// Whether it is a part of these items, and not all of them.
    pub fn is_narrow(&self) -> bool {
        self.first.is_some() || self.last.is_some()
    }
}
