//! A model of the stage, with every schedule tried.
