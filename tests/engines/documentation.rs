//! The examples in the documentation of every step.

use std::process::Command;

#[test]
fn every_example_in_the_documentation_runs() {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(tests::root());
    cargo.args(["test", "--quiet", "--doc"]);
    for step in tests::steps() {
        // The first one has nothing to document: it needs no engine.
        let folder = tests::root().join("steps").join(&step);
        if folder.join("src/lib.rs").exists() {
            cargo.arg("--package").arg(format!("step_{step}"));
        }
    }
    let output = cargo.output().expect("cargo runs");
    let printed = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{printed}\n{errors}");
    assert!(printed.contains("test result: ok"), "{printed}");
}
