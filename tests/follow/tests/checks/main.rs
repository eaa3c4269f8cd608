//! What is said of steps in `mine/`: of those that are right, of mistakes, and
//! of puzzles. In one program, since all are tried at the same two benches.

mod bench;
mod mutants;
mod puzzles;
mod steps;
