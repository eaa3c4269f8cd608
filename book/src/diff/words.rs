//! Code in words, each with the class that colours it.
//!
//! Rust is cut by the compiler's own lexer, so nothing is guessed. Every
//! name becomes a word of its own: that is also what the search finds.

use ra_ap_rustc_lexer::{FrontmatterAllowed, TokenKind, tokenize};

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// What it is.
    pub class: Class,
    /// How it is written.
    pub text: String,
}

/// One line, without its end.
pub type Line = Vec<Word>;

/// What a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Space and punctuation.
    Plain,
    /// A name of which nothing else is known: a variable, a field.
    Name,
    /// `fn`, `let`, `async`.
    Keyword,
    /// A type or a trait, by its capital letter.
    Type,
    /// A function that is called or defined, a macro.
    Function,
    /// A constant, by its capital letters.
    Constant,
    /// A string or a character.
    String,
    /// A number.
    Number,
    /// A lifetime.
    Lifetime,
    /// Within `#[...]`.
    Attribute,
    /// `//`
    Comment,
    /// `///` and `//!`
    Doc,
}

impl Class {
    /// Its name in the style sheet; nothing for what has no colour.
    pub fn css(self) -> &'static str {
        match self {
            Self::Plain | Self::Name => "",
            Self::Keyword => "k",
            Self::Type => "t",
            Self::Function => "f",
            Self::Constant => "c",
            Self::String => "s",
            Self::Number => "n",
            Self::Lifetime => "lt",
            Self::Attribute => "a",
            Self::Comment => "cm",
            Self::Doc => "dc",
        }
    }
}

/// All keywords of Rust 2024, also those that are so in their place alone.
const KEYWORDS: &[&str] = &[
    "as", "async", "await", "break", "const", "continue", "crate", "dyn",
    "else", "enum", "extern", "false", "fn", "for", "if", "impl", "in",
    "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return",
    "self", "Self", "static", "struct", "super", "trait", "true", "type",
    "unsafe", "use", "where", "while",
];

/// Types that are written like names.
const PRIMITIVES: &[&str] = &[
    "bool", "char", "f32", "f64", "i16", "i32", "i64", "i8", "isize",
    "str", "u16", "u32", "u64", "u8", "usize",
];

/// Cuts a file into lines of words, in the way of its language.
pub fn lines(file: &str, code: &str) -> Vec<Line> {
    match file.rsplit_once('.').map(|(_, extension)| extension) {
        Some("rs") => rust(code),
        Some("toml") => code.lines().map(toml_line).collect(),
        _ => code.lines().map(text_line).collect(),
    }
}

/// A line without any colour, and yet in words.
fn text_line(text: &str) -> Line {
    let mut line = Lines::default();
    for part in spaced(text) {
        let space = part.trim().is_empty();
        let class = if space { Class::Plain } else { Class::Name };
        line.add(class, part);
    }
    line.line
}

/// Cuts Rust.
pub fn rust(code: &str) -> Vec<Line> {
    let mut lines = Lines::default();
    let mut attribute = Attribute::default();
    let mut start = 0;
    for token in tokenize(code, FrontmatterAllowed::No) {
        let end = start + token.len as usize;
        let (text, rest) = (&code[start..end], &code[end..]);
        attribute.see(token.kind, rest);
        let class = match class(token.kind, text, rest) {
            Class::Comment => Class::Comment,
            Class::Doc => Class::Doc,
            Class::Plain => Class::Plain,
            _ if attribute.open() => Class::Attribute,
            class => class,
        };
        lines.push(class, text);
        start = end;
    }
    lines.finish()
}

fn class(kind: TokenKind, text: &str, rest: &str) -> Class {
    use ra_ap_rustc_lexer::LiteralKind as Literal;
    match kind {
        TokenKind::LineComment { doc_style }
        | TokenKind::BlockComment { doc_style, .. } => match doc_style {
            Some(_) => Class::Doc,
            None => Class::Comment,
        },
        TokenKind::Ident | TokenKind::RawIdent => name(text, rest),
        TokenKind::Lifetime { .. } | TokenKind::RawLifetime => {
            Class::Lifetime
        }
        TokenKind::Literal {
            kind: Literal::Int { .. } | Literal::Float { .. },
            ..
        } => Class::Number,
        TokenKind::Literal { .. } => Class::String,
        _ => Class::Plain,
    }
}

/// Names say what they are by how they are written and what comes next.
fn name(text: &str, rest: &str) -> Class {
    let upper = text.starts_with(|c: char| c.is_ascii_uppercase());
    let lower = text.contains(|c: char| c.is_ascii_lowercase());
    if KEYWORDS.contains(&text) {
        Class::Keyword
    } else if upper && !lower && text.len() > 1 {
        Class::Constant
    } else if upper || PRIMITIVES.contains(&text) {
        Class::Type
    } else if is_call(rest) {
        Class::Function
    } else {
        Class::Name
    }
}

