//! `gatehouse templates`.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use clap::Subcommand;
use gatehouse_web::renderer::samples;

use super::{output, place::Place};
use crate::wiring;

#[derive(Subcommand)]
pub enum TemplatesCommand {
    /// Render every page and letter in every language, with the templates of `templates.path`, and tell what fails.
    Check {
        /// Write the pages and letters to this directory, to be looked at.
        #[arg(long, value_name = "DIR")]
        out_dir: Option<PathBuf>,
    },
}

pub fn run(place: &Place, command: &TemplatesCommand) -> Result<()> {
    let TemplatesCommand::Check { out_dir } = command;
    let config = place.load_quietly()?.config;
    let renderer = wiring::untried_renderer(&config)?;
    let tried = samples::try_all(&renderer, out_dir.as_deref()).context("the pages can't be written")?;
    for failure in &tried.failures {
        output::line(failure)?;
    }
    if !tried.failures.is_empty() {
        bail!(
            "{} of {} could not be rendered",
            tried.failures.len(),
            tried.failures.len() + tried.rendered
        );
    }
    Ok(output::line(format_args!(
        "All {} pages and letters can be rendered.",
        tried.rendered
    ))?)
}
