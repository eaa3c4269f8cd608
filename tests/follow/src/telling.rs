//! What is said when something has been done.

use std::path::Path;

use anyhow::Result;

use crate::house::{House, Step};
use crate::manifest::NAME;
use crate::mine::{Editor, Made};
use crate::page::{Mood, Page};
use crate::puzzles::Puzzle;
use crate::sections;

/// A step has been begun.
pub fn started(house: &House, step: &Step, made: &Made) -> Result<Page> {
    let mine = house.call(house.mine());
    let copy = match step.number {
        1 => "one Blinky, alone".to_owned(),
        number => format!("a copy of step {:02}", number - 1),
    };
    let title = format!("{mine}/ is {copy}, and yours to change.");
    let mut page = Page::new(Mood::Good, title);
    aside(house, &mut page, made);
    directions(house, &mut page, step)?;
    page.row("play it", "cargo mine --seed 7");
    editor(&mut page, made.editor);
    Ok(page)
}

/// A whole step has been put there.
pub fn caught_up(house: &House, step: &Step, made: &Made) -> Result<Page> {
    let mine = house.call(house.mine());
    let title = format!("{mine}/ is step {step} now, all of it.");
    let mut page = Page::new(Mood::Good, title);
    aside(house, &mut page, made);
    page.row("play it", "cargo mine --seed 7");
    if house.step(step.number + 1).is_ok() {
        page.row("go on", "cargo follow next");
    }
    editor(&mut page, made.editor);
    Ok(page)
}

/// The next step begins with what has been typed.
pub fn on_to(house: &House, step: &Step) -> Result<Page> {
    let title = format!("On to step {step}, with what you have typed.");
    let mut page = Page::new(Mood::Good, title);
    directions(house, &mut page, step)?;
    Ok(page)
}

/// A mistake has been put there.
pub fn puzzled(
    house: &House,
    puzzle: &Puzzle,
    made: &Made,
) -> Result<Page> {
    let mut page = Page::default();
    page.add(symptom(house, puzzle)?);
    aside(house, &mut page, made);
    page.row("look", "in mine/src, and play it: cargo mine --seed 7");
    page.row("solved?", "cargo follow check, or cargo follow watch");
    page.row("stuck?", "cargo follow hint");
    editor(&mut page, made.editor);
    Ok(page)
}

/// What somebody has seen who has only seen it.
pub fn symptom(house: &House, puzzle: &Puzzle) -> Result<Page> {
    let Puzzle { number, title, symptom, .. } = puzzle;
    let step = house.step(puzzle.step)?;
    let title = format!("Puzzle {number}: {title}");
    let mut page = Page::new(Mood::Calm, title);
    page.say(format!(
        "{symptom} The engine is that of step {step}, and one line of it is \
         wrong."
    ));
    Ok(page)
}

/// All puzzles.
pub fn puzzles(puzzles: &[Puzzle]) -> Page {
    let title = "Find the mistake: cargo follow puzzle 1, and so on.";
    let mut page = Page::new(Mood::Calm, title);
    for Puzzle { number, title, step, .. } in puzzles {
        let title = format!("{title} (step {step:02})");
        page.row(&number.to_string(), title);
    }
    page
}

/// What was wrong, for those who have found it.
pub fn solved(house: &House, puzzle: &Puzzle) -> Result<Page> {
    let mut page = Page::new(Mood::Good, "Solved.");
    page.say(&puzzle.solution);
    page.row("read", sections::place(house, &puzzle.section)?);
    let next = format!("cargo follow puzzle {}", puzzle.number + 1);
    if puzzle.number < crate::puzzles::all(house)?.len() {
        page.row("next", next);
    }
    Ok(page)
}

fn aside(house: &House, page: &mut Page, made: &Made) {
    if let Some(aside) = &made.aside {
        let aside = house.call(aside);
        page.say(format!("What was there before is in {aside}/ now."));
    }
}

/// Where to read, where to type, and how to go on.
fn directions(house: &House, page: &mut Page, step: &Step) -> Result<()> {
    page.row("read", house.chapter(step)?);
    let mine = house.call(house.mine());
    page.row("type", format!("in {mine}/src"));
    if step.number > 1 {
        page.row(
            "",
            format!(
                "(where the book says `{}`, write `{NAME}`)",
                step.package()
            ),
        );
    }
    page.row("next", "cargo follow watch, which checks at each save");
    page.row("", "or cargo follow check, which does so once");
    Ok(())
}

fn editor(page: &mut Page, editor: Editor) {
    let file = Path::new(".vscode").join("settings.json");
    let file = file.display();
    match editor {
        Editor::Knows => {}
        Editor::Told => page.say(format!(
            "For VS Code there is {file} now: it tells rust-analyzer of \
             this folder."
        )),
        Editor::OwnSettings => page.say(format!(
            "So that rust-analyzer sees this folder in VS Code, {file} \
             needs: \"rust-analyzer.linkedProjects\": [\"Cargo.toml\", \
             \"mine/Cargo.toml\"]"
        )),
    }
}
