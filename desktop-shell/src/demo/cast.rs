use std::path::{Path, PathBuf};

use fieldbook::link::{BadLink, Weather};
use fieldbook_core::model::{OrgId, Role, SerialRange};
use fieldbook_core::sync::Ending;
use fieldbook_core::{Config, Fieldbook, SyncOptions, SyncReport};
use fieldbook_hub::{Hub, Issue, NewLease, NewOrg, NewProduct, NewRoll, RunningHub};

use super::failure::DemoError;
use super::story::Story;

/// The same seed gives the same weather, so that two people talk about the same demo.
const SEED: u64 = 14;
/// A GTIN of GS1 Vietnam's prefix that no company has.
pub const GTIN: &str = "08939999000017";

/// One person and their device.
pub struct Actor {
    /// Their name.
    pub name: String,
    /// Their book.
    pub book: Fieldbook,
    /// Tries, failed ones too, and what passed, over all syncs.
    pub traffic: Traffic,
}

/// What a device has sent and received.
#[derive(Debug, Clone, Copy, Default)]
pub struct Traffic {
    /// Syncs that had to be tried again.
    pub failures: u64,
    /// Requests.
    pub round_trips: u64,
    /// Bytes of request bodies.
    pub bytes_up: u64,
    /// Bytes of answers.
    pub bytes_down: u64,
}

/// Everybody and everything of the day.
pub struct Cast {
    /// Where the files lie.
    pub dir: PathBuf,
    /// The hub.
    pub hub: Hub,
    /// Its server.
    pub running: RunningHub,
    /// What phones connect through.
    pub link: BadLink,
    /// Nông dân.
    pub farmer: Actor,
    /// Cán bộ khuyến nông.
    pub officer: Actor,
    /// Quản lý HTX.
    pub manager: Actor,
    /// Another manager, with a device of his own.
    pub deputy: Actor,
}

impl Cast {
    /// Starts the hub, registers the cooperative, leases a roll and enrols four devices.
    pub fn gather(dir: &Path, story: &mut Story) -> Result<Self, DemoError> {
        story.chapter("cast.chapter");
        let hub = Hub::open(&dir.join("hub"))?;
        let running = RunningHub::start(hub.clone(), "127.0.0.1:0")?;
        let loopback = Path::new("127.0.0.1");
        let link = BadLink::to(running.addr, SEED, Weather::CLEAR).map_err(DemoError::file(loopback))?;
        story.say("cast.hub", &[("address", format!("http://{}", running.addr))]);
        let org = register(&hub, story)?;
        let actor = |name: &str, folder: &str, role| enrol(&hub, org, &link, dir, name, folder, role);
        let mut cast = Self {
            farmer: actor("Lò Văn Inh", "farmer", Role::Farmer)?,
            officer: actor("Quàng Thị Hoa", "officer", Role::Officer)?,
            manager: actor("Lường Văn Phin", "manager", Role::Manager)?,
            deputy: actor("Cầm Thị Ngọc", "deputy", Role::Manager)?,
            dir: dir.to_owned(),
            hub,
            running,
            link,
        };
        cast.sync_all()?;
        for (actor, role) in [
            (&cast.farmer, "role.farmer"),
            (&cast.officer, "role.officer"),
            (&cast.manager, "role.manager"),
            (&cast.deputy, "role.manager"),
        ] {
            let role = fieldbook_core::catalog::say(story.lang(), role, &[]);
            story.say("cast.person", &[("name", actor.name.clone()), ("role", role)]);
        }
        Ok(cast)
    }

    /// Everybody.
    pub fn everybody(&self) -> [&Actor; 4] {
        [&self.farmer, &self.officer, &self.manager, &self.deputy]
    }

    /// Syncs everybody in turn until each is complete, then once more, so that the last one's news reach
    /// the first.
    pub fn sync_all(&mut self) -> Result<(), DemoError> {
        for _ in 0..2 {
            for actor in [
                &mut self.manager,
                &mut self.farmer,
                &mut self.officer,
                &mut self.deputy,
            ] {
                actor.sync_through()?;
            }
        }
        Ok(())
    }

    /// Closes every book and stops the hub.
    pub fn shutdown(self) -> Result<(), DemoError> {
        for actor in self.everybody() {
            actor.book.shutdown()?;
        }
        drop(self.link);
        self.running.stop();
        Ok(())
    }
}

impl Actor {
    /// Tries until the sync is complete. A person would be told "waiting" and go on working.
    pub fn sync_through(&mut self) -> Result<SyncReport, DemoError> {
        let options = SyncOptions {
            failures_max: Some(1),
            ..SyncOptions::default()
        };
        for _ in 0..200 {
            let report = self.book.sync().run(&options, None)?.wait()?;
            self.traffic.round_trips += report.round_trips;
            self.traffic.bytes_up += report.bytes_up;
            self.traffic.bytes_down += report.bytes_down;
            match &report.ending {
                Some(Ending::Complete) => return Ok(report),
                Some(Ending::Offline(_)) => self.traffic.failures += 1,
                other => return Err(DemoError::Wrong(format!("{}: sync ended {other:?}", self.name))),
            }
        }
        Err(DemoError::Wrong(format!("{}: 200 tries and no sync", self.name)))
    }
}

fn register(hub: &Hub, story: &mut Story) -> Result<OrgId, DemoError> {
    let org = hub.new_org(&NewOrg {
        name: "HTX Mường Và".into(),
        address: Some("Xã Mường Và, tỉnh Sơn La".into()),
        gln: Some("8939999000024".into()),
    })?;
    let product = NewProduct {
        name: "Gạo nếp tan Mường Và".into(),
        group: "sticky-rice".into(),
        gtin: Some(GTIN.into()),
    };
    let product = hub.new_product(org.id, &product)?;
    let range = SerialRange::parse("MV000001", "MV000500")?;
    let roll = NewRoll {
        issue: Issue::Gtin(GTIN.into()),
        product: Some(product.id),
        range: range.clone(),
    };
    let roll = hub.new_roll(&roll)?;
    hub.new_lease(&NewLease {
        roll: roll.id,
        range: None,
        org: org.id,
        person: None,
        days: 365,
    })?;
    story.say(
        "cast.org",
        &[
            ("org", org.name),
            ("product", product.name),
            ("gtin", GTIN.into()),
        ],
    );
    story.say(
        "cast.roll",
        &[("count", range.count().to_string()), ("range", range.to_string())],
    );
    Ok(org.id)
}

fn enrol(
    hub: &Hub,
    org: OrgId,
    link: &BadLink,
    dir: &Path,
    name: &str,
    folder: &str,
    role: Role,
) -> Result<Actor, DemoError> {
    let member = hub.new_person(org, name, &[role])?;
    let invited = hub.invite(org, member.person.id, &link.url(), 7)?;
    let config = Config::in_dir(dir.join("books").join(folder));
    let book = Fieldbook::create(config, &invited.text, &format!("Điện thoại của {name}"))?;
    Ok(Actor {
        name: name.to_owned(),
        book,
        traffic: Traffic::default(),
    })
}
