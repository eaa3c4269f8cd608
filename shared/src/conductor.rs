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
    /// Who waits for another thread, by number.
    stuck: BTreeMap<u64, Arc<Member>>,
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
        let state = State { now, ..State::default() };
        let conductor = Arc::new(Self { state: Mutex::new(state) });
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

    /// A place for a thread that the caller is about to start.
    pub(crate) fn new_neighbour(&self) -> Self {
        Self::new(self.conductor.clone())
    }

    /// Joins the queue of those who are due now. Whoever has the turn says
    /// this for a new thread, and for one that waits for another.
    pub(crate) fn queue_up(&self) {
        let mut state = self.state();
        let now = state.now;
        state.stuck.remove(&self.member.number);
        state.enqueue(now, &self.member);
    }

    /// Lets others run until the clock shows `deadline`.
    pub(crate) fn wait_until(&self, deadline: Duration) {
        let mut state = self.state();
        let deadline = deadline.max(state.now);
        state.enqueue(deadline, &self.member);
        state.pass_the_turn();
        drop(self.wait(state));
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
    /// If nobody is left who could say it: then this would wait for ever.
    pub(crate) fn wait_on(&self, list: &WaitList) {
        list.push(self.clone());
        let mut state = self.state();
        state.stuck.insert(self.member.number, self.member.clone());
        state.pass_the_turn();
        let mut state = self.wait(state);
        let stuck = state.stuck.remove(&self.member.number).is_some();
        drop(state);
        if stuck {
            list.strike_off(self);
            panic!("deadlock: all threads wait for a lock or for a thread");
        }
    }

    /// Returns when it is this thread's turn.
    pub(crate) fn wait_for_turn(&self) {
        drop(self.wait(self.state()));
    }

    /// Leaves for good; the turn passes on.
    pub(crate) fn leave(&self) {
        self.state().pass_the_turn();
    }

    fn wait<'a>(
        &self,
        mut state: MutexGuard<'a, State>,
    ) -> MutexGuard<'a, State> {
        while state.turn != Some(self.member.number) {
            let called = self.member.called.wait(state);
            state = called.unwrap_or_else(PoisonError::into_inner);
        }
        state
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
        Arc::new(Member { number, called: Condvar::new() })
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
            self.call(&next);
        } else if let Some((_, youngest)) = self.stuck.last_key_value() {
            // A deadlock. Somebody has to say so, and to give up.
            self.call(&youngest.clone());
        }
    }

    fn call(&mut self, member: &Member) {
        self.turn = Some(member.number);
        member.called.notify_one();
    }
}

/// Those who wait for a lock, or for the end of a thread.
#[derive(Default)]
pub(crate) struct WaitList(Mutex<Vec<Place>>);

impl WaitList {
    fn push(&self, place: Place) {
        self.places().push(place);
    }

    fn strike_off(&self, gone: &Place) {
        let number = gone.member.number;
        self.places().retain(|place| place.member.number != number);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(place: &Place) -> Vec<u64> {
        let state = place.state();
        state.waiting.values().map(|member| member.number).collect()
    }

    #[test]
    fn the_earliest_is_next_and_among_equals_the_first_to_come() {
        let main = Conductor::start(Duration::ZERO);
        let members = [5, 3, 5, 4, 3].map(|seconds| {
            let place = main.new_neighbour();
            let deadline = Duration::from_secs(seconds);
            place.state().enqueue(deadline, &place.member);
            place
        });
        for (next, seconds) in [(2, 3), (5, 3), (4, 4), (1, 5), (3, 5)] {
            main.state().pass_the_turn();
            assert_eq!(main.state().turn, Some(next));
            assert_eq!(main.now(), Duration::from_secs(seconds));
        }
        drop(members);
    }

    #[test]
    fn a_list_wakes_nobody_on_another_list() {
        let main = Conductor::start(Duration::ZERO);
        let lists = [WaitList::default(), WaitList::default()];
        for number in 0..6 {
            lists[number % 2].push(main.new_neighbour());
        }
        lists[1].wake_first();
        assert_eq!(numbers(&main), [2]);
        lists[1].wake_all();
        assert_eq!(numbers(&main), [2, 4, 6]);
        lists[0].wake_first();
        assert_eq!(numbers(&main), [2, 4, 6, 1]);
    }

    #[test]
    fn time_does_not_go_back() {
        let main = Conductor::start(Duration::from_secs(9));
        main.wait_until(Duration::from_secs(1));
        assert_eq!(main.now(), Duration::from_secs(9));
    }
}
