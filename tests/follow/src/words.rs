//! Code, word by word: comments and layout aside.

use ra_ap_rustc_lexer::{FrontmatterAllowed, TokenKind, tokenize};

/// A line in which there is code, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeLine {
    /// Counted from zero.
    pub number: usize,
    /// Its words.
    pub words: Vec<String>,
}

/// The lines of a file in which there is code.
///
/// One import after the other: their order is the formatter's business, so
/// they are sorted.
pub fn code_lines(code: &str) -> Vec<CodeLine> {
    let mut lines: Vec<CodeLine> = Vec::new();
    let (mut at, mut number) = (0, 0);
    for token in tokenize(code, FrontmatterAllowed::No) {
        let text = &code[at..at + token.len as usize];
        at += token.len as usize;
        if !is_layout(token.kind) {
            match lines.last_mut() {
                Some(line) if line.number == number => {
                    line.words.push(text.to_owned());
                }
                _ => lines.push(CodeLine {
                    number,
                    words: vec![text.to_owned()],
                }),
            }
        }
        number += text.matches('\n').count();
    }
    let is_import = |line: &CodeLine| {
        line.words.first().is_some_and(|word| word == "use")
            && line.words.last().is_some_and(|word| word == ";")
    };
    for block in lines.chunk_by_mut(|a, b| is_import(a) && is_import(b)) {
        if is_import(&block[0]) {
            block.sort_by(|a, b| a.words.cmp(&b.words));
        }
    }
    lines
}

/// All words of a file.
pub fn words(code: &str) -> Vec<String> {
    let lines = code_lines(code).into_iter();
    lines.flat_map(|line| line.words).collect()
}

fn is_layout(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Whitespace
            | TokenKind::LineComment { .. }
            | TokenKind::BlockComment { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_layout_are_no_words() {
        let a = "fn f() { g(1) } // one";
        let b = "/// Two.\nfn f()\n{\n    g( 1 )\n}\n";
        assert_eq!(words(a), words(b));
        assert_ne!(words(a), words("fn f() { g(2) }"));
    }

    #[test]
    fn half_a_program_has_words_too() {
        assert_eq!(words("fn f( {"), ["fn", "f", "(", "{"]);
    }

    #[test]
    fn imports_may_stand_in_any_order() {
        let a = "use a::b;\nuse c::d;\nfn f() {}\n";
        let b = "use c::d;\nuse a::b;\nfn f() {}\n";
        assert_eq!(words(a), words(b));
    }
}
