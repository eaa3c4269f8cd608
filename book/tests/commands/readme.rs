//! The commands of the README.

use std::process::Output;

use super::plans::ending;
use super::{common, look_up, program, shell};

/// Not ours: they come with the system.
const OTHERS: [&str; 4] = ["git", "cd", "nc", "curl"];

#[test]
fn every_command_of_the_readme_works() {
    let readme = common::repository().read("README.md").expect("a file");
    let commands = commands(&readme);
    assert!(commands.len() > 12, "{commands:?}");
    for command in commands {
        println!("{command}");
        let to_run = match command.as_str() {
            // It lists the scenes, and says that one of them has to follow.
            "cargo x4" => "cargo x4 2>&1 | grep fibonacci".to_owned(),
            // Who is tested cannot test all from the beginning.
            "cargo test" => "cargo test --no-run".to_owned(),
            _ if program(&command).is_some() => {
                let help = look_up("README.md", &command);
                ending(&command, help.contains("--duration"))
            }
            compare if compare.starts_with("cargo compare") => command,
            _ => {
                let help = look_up("README.md", &command);
                assert!(!help.is_empty(), "{command}: what is this?");
                continue;
            }
        };
        let Output { status, stderr, .. } = shell(&to_run);
        let stderr = String::from_utf8_lossy(&stderr);
        assert!(status.success(), "{to_run}: {stderr}");
    }
}

/// What stands in its blocks, without the words that explain it.
fn commands(readme: &str) -> Vec<String> {
    let blocks = readme.split("```sh\n").skip(1);
    let blocks = blocks.filter_map(|rest| rest.split("```").next());
    let lines = blocks.flat_map(str::lines);
    let commands = lines.map(|line| match line.split_once(" #") {
        Some((command, _)) => command.trim(),
        None => line.trim(),
    });
    let is_ours = |command: &&str| {
        let first = command.split(' ').next();
        first.is_some_and(|first| !OTHERS.contains(&first))
    };
    commands.filter(is_ours).map(str::to_owned).collect()
}
