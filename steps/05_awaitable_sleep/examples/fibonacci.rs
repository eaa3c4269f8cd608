//! Two rows of Fibonacci numbers, one every 0.1 s and one every 1/3 s, on a
//! scheduler. Each awaits its delay, and is a loop again.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use shared::say;
use step_05_awaitable_sleep as unio;

/// What everybody sees: each row's latest number.
type Board = Rc<[Cell<u64>; 2]>;

fn main() {
    shared::start_scene();
    let board = Board::default();
    let tenth = Duration::from_secs(1) / 10;
    let third = Duration::from_secs(1) / 3;
    let fast = fibonacci(board.clone(), 0, tenth, 20);
    let slow = fibonacci(board, 1, third, 6);

    let mut scheduler = unio::Scheduler::default();
    scheduler.add(fast);
    scheduler.add(slow);
    scheduler.run();
}

async fn fibonacci(board: Board, row: usize, delay: Duration, count: u32) {
    let (mut a, mut b) = (0, 1);
    for _ in 0..count {
        board[row].set(b);
        print_board(&board);
        (a, b) = (b, a + b);
        unio::sleep(delay).await;
    }
}

fn print_board(board: &Board) {
    let [fast, slow] = board.each_ref().map(Cell::get);
    say!("fast {fast:>4}   slow {slow:>2}");
}
