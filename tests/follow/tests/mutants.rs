//! Mistakes that people make: each is caught, with words that point at the
//! right idea.

mod bench;

use bench::Bench;
use follow::edits::Edit;
use serde::Deserialize;

#[derive(Deserialize)]
struct Mutants {
    mutant: Vec<Mutant>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mutant {
    name: String,
    edit: Edit,
    /// A part of what must be said.
    #[serde(default)]
    says: String,
}

#[test]
fn mistakes_in_step_02_are_caught() {
    are_caught(2);
}

#[test]
fn mistakes_in_step_03_are_caught() {
    are_caught(3);
}

#[test]
fn mistakes_in_step_04_are_caught() {
    are_caught(4);
}

#[test]
fn mistakes_in_step_05_are_caught() {
    are_caught(5);
}

#[test]
fn mistakes_in_step_06_are_caught() {
    are_caught(6);
}

#[test]
fn mistakes_in_step_07_are_caught() {
    are_caught(7);
}

#[test]
fn mistakes_in_step_08_are_caught() {
    are_caught(8);
}

fn are_caught(step: usize) {
    let bench = Bench::take();
    let file = format!("tests/follow/mutants/{step:02}.toml");
    let mutants = toml::from_str(&bench.house.read(&file).unwrap());
    let Mutants { mutant: mutants } = mutants.unwrap();
    assert!(mutants.len() >= 12, "{} mutants", mutants.len());
    let mut missed = Vec::new();
    for Mutant { name, edit, says } in mutants {
        let (well, said) = bench.check_edited(step, &edit, &name);
        println!("=== {step:02}: {name}\n{said}");
        if well || !said.contains(&says) || says.is_empty() {
            missed
                .push(format!("{name}, which should say: {says}\n{said}"));
        }
    }
    let missed = missed.join("\n");
    assert!(missed.is_empty(), "not caught, or not so:\n{missed}");
}
