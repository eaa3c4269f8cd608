//! Where things with a name lie in a file: `Scheduler::run`, `use`.

use std::collections::BTreeSet;
use std::ops::Range;

use anyhow::{Context, Result};
use syn::spanned::Spanned;

/// A file with code, and what is in it.
#[derive(Debug)]
pub struct Items {
    /// Its text.
    pub code: String,
    items: Vec<Item>,
}

#[derive(Debug)]
struct Item {
    name: String,
    /// Counted from zero, with the comments above it.
    lines: Range<usize>,
}

impl Items {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// If it is no Rust.
    pub fn of(code: &str) -> Result<Self> {
        let file = syn::parse_file(code).context("this is no Rust")?;
        let mut items = Self { code: code.to_owned(), items: Vec::new() };
        let head = file.attrs.iter().map(|a| a.span().end().line).max();
        if let Some(end) = head {
            let name = "//!".to_owned();
            items.items.push(Item { name, lines: 0..end });
        }
        file.items.iter().for_each(|item| items.add_item(item));
        Ok(items)
    }

    /// The text of the items of these names, each by itself; the whole file,
    /// if there are no names. An item in which others of these lie is not
    /// among them.
    pub fn texts(&self, names: &[String]) -> Vec<String> {
        if names.is_empty() {
            return vec![self.code.clone()];
        }
        let named = self.items.iter().filter(|i| names.contains(&i.name));
        let named: Vec<_> = named.collect();
        let holds_another = |item: &Item| {
            named.iter().any(|other| {
                other.name != item.name
                    && item.lines.contains(&other.lines.start)
            })
        };
        let inner = named.iter().filter(|item| !holds_another(item));
        let lines: Vec<_> = self.code.lines().collect();
        inner.map(|item| lines[item.lines.clone()].join("\n")).collect()
    }

    fn add_item(&mut self, item: &syn::Item) {
        use syn::Item;
        match item {
            Item::Impl(block) => self.add_impl(block),
            Item::Macro(invocation) => self.add_macro(invocation),
            Item::Trait(definition) => self.add_trait(definition),
            Item::Const(it) => self.add(it.ident.to_string(), item),
            Item::Enum(it) => self.add(it.ident.to_string(), item),
            Item::Fn(it) => self.add(it.sig.ident.to_string(), item),
            Item::Static(it) => self.add(it.ident.to_string(), item),
            Item::Struct(it) => self.add(it.ident.to_string(), item),
            Item::Type(it) => self.add(it.ident.to_string(), item),
            Item::Use(_) => self.add("use".to_owned(), item),
            Item::Mod(_) => self.add("mod".to_owned(), item),
            _ => {}
        }
    }

    fn add_impl(&mut self, block: &syn::ItemImpl) {
        let owner = type_name(&block.self_ty);
        let name = match &block.trait_ {
            Some((path, _)) => {
                let path = path_name(path);
                format!("impl {path} for {owner}")
            }
            None => format!("impl {owner}"),
        };
        self.add(name, block);
        for item in &block.items {
            let name = match item {
                syn::ImplItem::Fn(function) => &function.sig.ident,
                syn::ImplItem::Const(constant) => &constant.ident,
                syn::ImplItem::Type(other) => &other.ident,
                _ => continue,
            };
            self.add(format!("{owner}::{name}"), item);
        }
    }

    fn add_trait(&mut self, definition: &syn::ItemTrait) {
        let owner = &definition.ident;
        self.add(owner.to_string(), definition);
        for item in &definition.items {
            if let syn::TraitItem::Fn(function) = item {
                self.add(format!("{owner}::{}", function.sig.ident), item);
            }
        }
    }

    /// `thread_local! { .. }`, and the statics in it.
    fn add_macro(&mut self, invocation: &syn::ItemMacro) {
        let defined = invocation.ident.as_ref().map(ToString::to_string);
        let name = path_name(&invocation.mac.path);
        self.add(defined.unwrap_or(name), invocation);
        let parse = |input: syn::parse::ParseStream<'_>| {
            let mut items = Vec::new();
            while !input.is_empty() {
                items.push(input.parse::<syn::ItemStatic>()?);
            }
            Ok(items)
        };
        let tokens = invocation.mac.tokens.clone();
        let statics = syn::parse::Parser::parse2(parse, tokens);
        for item in statics.unwrap_or_default() {
            self.add(item.ident.to_string(), &item);
        }
    }

    fn add(&mut self, name: String, whole: &impl Spanned) {
        let span = whole.span();
        let lines: Vec<_> = self.code.lines().collect();
        let mut start = span.start().line - 1;
        let is_comment = |line: &str| {
            let line = line.trim_start();
            line.starts_with("//") && !line.starts_with("//!")
        };
        while start > 0 && is_comment(lines[start - 1]) {
            start -= 1;
        }
        let lines = start..span.end().line;
        self.items.push(Item { name, lines });
    }
}

/// The lines of the items of these names; all, if there are no names. If one
/// lies in another, then of that the lines around it.
pub fn lines_of(items: &Items, names: &[String]) -> BTreeSet<usize> {
    if names.is_empty() {
        return (0..items.code.lines().count()).collect();
    }
    let is_named = |item: &&Item| names.contains(&item.name);
    let mut lines = BTreeSet::new();
    for item in items.items.iter().filter(is_named) {
        let own = item.lines.clone();
        let within = |other: &&Item| {
            own.contains(&other.lines.start) && other.lines != own
        };
        let inner: Vec<_> = items.items.iter().filter(within).collect();
        lines.extend(own.clone());
        if inner.iter().any(is_named) {
            for line in inner.iter().flat_map(|item| item.lines.clone()) {
                lines.remove(&line);
            }
        }
    }
    // What was taken out of an outer one may be named itself.
    let named = items.items.iter().filter(is_named);
    let leaves = named.filter(|item| {
        !items.items.iter().any(|other| {
            is_named(&other)
                && other.lines != item.lines
                && item.lines.contains(&other.lines.start)
        })
    });
    lines.extend(leaves.flat_map(|item| item.lines.clone()));
    lines
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
