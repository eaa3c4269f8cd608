//! Every engine meets its length, and no function needs a second screen.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use lengths::{files, length, rust_files};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// How many lines of code an engine may have: which files, how many.
type Limit = (fn(&Path) -> bool, usize);

/// The limits of one step: a step that is not here has none and fails.
fn limits(step: &str) -> Option<Vec<Limit>> {
    let all: fn(&Path) -> bool = |_| true;
    Some(match step {
        // There is no engine yet: the threads are the system's.
        "01_threads" => vec![(all, 0)],
        "02_callbacks" => vec![(all, 40)],
        "03_generator_scheduler" => vec![(all, 35)],
        "04_sorted_heap" => vec![(all, 40)],
        "05_awaitable_sleep" => vec![(all, 50)],
        "06_create_task" => vec![(all, 60)],
        "07_futures" => vec![(is_lib, 150), (is_core, 520), (all, 840)],
        "08_sockets" => vec![(all, 1220)],
        _ => return None,
    })
}

fn is_lib(path: &Path) -> bool {
    path.file_name() == Some(OsStr::new("lib.rs"))
}

/// The loop, tasks, handles, timers and wakers.
fn is_core(path: &Path) -> bool {
    let name = path.file_stem().and_then(OsStr::to_str);
    let parts = ["lib", "loop", "task", "handle", "timer", "turn", "waker"];
    name.is_some_and(|n| parts.iter().any(|part| n.starts_with(part)))
}

#[test]
fn every_engine_meets_its_length() {
    for step in tests::steps() {
        let limits = limits(&step).expect("every step has its limits");
        for (belongs, limit) in limits {
            let mut files = files(&step_folder(&step)).expect("an engine");
            files.retain(|path| belongs(path));
            let lines = length(&files).expect("text");
            println!("{step}: {lines} of {limit} lines");
            assert!(lines <= limit, "{step}: {lines} of {limit} lines");
            assert!(lines > 0 || limit == 0, "{step}: {files:?}");
        }
    }
}

/// It is an example, and what a chapter begins with.
#[test]
fn the_small_loop_is_about_a_hundred_lines() {
    let folder = step_folder("07_futures").join("examples/small_loop");
    let lines = length(&[folder.join("unio.rs")]).expect("text");
    assert!((80..=112).contains(&lines), "{lines} lines");
}

#[test]
fn no_function_is_longer_than_25_lines() {
    for path in sources("src") {
        let code = fs::read_to_string(&path).expect("text");
        for (name, lines) in functions(&code) {
            let path = path.display();
            assert!(lines <= 25, "{path}: {name} has {lines} lines");
        }
    }
}

#[test]
fn the_lines_of_functions_are_counted() {
    let code = "/// Not this.\nfn f() {\n    g();\n}\nstruct S;\nimpl S {\n\
                fn m(&self) {}\n}\ntrait T {\nfn d() {\n\n}\n}\n";
    let expected = [("f", 3), ("m", 1), ("d", 3)];
    let expected = expected.map(|(name, lines)| (name.to_owned(), lines));
    assert_eq!(functions(code), expected);
}

#[test]
fn no_line_is_wider_than_a_page_of_the_book() {
    for path in sources("") {
        let code = fs::read_to_string(&path).expect("text");
        for (number, line) in (1..).zip(code.lines()) {
            let (path, width) = (path.display(), line.chars().count());
            assert!(width <= 76, "{path}:{number}: {width} columns");
        }
    }
}

#[test]
fn the_formatter_is_never_told_to_skip() {
    for path in sources("") {
        let code = fs::read_to_string(&path).expect("text");
        assert!(!code.contains("rustfmt"), "{}", path.display());
    }
}

/// All Rust files in a folder of each step, or in the whole step.
fn sources(folder: &str) -> Vec<PathBuf> {
    let steps = tests::steps().into_iter();
    let folders = steps.map(|step| step_folder(&step).join(folder));
    let files = folders.flat_map(|f| rust_files(&f).expect("a folder"));
    let files: Vec<_> = files.collect();
    assert!(files.len() >= tests::steps().len(), "{files:?}");
    files
}

fn step_folder(step: &str) -> PathBuf {
    tests::root().join("steps").join(step)
}

/// The functions in a file, each with its number of lines: from the line
/// with the name to the last brace.
fn functions(code: &str) -> Vec<(String, usize)> {
    let mut functions = Functions::default();
    functions.visit_file(&syn::parse_file(code).expect("Rust"));
    functions.0
}

#[derive(Default)]
struct Functions(Vec<(String, usize)>);

impl Functions {
    fn add(&mut self, signature: &syn::Signature, end: &impl Spanned) {
        let start = signature.span().start().line;
        let lines = end.span().end().line - start + 1;
        self.0.push((signature.ident.to_string(), lines));
    }
}

impl<'a> Visit<'a> for Functions {
    fn visit_item_fn(&mut self, function: &'a syn::ItemFn) {
        self.add(&function.sig, function);
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'a syn::ImplItemFn) {
        self.add(&function.sig, function);
        visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'a syn::TraitItemFn) {
        self.add(&function.sig, function);
        visit::visit_trait_item_fn(self, function);
    }
}
