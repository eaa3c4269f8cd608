//! The player of the timelines.

use std::thread;
use std::time::{Duration, Instant};

use book::repository::Repository;
use serde_json::{Value, json};

use super::{Reader, WALK, click};

const PLAYER: &str = "document.querySelector('figure.timeline').player";

impl Reader {
    /// Opens a chapter at its timeline, once that can be played. Nobody
    /// likes motion here, so it is stopped.
    fn open_player(&mut self, page: &str) {
        self.prefer("reduce");
        self.open(page);
        self.come_to_player();
    }

    fn prefer(&mut self, motion: &str) {
        let feature =
            json!({ "name": "prefers-reduced-motion", "value": motion });
        let media = json!({ "features": [feature] });
        self.browser.call("Emulation.setEmulatedMedia", media);
    }

    fn come_to_player(&mut self) {
        self.browser.run(
            "document.querySelector('figure.timeline')
                .scrollIntoView({ block: 'center' })",
        );
        self.wait_until(&format!("Boolean({PLAYER})"));
        self.browser.run(
            "document.querySelector('.timeline .controls')
                .scrollIntoView({ block: 'center' })",
        );
    }

    fn wait_until(&mut self, script: &str) {
        let start = Instant::now();
        while self.browser.run(script) != json!(true) {
            assert!(start.elapsed() < Duration::from_secs(60), "{script}");
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// What the family of a step looks like.
    fn faces(&mut self, step: &str) -> String {
        let lane = format!(".lane[data-step=\"{step}\"] .face");
        let faces = self.list(&format!(
            "[...document.querySelectorAll('{lane}')]
                .map(face => face.textContent)"
        ));
        faces.join(" ")
    }

    fn text(&mut self, selector: &str) -> String {
        let script =
            format!("document.querySelector('{selector}').innerText");
        self.browser.run(&script).as_str().expect("text").to_owned()
    }

    fn number(&mut self, script: &str) -> f64 {
        self.browser.run(script).as_f64().expect("a number")
    }

    fn press(&mut self, key: &str) {
        let press = json!({ "type": "keyDown", "key": key, "text": key });
        self.browser.call("Input.dispatchKeyEvent", press);
        let release = json!({ "type": "keyUp", "key": key });
        self.browser.call("Input.dispatchKeyEvent", release);
    }

    fn click(&mut self, selector: &str) {
        let place = self.browser.run(&format!(
            "(({{ x, y, width, height }}) => [x + width / 2, y + height / 2])(
                document.querySelector('{selector}').getBoundingClientRect())"
        ));
        click(&mut self.browser, &place);
    }

    /// Where a time is in the window, in the picture of a step.
    fn place_of(&mut self, step: &str, millis: u64) -> Value {
        self.browser.run(&format!(
            "(() => {{
                const figure = document.querySelector('figure.timeline');
                const svg = figure.querySelector('[data-step=\"{step}\"] svg');
                svg.scrollIntoView({{ block: 'center' }});
                const box = svg.getBoundingClientRect();
                const {{ from, to }} = figure.dataset;
                const part = {millis} / figure.player.end;
                const x = Number(from) + part * (to - from);
                return [box.x + x / 720 * box.width, box.y + box.height / 2];
            }})()"
        ))
    }

    fn drag(&mut self, from: &Value, to: &Value) {
        let steps = [
            ("mousePressed", from),
            ("mouseMoved", to),
            ("mouseReleased", to),
        ];
        for (event, place) in steps {
            let mouse = json!({
                "type": event, "x": place[0], "y": place[1],
                "button": "left", "buttons": 1, "clickCount": 1,
            });
            self.browser.call("Input.dispatchMouseEvent", mouse);
        }
    }
}

/// What a step prints: times in milliseconds, and faces.
fn printed(number: &str) -> Vec<(u64, String)> {
    let repository = Repository::here();
    let step = repository.step(number).expect("a step");
    let text = repository.output(&step, "blinkies").expect("an output");
    let lines = text.lines().map(|line| {
        let (time, faces) = line.trim().split_once("  ").expect("a time");
        let millis = time.replace('.', "").parse().expect("a number");
        (millis, faces.to_owned())
    });
    lines.collect()
}

