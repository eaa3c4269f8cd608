//! The page on a projector.

use serde_json::json;

use super::{PAGE, Reader};

const SHOWN: &str = "[...document.querySelectorAll('main figure')]
    .filter(e => e.checkVisibility())";

impl Reader {
    /// Presses a key that is no letter, or one that is.
    fn press_key(&mut self, key: &str) {
        let press = json!({ "type": "keyDown", "key": key });
        self.browser.call("Input.dispatchKeyEvent", press);
        let release = json!({ "type": "keyUp", "key": key });
        self.browser.call("Input.dispatchKeyEvent", release);
    }

    fn ask(&mut self, script: &str) -> String {
        let answer = self.browser.run(script);
        answer.as_str().expect("text").to_owned()
    }
}

#[test]
fn a_key_shows_one_piece_at_a_time_as_large_as_the_window_allows() {
    let Some(mut reader) = Reader::new() else { return };
    reader.browser.resize(1280);
    reader.open(PAGE);
    let all = "document.querySelectorAll('main > figure').length";
    let count = reader.browser.run(all).as_u64().expect("a number");
    let code = "document.querySelector('.diff .scroll')";
    let before = format!("{code}.getBoundingClientRect().width");
    let before = reader.browser.run(&before).as_f64().expect("a number");
    reader.press_key("p");
    for number in 0..count {
        let shown = reader.browser.run(&format!("{SHOWN}.length"));
        assert_eq!(shown, json!(1), "piece {number}");
        let fits = format!(
            "(({{ x, right, y }}) => x >= 0 && right <= innerWidth && y >= 0)(
                {SHOWN}[0].getBoundingClientRect())"
        );
        assert_eq!(
            reader.browser.run(&fits),
            json!(true),
            "piece {number}"
        );
        let is_diff = format!("{SHOWN}[0].matches('.diff')");
        if reader.browser.run(&is_diff) == json!(true) {
            let width = format!("{SHOWN}[0].getBoundingClientRect().width");
            let width = reader.browser.run(&width).as_f64().unwrap();
            assert!(width > 1.2 * before, "piece {number}: {width}");
        }
        reader.press_key("ArrowRight");
    }
    let minutes =
        "document.querySelector('.projector-minutes').textContent";
    assert_eq!(reader.ask(minutes), "0 min");
    assert!(reader.browser.complaints().is_empty());
}

#[test]
fn above_a_piece_is_what_the_page_says_before_it() {
    let Some(mut reader) = Reader::new() else { return };
    reader.open(PAGE);
    reader.press_key("p");
    let above = "document.querySelector('.projector-intent').textContent";
    let first = reader.ask(above);
    let said = "[...document.querySelectorAll('main > figure')]
        .map(f => { let e = f; do e = e.previousElementSibling;
            while (e && !e.matches('p, h1, h2, h3, h4'));
            return e.textContent; })";
    let said = reader.list(said);
    assert_eq!(first, said[0]);
    reader.press_key("End");
    assert_eq!(Some(&reader.ask(above)), said.last());
    reader.press_key("ArrowLeft");
    assert_eq!(reader.ask(above), said[said.len() - 2]);
}

#[test]
fn the_same_key_goes_back_to_the_page_at_that_place() {
    let Some(mut reader) = Reader::new() else { return };
    reader.browser.resize(1280);
    reader.open(PAGE);
    let place = "Math.round(document.querySelectorAll('main > figure')[3]
        .getBoundingClientRect().width)";
    let before = reader.browser.run(place);
    for key in ["p", "ArrowRight", "ArrowRight", "ArrowRight", "p"] {
        reader.press_key(key);
    }
    let seen = "(({ y, bottom }) => y < innerHeight && bottom > 0)(
        document.querySelectorAll('main > figure')[3].getBoundingClientRect())";
    assert_eq!(reader.browser.run(seen), json!(true));
    assert_eq!(reader.browser.run(place), before, "as wide as it was");
    let all = "document.querySelectorAll('main > figure').length";
    let all = reader.browser.run(all);
    let shown = reader.browser.run(
        "[...document.querySelectorAll('main > figure')]
            .filter(e => e.checkVisibility()).length",
    );
    assert_eq!(shown, all);
}
