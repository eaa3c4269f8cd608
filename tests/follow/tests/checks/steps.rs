//! Every step is what it should be, and is known as what it is.

use std::process::Command;

use crate::bench::Bench;
use follow::building;
use follow::house::Step;
use follow::mine;
use follow::place;
use follow::topics;

#[test]
fn every_step_passes_its_own_check() {
    let bench = Bench::take();
    for step in bench.house.steps().unwrap() {
        let files = mine::copy(&bench.house, &step).unwrap();
        bench.put(step.number, &files);
        let report = bench.check(step.number);
        let said = bench.say(&report);
        assert!(report.is_well(), "{step}: {said}");
        let all_is_well =
            format!("This is step {step}: 6 shows to the byte");
        assert!(said.starts_with(&all_is_well), "{said}");
    }
}

/// By its show or by its promises; a step that has none of its own is told
/// by its words alone.
#[test]
fn a_copy_of_the_step_before_is_not_the_step_yet() {
    let bench = Bench::take();
    let steps = bench.house.steps().unwrap().into_iter();
    let promises_more = |step: &Step| {
        topics::of_step(step.number) != topics::of_step(step.number - 1)
    };
    for step in steps.filter(promises_more) {
        let before = bench.house.step(step.number - 1).unwrap();
        let files = mine::copy(&bench.house, &before).unwrap();
        bench.put(step.number, &files);
        let report = bench.check(step.number);
        let said = bench.say(&report);
        println!("=== {step}: {said}");
        assert!(!report.is_well(), "{step}: {said}");
    }
}

#[test]
fn cargo_has_nothing_to_complain_of() {
    let bench = Bench::take();
    let step = bench.house.step(4).unwrap();
    bench.put(4, &mine::copy(&bench.house, &step).unwrap());
    assert!(bench.check(4).is_well());
    let mut cargo = Command::new(building::cargo());
    cargo.current_dir(bench.house.mine()).arg("build");
    let said = String::from_utf8(cargo.output().unwrap().stderr).unwrap();
    assert!(said.contains("Finished"), "{said}");
    assert!(!said.contains("warning"), "{said}");
    assert!(!said.contains("Compiling"), "it was built: {said}");
}

#[test]
fn one_blinky_is_not_a_family() {
    let bench = Bench::take();
    let scene = "steps/01_threads/examples/one_blinky.rs";
    let scene = bench.house.read(scene).unwrap();
    bench.put(1, &[("src/main.rs".to_owned(), scene)]);
    let said = bench.say(&bench.check(1));
    assert!(
        said.contains("A line has 1 faces, and the family 4"),
        "{said}"
    );
}

#[test]
fn by_its_code_every_step_is_nearest_to_itself() {
    let bench = Bench::take();
    let steps = bench.house.steps().unwrap();
    for step in &steps {
        let files = mine::copy(&bench.house, step).unwrap();
        bench.put(step.number, &files);
        let likes = steps
            .iter()
            .map(|other| place::likeness(&bench.house, other).unwrap());
        let likes: Vec<_> = likes.collect();
        let best = likes.iter().max_by(|a, b| a.ratio.total_cmp(&b.ratio));
        assert_eq!(best.unwrap().step, *step);
        let own = &likes[step.number - 1];
        assert!(own.files.is_empty(), "{step}: {:?}", own.files);
    }
}

#[test]
fn what_differs_is_told_line_by_line() {
    let bench = Bench::take();
    let step = bench.house.step(4).unwrap();
    let mut files = mine::copy(&bench.house, &step).unwrap();
    let lib = files.iter_mut().find(|(name, _)| name == "src/lib.rs");
    let (_, code) = lib.unwrap();
    *code = code.replace("self.next_number += 1;", "");
    *code = code.replace("/// Runs", "/// My own words: runs");
    bench.put(4, &files);
    let likeness = place::likeness(&bench.house, &step).unwrap();
    assert_eq!(likeness.in_a_line(), "a line differs in src/lib.rs");
    let page = likeness.page().text(80);
    let page = anstream::adapter::strip_str(&page).to_string();
    assert!(page.contains("+         self.next_number += 1;"), "{page}");
    assert!(!page.contains("words"), "{page}");
}
