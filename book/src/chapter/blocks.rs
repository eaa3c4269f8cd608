//! A chapter in blocks: what is written, code in fences, and directives.

use crate::chapter::directive::Directive;

/// A part of a chapter, with the number of its first line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Counted from one.
    pub line: usize,
    /// What it is.
    pub kind: Kind,
}

/// What a part of a chapter is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// One line of prose, as it is.
    Prose(String),
    /// Code between two fences.
    Fence(Fence),
    /// A line of `{{#...}}`; an error, if it makes no sense.
    Directive(Result<Directive, String>),
}

/// Code between two fences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fence {
    /// What stands after the first fence, such as `rust,ignore`.
    pub info: String,
    /// The lines between, each with its end.
    pub code: String,
    /// All of it, with both fences.
    pub source: String,
}

impl Fence {
    /// The language, without what follows it.
    pub fn language(&self) -> &str {
        self.info.split([',', ' ']).next().unwrap_or_default()
    }

    /// The lines that a page shows: in Rust, one that begins with `# ` is
    /// compiled and not shown.
    pub fn visible(&self) -> impl Iterator<Item = &str> {
        let is_rust = self.language() == "rust";
        self.code.lines().filter(move |line| {
            let line = line.trim_start();
            !is_rust || (line != "#" && !line.starts_with("# "))
        })
    }

    /// What follows a `$` on a console, with the lines that a backslash
    /// adds.
    pub fn commands(&self) -> Vec<String> {
        if self.language() != "console" {
            return Vec::new();
        }
        let code = self.code.replace("\\\n", " ");
        let lines = code.lines().filter_map(|line| line.strip_prefix("$ "));
        lines.map(str::to_owned).collect()
    }

    /// Whether a word follows the language.
    pub fn has(&self, attribute: &str) -> bool {
        self.info.split([',', ' ']).skip(1).any(|word| word == attribute)
    }
}

/// Takes a chapter apart.
pub fn blocks(chapter: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = (1..).zip(chapter.lines());
    while let Some((number, line)) = lines.next() {
        let kind = if let Some(fence) = fence(line) {
            let rest = lines.by_ref().map(|(_, line)| line);
            Kind::Fence(read_fence(line, fence, rest))
        } else if let Some(directive) = Directive::parse(line) {
            Kind::Directive(directive)
        } else {
            Kind::Prose(line.to_owned())
        };
        blocks.push(Block { line: number, kind });
    }
    blocks
}

/// The marks of a fence, such as three backticks.
fn fence(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let rest = line.trim_start_matches(mark);
    let marks = &line[..line.len() - rest.len()];
    (marks.len() >= 3 && !rest.contains('`')).then_some(marks)
}

fn read_fence<'a>(
    first: &str,
    marks: &str,
    rest: impl Iterator<Item = &'a str>,
) -> Fence {
    let info = first.trim().trim_start_matches(marks).trim().to_owned();
    let mut source = format!("{first}\n");
    let mut code = String::new();
    for line in rest {
        source += &format!("{line}\n");
        let text = line.trim();
        if text.starts_with(marks) && text.trim_matches('`').is_empty() {
            break;
        }
        code += &format!("{line}\n");
    }
    Fence { info, code, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chapter_is_prose_fences_and_directives() {
        let chapter = "# A\n```rust,ignore\n{{#not one}}\n```\n\
                       {{#badge 04}}\n{{#nonsense}}\nb {{#badge 04}}\n";
        let blocks = blocks(chapter);
        let lines: Vec<_> = blocks.iter().map(|b| b.line).collect();
        assert_eq!(lines, [1, 2, 5, 6, 7]);
        let Kind::Fence(fence) = &blocks[1].kind else { panic!() };
        assert_eq!((fence.language(), fence.has("ignore")), ("rust", true));
        assert_eq!(fence.code, "{{#not one}}\n");
        assert_eq!(fence.source.lines().count(), 3);
        assert!(matches!(blocks[2].kind, Kind::Directive(Ok(_))));
        assert!(matches!(blocks[3].kind, Kind::Directive(Err(_))));
        assert!(matches!(blocks[4].kind, Kind::Prose(_)));
    }
}
