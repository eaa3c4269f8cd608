//! Five philosophers sit around a table, with a fork (`Y`) between any two
//! of them. To eat takes both forks beside one's plate.
//!
//! Snapshot: --blinkies 5

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use shared::cast::{Face, Script};
use shared::{Show, Stage, say};
use step_07_futures as unio;
use unio::{Lock, LockGuard};

const NAMES: [&str; 5] =
    ["Socrates", "Plato", "Aristotle", "Hypatia", "Diogenes"];

const THINKING: Face = "(-.-)";
const HUNGRY: Face = "(o.o)";
const WITH_LEFT_FORK: Face = "Yo.o)";
const WITH_RIGHT_FORK: Face = "(o.oY";
const EATING: [Face; 2] = ["Y^o^Y", "Y^-^Y"];

struct Table {
    stage: Stage,
    faces: RefCell<Vec<Face>>,
    meals: RefCell<Vec<u32>>,
    forks: Vec<Lock<()>>,
}

fn main() {
    let show = Show::from_args();
    let table = Rc::new(Table::new(&show));
    unio::run(dinner(show, table.clone()));
    table.stage.close();
    for (name, meals) in NAMES.iter().zip(&*table.meals.borrow()) {
        say!("{name:<9} has eaten {meals:>2} times");
    }
}

/// When it is over, so are its tasks, and whoever holds a fork drops it.
async fn dinner(show: Show, table: Rc<Table>) {
    let scripts = show.scripts().take(table.forks.len());
    for (seat, script) in scripts.enumerate() {
        unio::create_task(philosopher(table.clone(), seat, script));
    }
    let half_a_minute = Duration::from_secs(30);
    unio::sleep(show.duration().unwrap_or(half_a_minute)).await;
}

async fn philosopher(table: Rc<Table>, seat: usize, script: Script) {
    for (_, time_to_think) in script {
        table.draw(seat, THINKING);
        unio::sleep(time_to_think).await;
        table.draw(seat, HUNGRY);
        let forks = table.take_forks(seat).await;
        for face in EATING.iter().cycle().take(6) {
            table.draw(seat, face);
            unio::sleep(Duration::from_millis(200)).await;
        }
        table.meals.borrow_mut()[seat] += 1;
        drop(forks);
    }
}

impl Table {
    fn new(show: &Show) -> Self {
        // Whoever sits alone has one fork, and never eats.
        let seats = show.blinkies().clamp(2, NAMES.len());
        Self {
            stage: show.open_stage(),
            faces: RefCell::new(vec![THINKING; seats]),
            meals: RefCell::new(vec![0; seats]),
            forks: (0..seats).map(|_| Lock::default()).collect(),
        }
    }

    /// If all took the left one first, a moment might come when each has
    /// one fork and waits for ever for the other. The last one turns it
    /// round.
    async fn take_forks(&self, seat: usize) -> [LockGuard<'_, ()>; 2] {
        let (left, right) = (seat, (seat + 1) % self.forks.len());
        let (first, face, second) = if left < right {
            (left, WITH_LEFT_FORK, right)
        } else {
            (right, WITH_RIGHT_FORK, left)
        };
        let first = self.forks[first].lock().await;
        self.draw(seat, face);
        [first, self.forks[second].lock().await]
    }

    fn draw(&self, seat: usize, face: Face) {
        self.faces.borrow_mut()[seat] = face;
        self.stage.start_line();
        self.stage.print(&self.faces.borrow());
        self.stage.end_line();
    }
}
