//! Every scene of every step, as it plays in virtual time: a test for each.
//!
//! They are found in the folders: a scene is its file and its snapshot. The
//! snapshots lie by scene and then by step, so that the steps of one scene
//! stand side by side.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use libtest_mimic::{Arguments, Trial};
use tests::lines::Frame;

fn main() -> ExitCode {
    let scenes = all_scenes().into_iter().map(|scene| {
        let name = format!("{}_{}", scene.name, scene.step);
        trial(&name, move || scene.plays_its_snapshot())
    });
    let others = [
        trial(
            "every_snapshot_belongs_to_a_scene",
            every_snapshot_belongs_to_a_scene,
        ),
        trial(
            "every_philosopher_eats_and_no_fork_is_in_two_hands",
            every_philosopher_eats_and_no_fork_is_in_two_hands,
        ),
    ];
    let tests = scenes.chain(others).collect();
    libtest_mimic::run(&Arguments::from_args(), tests).exit_code()
}

fn trial(name: &str, test: impl FnOnce() + Send + 'static) -> Trial {
    Trial::test(name, move || {
        test();
        Ok(())
    })
}

/// What a step plays: one of its examples, or the Blinkies themselves.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Scene {
    step: String,
    name: String,
}

const BLINKIES: &str = "blinkies";

fn all_scenes() -> Vec<Scene> {
    let of_step = |step: String| {
        let scenes = tests::scenes(&step).into_iter();
        let scenes = scenes.chain([BLINKIES.to_owned()]);
        scenes.map(move |name| Scene { step: step.clone(), name })
    };
    tests::steps().into_iter().flat_map(of_step).collect()
}

impl Scene {
    /// Those that take the command line of the show play one that fits on
    /// a page.
    fn plays_its_snapshot(&self) {
        let mut program = self.program();
        if tests::takes(&program, "--blinkies") {
            program.args(["--seed", "7", "--duration", "8s"]);
            program.args(["--blinkies", &self.blinkies()]);
        }
        let printed = tests::printed(program.arg("--virtual-time"));

        let mut settings = insta::Settings::new();
        settings.set_snapshot_path(format!("snapshots/{}", self.name));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(&*self.step, printed));
    }

    fn program(&self) -> Command {
        match self.name.as_str() {
            BLINKIES => tests::blinkies(&self.step),
            name => tests::scene(&self.step, name),
        }
    }

    /// The size of the family: four, unless the scene says how many it is
    /// about.
    fn blinkies(&self) -> String {
        let folder = tests::root().join("steps").join(&self.step);
        let file = folder.join("examples").join(self.name.clone() + ".rs");
        let text = fs::read_to_string(file).unwrap_or_default();
        let mut lines = text.lines();
        let told = lines.find_map(|l| l.strip_prefix(SNAPSHOT_BLINKIES));
        told.unwrap_or("4").trim().to_owned()
    }
}

/// With this, and a number, a scene says how many Blinkies its snapshot
/// has.
const SNAPSHOT_BLINKIES: &str = "//! Snapshot: --blinkies ";

/// That none is missing, each scene's own test says.
fn every_snapshot_belongs_to_a_scene() {
    let scenes = BTreeSet::from_iter(all_scenes());
    let folder = tests::root().join("tests/snapshots");
    for name in names(&folder) {
        for file in names(&folder.join(&name)) {
            // Anything else is what `insta` leaves beside a failure.
            let Some(step) = file.strip_suffix(".snap") else { continue };
            let (name, step) = (name.clone(), step.to_owned());
            let of_nothing = format!("{name}/{file} belongs to nothing");
            assert!(scenes.contains(&Scene { step, name }), "{of_nothing}");
        }
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let names = entries.map(|entry| entry.expect("a file").file_name());
    names.map(|name| name.into_string().expect("plain")).collect()
}

fn every_philosopher_eats_and_no_fork_is_in_two_hands() {
    for (seed, philosophers) in [(1, 5), (2, 5), (3, 4), (4, 3), (5, 2)] {
        let mut dinner = tests::scene("07_futures", "philosophers");
        dinner.args(["--virtual-time", "--duration", "10m"]);
        dinner.args(["--seed", &seed.to_string()]);
        dinner.args(["--blinkies", &philosophers.to_string()]);
        let printed = tests::printed(&mut dinner);
        let (counts, faces): (Vec<_>, Vec<_>) =
            printed.lines().partition(|line| line.contains("eaten"));
        assert_eq!(counts.len(), philosophers, "seed {seed}");
        for count in counts {
            let times = count.split_whitespace().rev().nth(1);
            let times: u32 = times.expect("it").parse().expect("digits");
            assert!(times > 50, "seed {seed}: {count}");
        }
        faces.into_iter().for_each(no_fork_is_in_two_hands);
    }
}

fn no_fork_is_in_two_hands(line: &str) {
    let faces = Frame::of(line).faces;
    let to_the_right = faces.iter().cycle().skip(1);
    for (face, right) in faces.iter().zip(to_the_right) {
        let both = face.ends_with('Y') && right.starts_with('Y');
        assert!(!both, "{line}");
    }
}
