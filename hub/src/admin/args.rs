use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use fieldbook_core::model::{DeviceId, DocId, FactId, LeaseId, OrgId, PersonId, ProductId, RollId};

/// The hub of Fieldbook (Sổ Đồng): serves phones, and keeps organisations, people, stamps.
#[derive(Debug, Parser)]
#[command(name = "fieldbook-hub", version)]
pub(super) struct Args {
    /// The hub's folder; made when it is not there.
    #[arg(long, global = true, default_value = "hub-data", value_name = "DIR")]
    pub(super) data: PathBuf,
    /// Print JSON for programs.
    #[arg(long, global = true)]
    pub(super) json: bool,
    /// Language of tables and messages: vi or en; else the locale's.
    #[arg(long, global = true, value_name = "LANG")]
    pub(super) lang: Option<String>,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Serve phones and the public pages until stopped.
    Serve {
        /// Address and port.
        #[arg(long, default_value = "127.0.0.1:8080")]
        listen: String,
    },
    /// Organisations.
    #[command(subcommand)]
    Org(Org),
    /// People of an organisation.
    #[command(subcommand)]
    Person(Person),
    /// Products of an organisation.
    #[command(subcommand)]
    Product(Product),
    /// Plots of an organisation.
    #[command(subcommand)]
    Plot(Plot),
    /// Invite a person to enrol one device.
    Invite(Invite),
    /// Rolls of stamps.
    #[command(subcommand)]
    Roll(Roll),
    /// Leases of stamps.
    #[command(subcommand)]
    Lease(Lease),
    /// Claims of stamps.
    #[command(subcommand)]
    Claim(Claim),
    /// Enrolled devices.
    #[command(subcommand)]
    Device(Device),
    /// Changes that are kept and do not count until a person has seen them.
    #[command(subcommand)]
    Held(Held),
    /// What the rules say of a season, lot or visit.
    Findings {
        /// The document.
        document: DocId,
    },
    /// Files that phones carry instead of a network.
    #[command(subcommand)]
    Bundle(Bundle),
    /// Product groups that phones fetch with their next sync.
    #[command(subcommand)]
    Pack(Pack),
    /// Changes that were refused, and are kept.
    #[command(subcommand)]
    Quarantine(Quarantine),
    /// Check that leases, claims and voidings are what the hub wrote.
    Check,
    /// Start a new epoch, after the folder was restored from a backup: devices then offer everything again.
    Restored,
}

#[derive(Debug, Subcommand)]
pub(super) enum Org {
    /// Add one.
    New {
        #[arg(long)]
        name: String,
        /// Public address.
        #[arg(long)]
        address: Option<String>,
        /// Global Location Number, 13 digits.
        #[arg(long)]
        gln: Option<String>,
    },
    /// List all.
    List,
}