/// Five moments from all over the show, each in the middle of a time in
/// which nothing happens, so that a pixel more or less makes no difference.
fn five_moments(number: &str) -> Vec<(u64, String)> {
    let lines = printed(number);
    let pairs = lines.windows(2).map(|pair| (&pair[0], pair[1].0));
    let quiet = pairs.filter(|((time, _), next)| next - time > 160);
    let moments = quiet
        .map(|((time, faces), next)| ((time + next) / 2, faces.clone()));
    let moments: Vec<_> = moments.collect();
    (0..5).map(|i| moments[i * (moments.len() - 1) / 4].clone()).collect()
}

#[test]
fn a_run_can_be_played_to_its_end() {
    let Some(mut reader) = Reader::new() else { return };
    reader.browser.resize(1280);
    reader.open_player("05_awaitable_sleep/scheduler.html");
    assert_eq!(reader.text(".clock"), "0.000 s");
    assert_eq!(reader.faces("05"), ["(o.o)"; 4].join(" "));
    reader.browser.run(&format!("{PLAYER}.speed.value = 4"));
    reader.click(".timeline .play");
    reader.wait_until(&format!("{PLAYER}.time > 0"));
    reader.wait_until(&format!("{PLAYER}.frame === null"));
    let (_, last) = printed("05").pop().expect("a line");
    assert_eq!(reader.faces("05"), last);
    assert_eq!(reader.text(".clock"), "8.000 s");
    let entries = "document.querySelectorAll('.timeline .entry').length";
    assert_eq!(reader.browser.run(entries), json!(0));
    assert!(reader.browser.complaints().is_empty());
}

/// Each line of the output is one moment at which a face is drawn.
#[test]
fn it_can_be_stepped_to_the_end_and_back_by_key() {
    let Some(mut reader) = Reader::new() else { return };
    for step in ["02", "07"] {
        let pages =
            [("02", "02_callbacks.html"), ("07", "07_futures/index.html")];
        let page = pages.iter().find(|(number, _)| *number == step);
        reader.open_player(page.expect("its page").1);
        reader.browser.run("document.querySelector('.play').focus()");
        let count = reader.number(&format!("{PLAYER}.points.length"));
        let look = "[...document.querySelectorAll(
            '.timeline :is(.face, .entry, .says, .l.now)')]
            .map(e => e.textContent).join('|')";
        let mut seen = vec![reader.browser.run(look)];
        let mut drawn = vec![reader.faces(step)];
        for _ in 1..count as usize {
            reader.press(".");
            seen.push(reader.browser.run(look));
            if reader.text(".says").contains("shows its new face") {
                drawn.push(reader.faces(step));
            }
        }
        let lines = printed(step).into_iter().map(|(_, faces)| faces);
        let lines: Vec<_> = lines.collect();
        assert_eq!(drawn[1..], lines, "{step}");
        reader.press(".");
        assert_eq!(Some(&reader.browser.run(look)), seen.last());
        for before in seen.iter().rev().skip(1) {
            reader.press(",");
            assert_eq!(&reader.browser.run(look), before, "{step}");
        }
    }
}

#[test]
fn its_playhead_can_be_dragged_to_any_moment() {
    let Some(mut reader) = Reader::new() else { return };
    for (width, theme) in [(1280, "light"), (390, "navy")] {
        reader.browser.resize(width);
        reader.open_player("05_awaitable_sleep/scheduler.html");
        reader.browser.run(&format!("setTheme('{theme}')"));
        for (time, faces) in five_moments("05") {
            let from = reader.place_of("05", 4_000);
            let to = reader.place_of("05", time);
            reader.drag(&from, &to);
            assert_eq!(reader.faces("05"), faces, "{time} at {width}");
            let head = reader.number(&format!(
                "Number({PLAYER}.lanes[0].head.getAttribute('x1'))"
            ));
            let x = 140.0 + time as f64 / 8_000.0 * 564.0;
            assert!((head - x).abs() < 4.0, "{time}: {head}");
        }
    }
}

