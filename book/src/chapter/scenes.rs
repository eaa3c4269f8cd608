//! Whether every scene whose output a chapter shows has its code and its
//! command there: nothing is argued from code that the reader has not seen.

use std::collections::BTreeSet;

use super::chapter_of;
use super::mistake::Mistake;
use super::rules::Rules;

/// A program of a step.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Scene {
    step: String,
    /// `blinkies`, or the name of an example.
    name: String,
}

impl Scene {
    fn new(step: &str, name: &str) -> Self {
        Self { step: step.to_owned(), name: name.to_owned() }
    }

    /// The one that a file is of, if it is no engine's.
    fn of_file(step: &str, file: &str) -> Option<Self> {
        if file == "src/main.rs" {
            return Some(Self::new(step, "blinkies"));
        }
        let file = file.strip_prefix("examples/")?;
        let name = file.split(['/', '.']).next()?;
        Some(Self::new(step, name))
    }

    /// The one that a command plays, if it plays one.
    fn of_command(command: &str) -> Option<Self> {
        let words: Vec<&str> = command.split_whitespace().collect();
        let after = |flag| {
            let place = words.iter().position(|word| *word == flag)?;
            words.get(place + 1).copied()
        };
        let alias =
            after("cargo").and_then(|word| word.split_at_checked(1));
        if let Some((kind, number)) = alias
            && let Ok(number) = number.parse::<u8>()
        {
            let scene = match kind {
                "s" => "blinkies",
                "x" => words.get(2)?,
                _ => return None,
            };
            return Some(Self::new(&format!("{number:02}"), scene));
        }
        let step = after("-p")?.strip_prefix("step_")?.get(..2)?;
        Some(Self::new(step, after("--example").unwrap_or("blinkies")))
    }
}

/// A page shows what a scene prints.
#[derive(Debug)]
struct Printed {
    page: String,
    line: usize,
    scene: Scene,
}

/// What the chapters show of scenes.
#[derive(Debug, Default)]
pub struct Scenes {
    printed: Vec<Printed>,
    codes: BTreeSet<(String, Scene)>,
    commands: BTreeSet<(String, Scene)>,
}

impl Scenes {
    /// Notes that a page shows what a scene prints.
    pub fn add_output(
        &mut self,
        page: &str,
        line: usize,
        step: &str,
        scene: &str,
    ) {
        let (page, scene) = (page.to_owned(), Scene::new(step, scene));
        self.printed.push(Printed { page, line, scene });
    }

    /// Notes that a page shows a file of a step, or some of it.
    pub fn add_code(&mut self, page: &str, step: &str, file: &str) {
        let scene = Scene::of_file(step, file);
        let scene = scene.map(|scene| (chapter_of(page).to_owned(), scene));
        self.codes.extend(scene);
    }

    /// Notes that a page has a command.
    pub fn add_command(&mut self, page: &str, command: &str) {
        let scene = Scene::of_command(command);
        let scene = scene.map(|scene| (chapter_of(page).to_owned(), scene));
        self.commands.extend(scene);
    }

    /// The scenes that lack something, and the exceptions that do not.
    pub fn lacking(&self, rules: &Rules) -> Vec<String> {
        let mut lacking = Vec::new();
        let mut needed = BTreeSet::new();
        for printed in &self.printed {
            let Printed { page, line, scene } = printed;
            let Some(message) = self.lack(page, scene) else { continue };
            let bare = (chapter_of(page).to_owned(), scene.name.clone());
            if rules.bare.contains(&bare) {
                needed.insert(bare);
                continue;
            }
            let (chapter, line) = (page.clone(), *line);
            lacking.push(Mistake { chapter, line, message }.to_string());
        }
        let spare = rules.bare.iter().filter(|bare| !needed.contains(bare));
        lacking.extend(spare.map(|(chapter, scene)| {
            format!(
                "book/book.toml: {chapter} lacks nothing of \
                 {scene}, so the exception can go"
            )
        }));
        lacking
    }

    /// What the chapter that shows the output of a scene does not show. An
    /// earlier step's may have been in the chapter of that step.
    fn lack(&self, page: &str, scene: &Scene) -> Option<String> {
        let has = |shown: &BTreeSet<(String, Scene)>| {
            let chapters = [chapter_of(page), &scene.step];
            chapters.iter().any(|&chapter| {
                shown.contains(&(chapter.to_owned(), scene.clone()))
            })
        };
        let lack = match (has(&self.codes), has(&self.commands)) {
            (true, true) => return None,
            (true, false) => "its command",
            (false, true) => "any of its code",
            (false, false) => "its command and any of its code",
        };
        let Scene { step, name } = scene;
        Some(format!(
            "here is what {name} of step {step} prints, without {lack} in \
             this chapter"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_and_a_file_say_which_scene_they_are_of() {
        let scene = |step, name| Some(Scene::new(step, name));
        let of = Scene::of_command;
        assert_eq!(of("cargo s4 --seed 7"), scene("04", "blinkies"));
        assert_eq!(
            of("cargo run -q -p step_05_awaitable_sleep -- --seed 7"),
            scene("05", "blinkies")
        );
        assert_eq!(
            of("cargo run -p step_05_a --example sizes -- --virtual-time"),
            scene("05", "sizes")
        );
        assert_eq!(of("cargo x5 sizes"), scene("05", "sizes"));
        assert_eq!(of("cargo search tokio"), None);
        let of = |file| Scene::of_file("05", file);
        assert_eq!(of("src/main.rs"), scene("05", "blinkies"));
        assert_eq!(of("examples/sizes.rs"), scene("05", "sizes"));
        assert_eq!(of("examples/looper/engine.rs"), scene("05", "looper"));
        assert_eq!(of("src/lib.rs"), None);
    }

    #[test]
    fn a_scene_without_code_or_command_is_told() {
        let mut scenes = Scenes::default();
        scenes.add_output("05/run.md", 9, "05", "sizes");
        let told = scenes.lacking(&Rules::default());
        assert_eq!(
            told,
            ["book/chapters/05/run.md:9: here is what sizes of step 05 \
              prints, without its command and any of its code in this \
              chapter"]
        );
        scenes.add_code("05/code.md", "05", "examples/sizes.rs");
        let told = scenes.lacking(&Rules::default()).concat();
        assert!(told.contains("without its command in"), "{told}");
        scenes.add_command(
            "05/run.md",
            "cargo run -p step_05_a --example sizes",
        );
        assert!(scenes.lacking(&Rules::default()).is_empty());
    }

    #[test]
    fn a_later_chapter_may_recall_what_a_scene_has_printed() {
        let mut scenes = Scenes::default();
        scenes.add_output("05.md", 9, "03", "looper");
        assert_eq!(scenes.lacking(&Rules::default()).len(), 1);
        scenes.add_code("03.md", "03", "examples/looper/main.rs");
        scenes.add_command(
            "03.md",
            "cargo run -p step_03_a --example looper",
        );
        assert!(scenes.lacking(&Rules::default()).is_empty());
    }

    #[test]
    fn an_exception_that_nobody_needs_is_told() {
        let mut scenes = Scenes::default();
        scenes.add_output("05.md", 9, "05", "sizes");
        let bare = [("05", "sizes"), ("06", "handle")];
        let bare = bare.map(|(a, b)| (a.to_owned(), b.to_owned())).to_vec();
        let told = scenes.lacking(&Rules { bare, ..Rules::default() });
        assert_eq!(
            told,
            ["book/book.toml: 06 lacks nothing of handle, so \
              the exception can go"]
        );
    }
}