#[derive(Debug, Subcommand)]
pub(super) enum Person {
    /// Add one.
    New {
        #[arg(long)]
        org: OrgId,
        #[arg(long)]
        name: String,
        /// What they may do; can be given several times.
        #[arg(long, required = true)]
        role: Vec<RoleName>,
    },
    /// Let somebody the hub knows work for a further organisation, such as an officer.
    Join {
        #[arg(long)]
        org: OrgId,
        #[arg(long)]
        person: PersonId,
        /// What they may do there; can be given several times.
        #[arg(long, required = true)]
        role: Vec<RoleName>,
    },
    /// List those of an organisation.
    List {
        #[arg(long)]
        org: OrgId,
    },
    /// Give other roles, in place of those before.
    Roles {
        #[arg(long)]
        org: OrgId,
        #[arg(long)]
        person: PersonId,
        /// What they may do; can be given several times.
        #[arg(long, required = true)]
        role: Vec<RoleName>,
    },
    /// End a membership: what they write from now on is held.
    Withdraw {
        #[arg(long)]
        org: OrgId,
        #[arg(long)]
        person: PersonId,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum RoleName {
    Farmer,
    Officer,
    Manager,
    Inspector,
}

#[derive(Debug, Subcommand)]
pub(super) enum Product {
    /// Add one.
    New {
        #[arg(long)]
        org: OrgId,
        #[arg(long)]
        name: String,
        /// Code of its product group, such as sticky-rice.
        #[arg(long)]
        group: String,
        /// GTIN, 8 to 14 digits.
        #[arg(long)]
        gtin: Option<String>,
    },
    /// List those of an organisation.
    List {
        #[arg(long)]
        org: OrgId,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum Plot {
    /// Add one.
    New {
        #[arg(long)]
        org: OrgId,
        #[arg(long)]
        name: String,
        /// Growing-area code.
        #[arg(long)]
        code: Option<String>,
    },
    /// List those of an organisation.
    List {
        #[arg(long)]
        org: OrgId,
    },
}

#[derive(Debug, ClapArgs)]
pub(super) struct Invite {
    #[arg(long)]
    pub(super) org: OrgId,
    #[arg(long)]
    pub(super) person: PersonId,
    /// Where the device will sync, such as <https://txng.example.vn>.
    #[arg(long)]
    pub(super) url: String,
    /// Days the invitation can be used.
    #[arg(long, default_value_t = 7)]
    pub(super) days: u16,
    /// Write the QR as a PNG here.
    #[arg(long, value_name = "FILE")]
    pub(super) png: Option<PathBuf>,
    /// Draw the QR on the terminal.
    #[arg(long)]
    pub(super) qr: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum Roll {
    /// Add one.
    New {
        /// GTIN on the stamps, 8 to 14 digits.
        #[arg(long, required_unless_present = "host", conflicts_with = "host")]
        gtin: Option<String>,
        /// The issuer's host on the stamps, such as check.example.vn.
        #[arg(long)]
        host: Option<String>,
        /// The product it is for.
        #[arg(long)]
        product: Option<ProductId>,
        /// First serial, as printed.
        #[arg(long)]
        from: String,
        /// Last serial, as printed.
        #[arg(long)]
        to: String,
    },
    /// Add one from an issuer's list of codes, CSV or XLSX, one code a row in printed order.
    Import {
        /// The list.
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
        /// What stands before the codes, where the list has them bare: the issuer's host and path, such as
        /// tem.example.vn/x.
        #[arg(long, conflicts_with = "gtin")]
        host: Option<String>,
        /// The same for GS1 Digital Links: their GTIN, 8 to 14 digits.
        #[arg(long)]
        gtin: Option<String>,
        /// The title of the column with the codes; not needed where one column only holds codes.
        #[arg(long)]
        column: Option<String>,
        /// The product it is for.
        #[arg(long)]
        product: Option<ProductId>,
    },
    /// List all.
    List,
}

#[derive(Debug, Subcommand)]
pub(super) enum Lease {
    /// Lease stamps of a roll to an organisation.
    New {
        #[arg(long)]
        roll: RollId,
        #[arg(long)]
        org: OrgId,
        /// Only this person may use them.
        #[arg(long)]
        person: Option<PersonId>,
        /// First serial; of a list of codes the first code or its place. With --to; the whole roll when not given.
        #[arg(long, requires = "to")]
        from: Option<String>,
        /// Last serial.
        #[arg(long, requires = "from")]
        to: Option<String>,
        /// Days it can be used.
        #[arg(long, default_value_t = 365)]
        days: u16,
    },
    /// List those of an organisation.
    List {
        #[arg(long)]
        org: OrgId,
        /// Only this one.
        #[arg(long)]
        id: Option<LeaseId>,
    },
    /// Take one back before its end: what is activated already stands, what is left can be leased again.
    Revoke {
        /// The lease.
        lease: LeaseId,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum Claim {
    /// List claims.
    List {
        #[arg(long)]
        org: Option<OrgId>,
        #[arg(long, conflicts_with = "waiting")]
        state: Option<StateName>,
        /// Only those with re-scans that staff have not settled on.
        #[arg(long)]
        waiting: bool,
    },
    /// Show a claim and all others over the same stamps: verdicts, re-scans, photos.
    Show {
        /// The activation.
        claim: FactId,
    },
    /// Settle a dispute.
    Settle {
        /// The activation.
        claim: FactId,
        /// keep: it stands, and claims in its way are refused. refuse: it does not.
        settlement: SettlementName,
        /// With keep: only these of the stamps in dispute are its, the rest stays with the others: "FROM..TO" or one
        /// serial; can be given several times.
        #[arg(long = "range", value_name = "FROM..TO")]
        ranges: Vec<String>,
        /// A re-scan it rests on, of either side; can be given several times.
        #[arg(long, value_name = "FACT")]
        evidence: Vec<FactId>,
        /// Why, for the people of the organisation.
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum StateName {
    Pending,
    Confirmed,
    Disputed,
    Refused,
    Withdrawn,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum SettlementName {
    Keep,
    Refuse,
}

#[derive(Debug, Subcommand)]
pub(super) enum Device {
    /// List all.
    List,
    /// Revoke one: it can no longer sync, and what others carry for it is held.
    Revoke {
        /// The device.
        device: DeviceId,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum Held {
    /// List what is held, by document, device and reason.
    List,
    /// Accept what is held in a document: it counts, and its device is told.
    Accept {
        /// The document.
        document: DocId,
        /// Only what this device wrote.
        #[arg(long)]
        device: Option<DeviceId>,
        /// Only if it still is what `held list` showed under this digest; once for each of its rows.
        #[arg(long, value_name = "DIGEST")]
        seen: Vec<String>,
    },
    /// Refuse what is held in a document for good: it is kept and never shown, and its device is told.
    Refuse {
        /// The document.
        document: DocId,
        /// Only what this device wrote.
        #[arg(long)]
        device: Option<DeviceId>,
        /// Only if it still is what `held list` showed under this digest; once for each of its rows.
        #[arg(long, value_name = "DIGEST")]
        seen: Vec<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum Bundle {
    /// Take in a bundle as if it had been pushed: every change proves itself.
    Take {
        /// The file.
        file: PathBuf,
        /// Write the receipts here, to bring back.
        #[arg(long, value_name = "FILE")]
        receipts: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum Pack {
    /// Add one from its file, in the format of the built-in ones. It stays: entries name it.
    Add {
        /// The file.
        file: PathBuf,
    },
    /// List all, and which of them this hub cannot use.
    List,
}

#[derive(Debug, Subcommand)]
pub(super) enum Quarantine {
    /// List what was refused: why, when, how large, and who brought it.
    List,
    /// Write it all to a file, for whoever looks into it.
    Export {
        /// The file.
        file: PathBuf,
    },
}
