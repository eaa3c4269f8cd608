//! A task that receives values: whoever sends a number in sends along where
//! the answer is to go.

use std::rc::Rc;

use shared::say;
use step_07_futures as unio;
use unio::{Queue, Sender};

/// A number, and the way back.
type Question = (u32, Sender<&'static str>);

fn main() {
    shared::start_scene();
    unio::run(play());
}

async fn play() {
    say!("make a task: nothing runs yet");
    let questions = Rc::new(Queue::new(1));
    let comparison = compare_numbers(questions.clone(), 5);
    let comparison = unio::create_task(comparison);
    for sent in [3, 10, 5] {
        let got = ask(&questions, sent).await;
        say!("sent {sent}, got {got:?}");
    }

    say!("close the queue");
    questions.close();
    comparison.await.unwrap();
    let got = ask(&questions, 4).await;
    say!("sent 4, got {got:?}");
}

/// Answers each number that it is sent, until no more can come.
async fn compare_numbers(questions: Rc<Queue<Question>>, limit: u32) {
    say!("  is it less than {limit}?");
    while let Some((number, sender)) = questions.get().await {
        let answer = if number < limit { "yes" } else { "no" };
        // Whoever has asked may not care any more.
        let _ = sender.send(answer);
    }
    say!("  no more questions");
}

async fn ask(
    questions: &Queue<Question>,
    number: u32,
) -> Option<&'static str> {
    let (sender, answer) = unio::oneshot();
    questions.put((number, sender)).await.ok()?;
    answer.await
}
