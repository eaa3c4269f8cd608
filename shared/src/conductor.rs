//! Lets threads that share a simulated clock run one at a time.
//!
//! The turn goes to the thread with the earliest deadline; among equals, to
//! the one that has waited longest. So a program with threads does the same
//! thing in every run, races included.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

pub(crate) struct Conductor {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    now: Duration,
    /// Whose turn it is: a thread's number.
    turn: Option<u64>,
    /// Who waits for the clock, by deadline and order of arrival.
    waiting: BTreeMap<(Duration, u64), Arc<Member>>,
    arrivals: u64,
    members: u64,
}

struct Member {
    number: u64,
    /// Signalled when the turn comes to this thread.
    called: Condvar,
}

/// One thread's place with its conductor.
#[derive(Clone)]
pub(crate) struct Place {
    conductor: Arc<Conductor>,
    member: Arc<Member>,
}

impl Conductor {
    /// Starts at `now` with the calling thread, whose turn it is.
    pub(crate) fn start(now: Duration) -> Place {
        let state = State {
            now,
            ..State::default()
        };
        let conductor = Arc::new(Self {
            state: Mutex::new(state),
        });
        let place = Place::new(conductor);
        place.state().turn = Some(place.member.number);
        place
    }
}

impl Place {
    fn new(conductor: Arc<Conductor>) -> Self {
        let member = conductor.lock().new_member();
        Self { conductor, member }
    }

    pub(crate) fn now(&self) -> Duration {
        self.state().now
    }

    /// A place for a thread that the caller is about to start. It queues
    /// up now, in the parent, so that the operating system's choice of
    /// which thread starts first does not matter.
    pub(crate) fn new_neighbour(&self) -> Self {
        let place = Self::new(self.conductor.clone());
        place.queue_up();
        place
    }

    /// Joins the queue of those who are due now.
    pub(crate) fn queue_up(&self) {
        let mut state = self.state();
        let now = state.now;
        state.enqueue(now, &self.member);
    }

    /// Lets others run until the clock shows `deadline`.
    pub(crate) fn wait_until(&self, deadline: Duration) {
        let mut state = self.state();
        let deadline = deadline.max(state.now);
        state.enqueue(deadline, &self.member);
        state.pass_the_turn();
        self.wait(state);
    }

    /// Lets everybody run who is due at this instant.
    pub(crate) fn give_way(&self) {
        self.wait_until(Duration::ZERO);
    }

    /// Lets others run until one of them says [`Place::queue_up`] to this
    /// place, which stands on `list` so that they can find it.
    ///
    /// # Panics
    ///
    /// If there is nobody else to run: then this would wait for ever.
    pub(crate) fn wait_on(&self, list: &WaitList) {
        let mut state = self.state();
        if state.waiting.is_empty() {
            drop(state);
            panic!("deadlock: every thread waits for another one");
        }
        list.push(self.clone());
        state.pass_the_turn();
        self.wait(state);
    }

    /// Returns when it is this thread's turn.
    pub(crate) fn wait_for_turn(&self) {
        self.wait(self.state());
    }

    /// Leaves for good; the turn passes on.
    pub(crate) fn leave(&self) {
        self.state().pass_the_turn();
    }

    fn wait(&self, mut state: MutexGuard<'_, State>) {
        while state.turn != Some(self.member.number) {
            let called = self.member.called.wait(state);
            state = called.unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.conductor.lock()
    }
}

impl Conductor {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn new_member(&mut self) -> Arc<Member> {
        let number = self.members;
        self.members += 1;
        Arc::new(Member {
            number,
            called: Condvar::new(),
        })
    }

    fn enqueue(&mut self, deadline: Duration, member: &Arc<Member>) {
        let arrival = self.arrivals;
        self.arrivals += 1;
        self.waiting.insert((deadline, arrival), member.clone());
    }

    fn pass_the_turn(&mut self) {
        self.turn = None;
        if let Some(((deadline, _), next)) = self.waiting.pop_first() {
            self.now = self.now.max(deadline);
            self.turn = Some(next.number);
            next.called.notify_one();
        }
    }
}

/// Those who wait for a lock, or for the end of a thread.
#[derive(Default)]
pub(crate) struct WaitList(Mutex<Vec<Place>>);

impl WaitList {
    fn push(&self, place: Place) {
        self.places().push(place);
    }

    pub(crate) fn wake_first(&self) {
        let mut places = self.places();
        if !places.is_empty() {
            places.remove(0).queue_up();
        }
    }

    pub(crate) fn wake_all(&self) {
        self.places().drain(..).for_each(|place| place.queue_up());
    }

    fn places(&self) -> MutexGuard<'_, Vec<Place>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
