//! Where each thing with a name lies in a file.
//!
//! Chapters speak of `Scheduler::run` and never of lines, so that they stay
//! right when lines move.

use std::ops::Range;

use anyhow::{Context, Result};
use proc_macro2::TokenStream;
use syn::parse::{ParseStream, Parser};
use syn::spanned::Spanned;

/// Something with a name, and its lines, counted from zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// How a chapter may call it; the first is how messages call it.
    pub names: Vec<String>,
    /// All of its lines, with its documentation.
    pub lines: Range<usize>,
    /// What tells who it is: `fn run(&mut self) {`.
    pub head: Range<usize>,
    /// How many items it lies in.
    pub depth: usize,
}

/// All items of a file, each before those within it.
pub fn items(file: &str, code: &str) -> Result<Vec<Item>> {
    if file.ends_with(".rs") {
        let parsed = syn::parse_file(code);
        let parsed =
            parsed.with_context(|| format!("{file} is no Rust"))?;
        return Ok(rust(&parsed, code));
    }
    Ok(sections(code))
}

fn rust(file: &syn::File, code: &str) -> Vec<Item> {
    let mut found = Finder { lines: code.lines().collect(), items: vec![] };
    let head = file.attrs.iter().map(|a| a.span().end().line).max();
    if let Some(end) = head {
        found.items.push(Item {
            names: vec!["//!".to_owned()],
            lines: 0..end,
            head: 0..0,
            depth: 0,
        });
    }
    for item in &file.items {
        found.item(item);
    }
    found.items
}

/// The sections of a `Cargo.toml`.
fn sections(code: &str) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    for (i, line) in code.lines().enumerate() {
        if line.starts_with('[') {
            items.push(Item {
                names: vec![line.trim_end().to_owned()],
                lines: i..i,
                head: i..i + 1,
                depth: 0,
            });
        }
        if let Some(last) = items.last_mut() {
            last.lines.end = i + 1;
        }
    }
    items
}

struct Finder<'a> {
    lines: Vec<&'a str>,
    items: Vec<Item>,
}

impl Finder<'_> {
    fn item(&mut self, item: &syn::Item) {
        use syn::Item::{Impl, Macro, Trait};
        match item {
            Impl(block) => self.block(block),
            Trait(definition) => self.definition(definition),
            Macro(invocation) => self.invocation(invocation),
            other => {
                if let Some(name) = name_of(other) {
                    let end = end_of_head(other);
                    self.add(vec![name], other, end, 0);
                }
            }
        }
    }

    /// Adds an item whose head ends on the line with `end`.
    fn add(
        &mut self,
        names: Vec<String>,
        whole: &impl Spanned,
        (start, end): (usize, usize),
        depth: usize,
    ) {
        let mut first = whole.span().start().line - 1;
        // Comments above it speak of it.
        while first > 0 && is_comment(self.lines[first - 1]) {
            first -= 1;
        }
        let lines = first..whole.span().end().line;
        self.items.push(Item { names, lines, head: start..end, depth });
    }

    fn block(&mut self, block: &syn::ItemImpl) {
        let owner = type_name(&block.self_ty);
        let names = match &block.trait_ {
            Some((path, _)) => {
                vec![format!("impl {} for {owner}", path_name(path))]
            }
            None => vec![format!("impl {owner}")],
        };
        let brace = block.brace_token.span.open().start().line;
        let start = block.impl_token.span.start().line - 1;
        self.add(names, block, (start, brace), 0);
        for item in &block.items {
            if let Some((name, head)) = name_in_impl(item) {
                self.add(vec![format!("{owner}::{name}")], item, head, 1);
            }
        }
    }

    fn definition(&mut self, definition: &syn::ItemTrait) {
        let owner = definition.ident.to_string();
        let brace = definition.brace_token.span.open().start().line;
        let start = definition.ident.span().start().line - 1;
        self.add(vec![owner.clone()], definition, (start, brace), 0);
        for item in &definition.items {
            if let syn::TraitItem::Fn(function) = item {
                let name = format!("{owner}::{}", function.sig.ident);
                self.add(vec![name], item, head_of(&function.sig), 1);
            }
        }
    }

    /// `thread_local! { .. }` and the statics within it.
    fn invocation(&mut self, invocation: &syn::ItemMacro) {
        let path = path_name(&invocation.mac.path);
        let defined = invocation.ident.as_ref().map(ToString::to_string);
        let start = invocation.mac.path.span().start().line;
        let names = vec![defined.unwrap_or(path)];
        self.add(names, invocation, (start - 1, start), 0);
        for item in statics(invocation.mac.tokens.clone()) {
            let line = item.ident.span().start().line;
            let name = item.ident.to_string();
            self.add(vec![name], &item, (line - 1, line), 1);
        }
    }
}

fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("//") && !line.starts_with("//!")
}

fn name_of(item: &syn::Item) -> Option<String> {
    use syn::Item;
    Some(match item {
        Item::Const(item) => item.ident.to_string(),
        Item::Enum(item) => item.ident.to_string(),
        Item::Fn(item) => item.sig.ident.to_string(),
        Item::Static(item) => item.ident.to_string(),
        Item::Struct(item) => item.ident.to_string(),
        Item::Type(item) => item.ident.to_string(),
        Item::Union(item) => item.ident.to_string(),
        Item::Use(_) | Item::ExternCrate(_) => "use".to_owned(),
        Item::Mod(item) if item.content.is_none() => "mod".to_owned(),
        Item::Mod(item) => format!("mod {}", item.ident),
        _ => return None,
    })
}

/// The lines from an item's name to where its inner part begins.
fn end_of_head(item: &syn::Item) -> (usize, usize) {
    use syn::Item;
    let line = |span: proc_macro2::Span| span.start().line;
    match item {
        Item::Fn(item) => head_of(&item.sig),
        Item::Struct(item) => one(line(item.ident.span())),
        Item::Enum(item) => one(line(item.ident.span())),
        Item::Mod(item) => one(line(item.ident.span())),
        other => {
            let span = other.span();
            (span.start().line - 1, span.end().line)
        }
    }
}

fn one(line: usize) -> (usize, usize) {
    (line - 1, line)
}

/// A signature's lines, up to the one with the brace.
fn head_of(signature: &syn::Signature) -> (usize, usize) {
    let start = signature.fn_token.span.start().line;
    (start - 1, signature.span().end().line)
}

fn name_in_impl(item: &syn::ImplItem) -> Option<(String, (usize, usize))> {
    match item {
        syn::ImplItem::Fn(function) => {
            let name = function.sig.ident.to_string();
            Some((name, head_of(&function.sig)))
        }
        syn::ImplItem::Const(item) => {
            let line = item.ident.span().start().line;
            Some((item.ident.to_string(), one(line)))
        }
        syn::ImplItem::Type(item) => {
            let line = item.ident.span().start().line;
            Some((item.ident.to_string(), one(line)))
        }
        _ => None,
    }
}

fn type_name(of: &syn::Type) -> String {
    match of {
        syn::Type::Path(path) => path_name(&path.path),
        syn::Type::Reference(reference) => type_name(&reference.elem),
        _ => "_".to_owned(),
    }
}

fn path_name(path: &syn::Path) -> String {
    let last = path.segments.last();
    last.map(|segment| segment.ident.to_string()).unwrap_or_default()
}

/// The statics in a macro's braces; none, if there is something else.
fn statics(tokens: TokenStream) -> Vec<syn::ItemStatic> {
    let parse = |input: ParseStream<'_>| {
        let mut items = Vec::new();
        while !input.is_empty() {
            items.push(input.parse()?);
        }
        Ok(items)
    };
    parse.parse2(tokens).unwrap_or_default()
}
