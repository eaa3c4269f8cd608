//! Every scene of every step, as it plays in virtual time.
//!
//! The snapshots lie by scene and then by step, so that the steps of one
//! scene stand side by side.

use std::process::Command;

#[test]
fn blinkies_04_sorted_heap() {
    blinkies("04_sorted_heap");
}

fn blinkies(step: &str) {
    let show = ["--seed", "7", "--blinkies", "4", "--duration", "8s"];
    let mut blinkies = tests::blinkies(step);
    snapshot("blinkies", step, blinkies.args(show));
}

/// Plays a program in virtual time and compares what it prints.
fn snapshot(scene: &str, step: &str, program: &mut Command) {
    let printed = tests::printed(program.arg("--virtual-time"));
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path(format!("snapshots/{scene}"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(step, printed));
}
