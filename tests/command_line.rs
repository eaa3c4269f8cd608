//! What is wrong on the command line is said in one line.
