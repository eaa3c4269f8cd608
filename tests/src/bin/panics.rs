//! A show in which somebody panics as soon as there is a certain file: a
//! task, or a thread beside the one that draws.

use std::path::Path;
use std::time::Duration;

use shared::{OPEN_EYES, Show, Stage, clock};
use step_06_create_task as unio;

fn main() {
    let show = Show::from_args();
    let stage = show.open_stage();
    match std::env::var("WHO_PANICS").as_deref() {
        Ok("task") => unio::run(async move { task(&stage).await }),
        _ => {
            std::thread::spawn(|| panic_when_told("thread"));
            unio::run(async move { draw_for_ever(&stage).await });
        }
    }
}

async fn task(stage: &Stage) {
    draw(stage);
    unio::sleep(Duration::from_millis(1)).await;
    panic_when_told("task");
}

async fn draw_for_ever(stage: &Stage) {
    loop {
        draw(stage);
        unio::sleep(Duration::from_millis(1)).await;
    }
}

fn draw(stage: &Stage) {
    stage.start_line();
    stage.print(&[OPEN_EYES; 3]);
    stage.end_line();
}

fn panic_when_told(who: &str) {
    let file = std::env::var_os("WHEN_IT_PANICS").expect("a path");
    while !Path::new(&file).exists() {
        std::thread::sleep(Duration::from_millis(1));
    }
    panic!("a {who} panics on purpose at {:?}", clock::now());
}
