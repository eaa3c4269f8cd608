//! Mistakes that people make: each is caught, with words that point at the
//! right idea.
//!
//! There are many. With `UNIO_MISTAKES=all` all of them are tried, and
//! otherwise one in five.

use std::collections::BTreeSet;

use crate::bench::Bench;
use follow::check::{Report, Verdict};
use follow::edits::Edit;
use follow::finding::Finding;
use follow::house::House;
use follow::mine;
use serde::Deserialize;
use strum::VariantNames;

#[derive(Deserialize)]
struct Mutants {
    mutant: Vec<Mutant>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mutant {
    name: String,
    edit: Edit,
    /// What must be found: the name of a finding, or the promise that is
    /// not kept.
    #[serde(default)]
    caught: String,
}

#[test]
fn mistakes_in_step_01_are_caught() {
    are_caught(1);
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

/// The mistakes in a step. Of a new one, nobody may know any yet.
fn mutants(step: usize) -> Vec<Mutant> {
    let house = House::here();
    let file = format!("tests/follow/mutants/{step:02}.toml");
    if !house.path(&file).exists() {
        return Vec::new();
    }
    let mutants = toml::from_str(&house.read(&file).unwrap());
    let Mutants { mutant } = mutants.unwrap();
    mutant
}

fn are_caught(step: usize) {
    let bench = Bench::take();
    let mut missed = Vec::new();
    let mut mutants = mutants(step);
    if std::env::var("UNIO_MISTAKES").as_deref() != Ok("all") {
        mutants = mutants.into_iter().step_by(5).collect();
    }
    for Mutant { name, edit, caught } in mutants {
        let report = bench.check_edited(step, &edit, &name);
        let (found, said) = (found(&report), bench.say(&report));
        println!("=== {step:02}: {name}\n--- {found}\n{said}");
        if found != caught {
            missed.push(format!("{name}: {caught}\nbut: {found}\n{said}"));
        }
    }
    let missed = missed.join("\n");
    assert!(missed.is_empty(), "not found:\n{missed}");
}

/// What has been found, in the words of the file.
fn found(report: &Report) -> String {
    match &report.verdict {
        Verdict::OtherShow(found) => found.finding.name().to_owned(),
        Verdict::Promises { promises, .. } => match promises.broken.first()
        {
            Some(tried) => tried.promise.says.clone(),
            None => "promises that cannot be tried".to_owned(),
        },
        Verdict::DoesNotBuild(_) => "it does not build".to_owned(),
        Verdict::Well { .. } => "nothing".to_owned(),
    }
}

#[test]
fn every_mistake_can_still_be_made() {
    let house = House::here();
    for step in house.steps().unwrap() {
        for Mutant { name, edit, .. } in mutants(step.number) {
            let mut files = mine::copy(&house, &step).unwrap();
            if let Err(error) = edit.apply(&mut files) {
                panic!("{step}, {name}: does not apply: {error}");
            }
        }
    }
}

#[test]
fn there_are_a_dozen_mistakes_for_every_step() {
    for step in 1..=8 {
        let count = mutants(step).len();
        assert!(count >= 12, "{count} in step {step:02}");
    }
}

#[test]
fn every_finding_has_a_mistake_that_leads_to_it() {
    let all = (1..=8).flat_map(mutants).map(|mutant| mutant.caught);
    let all = BTreeSet::from_iter(all);
    let missing = Finding::VARIANTS.iter().filter(|&&n| !all.contains(n));
    let missing: Vec<_> = missing.collect();
    assert!(missing.is_empty(), "{missing:?}");
}