/// `f(`, `f::<T>(`, `f!(`, and `fn f<T>(`, but not `a != b`.
fn is_call(rest: &str) -> bool {
    let is_macro = rest.starts_with('!') && !rest.starts_with("!=");
    rest.starts_with(['(', '<']) || rest.starts_with("::<") || is_macro
}

/// How deep we are in an attribute's brackets.
#[derive(Default)]
struct Attribute {
    depth: usize,
    begins: bool,
}

impl Attribute {
    fn see(&mut self, kind: TokenKind, rest: &str) {
        match kind {
            TokenKind::Pound if self.depth == 0 => {
                self.begins = rest.starts_with(['[', '!']);
            }
            TokenKind::OpenBracket if self.begins || self.depth > 0 => {
                self.begins = false;
                self.depth += 1;
            }
            TokenKind::CloseBracket if self.depth > 0 => self.depth -= 1,
            _ => {}
        }
    }

    fn open(&self) -> bool {
        self.depth > 0
    }
}

/// Collects words, and begins a new line where a word has one in it.
#[derive(Default)]
struct Lines {
    done: Vec<Line>,
    line: Line,
}

impl Lines {
    fn push(&mut self, class: Class, text: &str) {
        for (i, text) in text.split('\n').enumerate() {
            if i > 0 {
                self.done.push(std::mem::take(&mut self.line));
            }
            self.add(class, text);
        }
    }

    /// Comments are cut at their spaces, so that marks can be as small.
    fn add(&mut self, class: Class, text: &str) {
        let parts = match class {
            Class::Comment | Class::Doc => spaced(text),
            _ => vec![text],
        };
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        let words = parts.map(|p| Word { class, text: p.to_owned() });
        self.line.extend(words);
    }

    fn finish(mut self) -> Vec<Line> {
        if !self.line.is_empty() {
            self.done.push(self.line);
        }
        self.done
    }
}

/// Words and the spaces between them.
fn spaced(text: &str) -> Vec<&str> {
    let parts = text.split_inclusive(' ').flat_map(|part| {
        let word = part.trim_end_matches(' ');
        [word, &part[word.len()..]]
    });
    parts.collect()
}

/// Sections, keys and comments: all that a `Cargo.toml` needs.
fn toml_line(text: &str) -> Line {
    let word = |class, text: &str| Word { class, text: text.to_owned() };
    if text.starts_with('[') {
        return vec![word(Class::Type, text)];
    }
    if text.starts_with('#') {
        return vec![word(Class::Comment, text)];
    }
    match text.split_once(" = ") {
        Some((key, value)) => vec![
            word(Class::Keyword, key),
            word(Class::Plain, " = "),
            word(Class::String, value),
        ],
        None => text_line(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(code: &str) -> Vec<(String, Class)> {
        let lines = rust(code);
        let words = lines.into_iter().flatten();
        let words = words.filter(|word| word.class != Class::Plain);
        words.map(|word| (word.text, word.class)).collect()
    }

    fn class_of(code: &str, text: &str) -> Class {
        let all = classes(code);
        let found = all.into_iter().find(|(word, _)| word == text);
        found.expect("a word").1
    }

    #[test]
    fn names_are_told_apart() {
        let code = "#[derive(Default)]\nasync fn run<'a>(x: &'a Waker) {\n\
                    a != b; println!(\"hi {x}\"); MAX; 1_000; x.poll()\n}";
        assert_eq!(class_of(code, "Default"), Class::Attribute);
        assert_eq!(class_of(code, "async"), Class::Keyword);
        assert_eq!(class_of(code, "run"), Class::Function);
        assert_eq!(class_of(code, "'a"), Class::Lifetime);
        assert_eq!(class_of(code, "Waker"), Class::Type);
        assert_eq!(class_of(code, "a"), Class::Name);
        assert_eq!(class_of(code, "println"), Class::Function);
        assert_eq!(class_of(code, "\"hi {x}\""), Class::String);
        assert_eq!(class_of(code, "MAX"), Class::Constant);
        assert_eq!(class_of(code, "1_000"), Class::Number);
        assert_eq!(class_of(code, "poll"), Class::Function);
    }

    #[test]
    fn the_words_of_a_line_are_the_line() {
        let code = "/* two\nlines */ fn f() {\n\n    \"a\n b\" // c\n}\n";
        let lines = rust(code);
        let text = |line: Line| -> String {
            line.into_iter().map(|word| word.text).collect()
        };
        let joined: Vec<_> = lines.into_iter().map(text).collect();
        assert_eq!(joined, code.lines().collect::<Vec<_>>());
    }
}
