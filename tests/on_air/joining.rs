//! Who connects is a Blinky.

use shared::cast::{ANIMATIONS, Animation, Face, Script};
use tests::lines::Frame;
use tests::poll;

use super::{Guest, SEED, SLOW, Show, ms};

#[test]
fn who_joins_is_one_of_the_family_for_all() {
    let show = Show::start(3, &[]);
    let first = Guest::seated(&show);
    show.wait_for_size(4);
    let second = Guest::seated(&show);
    show.wait_for_size(5);
    for guest in [&first, &second] {
        guest.wait_for("five faces", |text| faces(text).len() == 5);
    }
}

#[test]
fn a_guest_sees_what_the_presenter_sees() {
    let show = Show::start(5, &SLOW);
    let guest = Guest::seated(&show);
    show.wait_for_size(6);
    for _ in 0..5 {
        let same = poll("the same faces", || {
            let family = show.family();
            (faces(&guest.text()) == family).then_some(family)
        });
        poll("other faces", || (show.family() != same).then_some(()));
    }
}

#[test]
fn a_guest_has_a_script_of_its_own_that_goes_on() {
    let show = Show::start(1, &["--speed", "20"]);
    let _guests = [Guest::seated(&show), Guest::seated(&show)];
    show.wait_for_size(3);
    let played = |place: usize| {
        let lines = show.lines().into_iter().filter(|l| l.faces.len() == 3);
        let mut faces: Vec<_> =
            lines.map(|l| l.faces[place].clone()).collect();
        faces.dedup();
        faces
    };
    poll("many faces", || {
        (1..=2).all(|place| played(place).len() > 50).then_some(())
    });
    assert_ne!(played(1)[..50], played(2)[..50]);
}

#[test]
fn who_types_a_name_plays_that_animation() {
    let show = Show::start(2, &[]);
    let names = ["robot", "  Yawn ", "owl\r"];
    let mut guests = names.map(|_| Guest::seated(&show));
    show.wait_for_size(5);
    let lines = show.lines().len();
    for (guest, name) in guests.iter_mut().zip(names) {
        guest.types(&format!("{name}\n"));
    }
    for name in names {
        let animation = Animation::named(&name.trim().to_lowercase());
        let frames = animation.expect("its name").frames;
        poll(format!("all of {name}, in order"), || {
            let lines = show.lines().split_off(lines);
            (2..5).any(|who| plays(&lines, who, frames)).then_some(())
        });
    }
}

/// Whether somebody makes all of these faces, in order.
fn plays(lines: &[Frame], who: usize, frames: &[(Face, u64)]) -> bool {
    let mut faces = frames.iter().map(|(face, _)| *face).peekable();
    for line in lines {
        faces
            .next_if(|face| line.faces.get(who).is_some_and(|f| f == face));
    }
    faces.peek().is_none()
}

#[test]
fn ones_own_face_is_the_prompt() {
    let show = Show::start(2, &SLOW);
    let mut guest = Guest::seated(&show);
    guest.types("robot\n");
    guest.wait_for("the robot, twice", |text| {
        let rows: Vec<_> = text.lines().collect();
        let family = rows.first().is_some_and(|row| row.ends_with("[2_2]"));
        family && rows.last() == Some(&"[2_2] >")
    });
}

#[test]
fn help_lists_every_animation() {
    let show = Show::start(2, &[]);
    let mut guest = Guest::seated(&show);
    guest.types("help\n");
    for animation in ANIMATIONS {
        guest.wait_for(animation.name, |text| {
            let text = text.replace(',', " ");
            text.split_whitespace().any(|word| word == animation.name)
        });
    }
    guest.types("\n");
    guest.wait_for("the first hint", |text| text.contains("Type wink"));
}

#[test]
fn an_unknown_word_gets_a_short_friendly_line() {
    let show = Show::start(2, &[]);
    let mut guest = Guest::seated(&show);
    guest.types("moonwalk\n");
    guest.wait_for("an answer", |text| text.contains("Try help."));
    assert!(!guest.text().contains("moonwalk"));
}

/// Who types while the family moves on does not lose sight of it.
#[test]
fn what_is_half_typed_stays_where_it_is() {
    let show = Show::start(13, &[]);
    let mut guest = Guest::seated(&show);
    guest.types("yaw");
    let prompt = |text: &str, row: usize| {
        let rows: Vec<_> = text.lines().collect();
        rows.len() == row && rows[row - 1].ends_with("> yaw")
    };
    guest.wait_for("the prompt", |text| prompt(text, 6));
    let others: Vec<_> = (0..20).map(|_| Guest::seated(&show)).collect();
    guest.wait_for("one row more", |text| prompt(text, 7));
    others.iter().for_each(Guest::hangs_up);
    guest.wait_for("one row less", |text| prompt(text, 6));
    show.answers(|| guest.types("n\n"), 13, "(-O-)");
}

#[test]
fn a_family_too_big_for_a_usual_terminal_is_cut() {
    let show = Show::start(500, &[]);
    let mut guest = Guest::seated(&show);
    guest.wait_for("the rest", |text| text.contains("and 293 more"));
    guest.types("help\n");
    guest.wait_for("help", |text| text.contains("owl yawn"));
    guest.types("yaw");
    guest.wait_for("the prompt", |text| text.ends_with("> yaw"));
    assert!(guest.text().lines().count() <= 23);
}

/// A row that wraps would push all others down.
#[test]
fn a_narrow_terminal_shows_what_it_can() {
    let show = Show::start(30, &[]);
    let guest = Guest::seated(&show);
    let rows =
        |size: (u16, u16)| guest.screen(size.0, size.1).lines().count();
    guest.wait_for("three rows", |text| faces(text).len() == 31);
    assert_eq!(rows((40, 24)), rows((80, 24)));
    assert!(guest.screen(40, 24).contains("Type wink, or help, or quit."));
}

#[test]
fn a_guest_does_not_change_the_script_of_the_house() {
    let mut show = Show::start(3, &["--duration", "4s"]);
    let mut guest = Guest::seated(&show);
    guest.types("spin\n");
    let (code, lines) = show.end();
    assert_eq!(code, Some(0));
    for number in 0..3 {
        let mut played: Vec<_> =
            lines.iter().map(|line| line.faces[number].as_str()).collect();
        played.dedup();
        let script = Script::new(SEED, number as u64, Some(ms(4_000)));
        let script: Vec<_> = script.map(|(face, _)| face).collect();
        let start = usize::from(played[0] != script[0]);
        assert_eq!(played[start..], script, "Blinky {number}");
    }
}

/// The faces of the family on a guest's screen.
fn faces(text: &str) -> Vec<String> {
    let family = text.lines().take_while(|row| !row.is_empty());
    let faces = family.flat_map(str::split_whitespace);
    faces.map(str::to_owned).collect()
}