#[test]
fn its_keys_go_on_from_where_it_was_dragged_to() {
    let Some(mut reader) = Reader::new() else { return };
    reader.open_player("04_sorted_heap.html");
    let to = reader.place_of("04", 400);
    reader.drag(&to, &to);
    let look = format!("{PLAYER}.place");
    let before = reader.number(&look);
    reader.press(".");
    assert_eq!(reader.number(&look), before + 1.0);
}

#[test]
fn two_engines_play_on_one_clock() {
    let Some(mut reader) = Reader::new() else { return };
    reader.open_player("04_sorted_heap.html");
    for (time, late) in five_moments("03") {
        let to = reader.place_of("03", time);
        reader.drag(&to, &to);
        let on_time = printed("04").into_iter();
        let on_time = on_time.take_while(|(at, _)| *at <= time).last();
        assert_eq!(reader.faces("03"), late, "{time}");
        assert_eq!(
            reader.faces("04"),
            on_time.expect("a line").1,
            "{time}"
        );
    }
}

#[test]
fn it_starts_by_itself_for_those_who_like_motion_and_while_it_is_seen() {
    let Some(mut reader) = Reader::new() else { return };
    let is_playing = format!("{PLAYER}.frame !== null");
    reader.prefer("no-preference");
    reader.browser.resize(1280);
    reader.open("05_awaitable_sleep/scheduler.html");
    reader.come_to_player();
    reader.wait_until(&is_playing);
    reader.browser.run("scrollTo(0, 0)");
    reader.wait_until(&format!("{PLAYER}.frame === null"));
    reader.come_to_player();
    reader.wait_until(&is_playing);
    reader.open_player("05_awaitable_sleep/scheduler.html");
    thread::sleep(Duration::from_millis(300));
    assert_eq!(reader.browser.run(&is_playing), json!(false));
}

#[test]
fn nothing_on_the_page_moves_when_it_comes_or_plays() {
    let Some(visits) = &*WALK else { return };
    let played = visits.iter().filter(|visit| visit.is_played);
    let played: Vec<_> = played.collect();
    assert!(!played.is_empty(), "no page has a timeline");
    let Some(mut reader) = Reader::new() else { return };
    for width in [1280, 390] {
        reader.browser.resize(width);
        for visit in &played {
            reader.prefer("reduce");
            reader.open(&visit.page);
            let height = "document.documentElement.scrollHeight";
            let before = reader.browser.run(height);
            reader.come_to_player();
            let count = reader.number(&format!("{PLAYER}.points.length"));
            for part in 0..20 {
                let place = part * count as u64 / 20;
                reader.browser.run(&format!("{PLAYER}.goTo({place})"));
                let after = reader.browser.run(height);
                let page = &visit.page;
                assert_eq!(after, before, "{page} at {width}: {place}");
            }
        }
    }
}

#[test]
fn without_scripts_there_is_the_picture_alone() {
    let Some(mut reader) = Reader::new() else { return };
    let off = json!({ "value": true });
    reader.browser.call("Emulation.setScriptExecutionDisabled", off);
    reader.go("04_sorted_heap.html");
    let seen = |what: &str| {
        format!(
            "document.querySelector('figure.timeline {what}').checkVisibility()"
        )
    };
    assert_eq!(reader.browser.run(&seen("svg")), json!(true));
    assert_eq!(reader.browser.run(&seen(".player")), json!(false));
    assert_eq!(reader.browser.run(&seen(".family")), json!(false));
}

#[test]
fn its_controls_have_names_and_what_it_does_is_told() {
    let Some(mut reader) = Reader::new() else { return };
    reader.open_player("05_awaitable_sleep/scheduler.html");
    let nameless = reader.list(
        "[...document.querySelectorAll('.controls :is(button, input, select)')]
            .filter(e => !e.getAttribute('aria-label')).map(e => e.className)",
    );
    assert!(nameless.is_empty(), "{nameless:?}");
    for _ in 0..3 {
        reader.click(".timeline .next");
    }
    let told = "document.querySelector('.controls input')
        .getAttribute('aria-valuetext')";
    let told = reader.browser.run(told);
    let expected = "0.000 seconds. 05: Blinky 0 has a turn. \
                    Its next face is (o.-).";
    assert_eq!(told, json!(expected));
    let live = "document.querySelector('.says').getAttribute('aria-live')";
    assert_eq!(reader.browser.run(live), json!("polite"));
}
