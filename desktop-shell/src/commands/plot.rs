use clap::{Args, Subcommand};
use fieldbook_core::model;
use serde::Serialize;

use crate::failure::Failure;
use crate::output::{Answer, Table, short};
use crate::session::Session;

#[derive(Debug, Subcommand)]
pub enum Plot {
    /// Add a plot to the organisation's register
    New(New),
    /// Every plot
    List,
}

#[derive(Debug, Args)]
pub struct New {
    /// The name people use
    #[arg(long)]
    name: String,
    /// Its growing-area code (mã số vùng trồng)
    #[arg(long, value_name = "CODE")]
    growing_area_code: Option<String>,
}

#[derive(Debug, Serialize)]
struct PlotOut {
    id: String,
    name: String,
    growing_area_code: Option<String>,
}

impl From<model::Plot> for PlotOut {
    fn from(plot: model::Plot) -> Self {
        Self {
            id: plot.id.to_string(),
            name: plot.name,
            growing_area_code: plot.growing_area_code,
        }
    }
}

pub fn run(args: &Plot, session: &Session) -> Result<Answer, Failure> {
    let book = session.open()?;
    match args {
        Plot::New(new) => {
            let plot = book
                .people()
                .add_plot(&new.name, new.growing_area_code.as_deref())?;
            let told = [("name", plot.name.clone()), ("id", plot.id.to_string())];
            Answer::of(&PlotOut::from(plot), session.say("plot.added", &told))
        }
        Plot::List => {
            let titles = ["column.id", "column.name", "column.growing_area_code"];
            let mut table = Table::new(titles.map(|key| session.word(key)));
            let plots = book.people().register()?.plots;
            for plot in &plots {
                let code = plot.growing_area_code.clone().unwrap_or_default();
                table.row([short(&plot.id), plot.name.clone(), code]);
            }
            let text = if plots.is_empty() {
                session.word("list.none")
            } else {
                table.text()
            };
            let out: Vec<PlotOut> = plots.into_iter().map(PlotOut::from).collect();
            Answer::of(&out, text)
        }
    }
}
