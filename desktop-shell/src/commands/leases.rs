use chrono::Local;
use clap::{Args, Subcommand};
use fieldbook_core::model::LeaseId;
use fieldbook_core::{Fieldbook, LeaseView, SubLeaseView};

use crate::failure::Failure;
use crate::find;
use crate::output::{Answer, LeaseOut, Names, SubLeaseOut, Table, blocks, show_local};
use crate::session::Session;

#[derive(Debug, Args)]
pub struct Leases {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Give stamps of the organisation's lease to one person, who alone may activate them (giao lại)
    Split {
        /// The first stamp: its serial or its whole text
        #[arg(long, value_name = "SERIAL")]
        from: String,
        /// The last stamp, included
        #[arg(long, value_name = "SERIAL")]
        to: String,
        /// Who may activate them: name, id or some digits of it
        #[arg(long, value_name = "PERSON")]
        person: String,
        /// The lease they are of, where two rolls have the same serials
        #[arg(long, value_name = "ID")]
        lease: Option<LeaseId>,
    },
    /// Take stamps back that were given to one person (lấy lại)
    Back {
        /// What was given, by its id
        #[arg(value_name = "ID")]
        id: LeaseId,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

pub fn run(args: &Leases, session: &Session) -> Result<Answer, Failure> {
    let book = session.open()?;
    match &args.action {
        None => list(&book, session),
        Some(Action::Split {
            from,
            to,
            person,
            lease,
        }) => {
            let range = book.stamps().range(from, to)?;
            let person = find::person(&book, person)?;
            let given = book.stamps().split_lease(*lease, &[range], person)?;
            answer(&given, &book, session)
        }
        Some(Action::Back { id, reason }) => {
            let back = book.stamps().take_back(*id, reason)?;
            answer(&[back], &book, session)
        }
    }
}

fn answer(given: &[SubLeaseView], book: &Fieldbook, session: &Session) -> Result<Answer, Failure> {
    let out: Vec<SubLeaseOut> = given.iter().map(SubLeaseOut::from).collect();
    Answer::of(&out, sub_leases(given, book, session)?)
}

fn list(book: &Fieldbook, session: &Session) -> Result<Answer, Failure> {
    let leases = book.stamps().leases()?;
    let given = book.stamps().sub_leases()?;
    let now_ms = Local::now().timestamp_millis();
    let out: Vec<LeaseOut> = leases
        .iter()
        .map(|lease| LeaseOut::at(lease, &given, now_ms))
        .collect();
    if leases.is_empty() {
        return Answer::of(&out, session.word("leases.none"));
    }
    let titles = ["column.stamps", "column.count", "column.until"].map(|key| session.word(key));
    let mut table = Table::new(["GTIN".to_owned()].into_iter().chain(titles));
    for view in &leases {
        let LeaseView {
            lease,
            revoked_ms,
            codes_here,
        } = view;
        let mut until = show_local(lease.not_after.utc_ms);
        if let Some(revoked_ms) = revoked_ms {
            let revoked = session.word("leases.revoked");
            until = format!("{} ({revoked})", show_local(*revoked_ms));
        } else if lease.not_after.utc_ms < now_ms {
            until = format!("{until} ({})", session.word("leases.expired"));
        }
        let mut stamps = lease.range.to_string();
        if let Some(here) = codes_here {
            // Its id is what is typed to activate all of it.
            let key = if *here {
                "leases.codes"
            } else {
                "leases.codes_to_come"
            };
            stamps = format!("{stamps} ({}) {}", session.word(key), lease.id);
        }
        table.row([
            lease.gtin.clone().unwrap_or_default(),
            stamps,
            lease.range.count().to_string(),
            until,
        ]);
    }
    let given = if given.is_empty() {
        String::new()
    } else {
        sub_leases(&given, book, session)?
    };
    Answer::of(&out, blocks([table.text(), given]))
}

fn sub_leases(given: &[SubLeaseView], book: &Fieldbook, session: &Session) -> Result<String, Failure> {
    let names = Names::of(book)?;
    let titles = ["column.id", "column.stamps", "column.count", "column.given_to"];
    let mut table = Table::new(titles.map(|key| session.word(key)));
    for SubLeaseView {
        sub_lease,
        taken_back,
    } in given
    {
        let mut person = names.person(sub_lease.person);
        if *taken_back {
            person = format!("{person} ({})", session.word("leases.taken_back"));
        }
        // Its whole id: it is what is typed to take it back.
        table.row([
            sub_lease.id.to_string(),
            sub_lease.range.to_string(),
            sub_lease.range.count().to_string(),
            person,
        ]);
    }
    Ok(table.text())
}
