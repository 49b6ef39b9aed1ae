//! A disk that is full: a tmpfs of a few megabytes, mounted in a name space of our own (Linux; no root needed
//! where user name spaces are allowed, and the test says so where they are not).

use std::process::Command;

#[test]
fn a_full_disk_refuses_photos_first_then_entries_and_loses_nothing() {
    let disk = tempfile::tempdir().unwrap();
    let in_own_space = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-ec", script, "sh"]);
        command.arg(disk.path()).arg(env!("CARGO_BIN_EXE_fill-disk"));
        command.output()
    };
    let mount = "mount -t tmpfs -o size=8m fieldbook \"$1\"";
    if !in_own_space(mount).is_ok_and(|tried| tried.status.success()) {
        println!("not run: no user name spaces here");
        return;
    }
    let ran = in_own_space(&format!("{mount}; exec \"$2\" \"$1\"")).unwrap();
    let said = String::from_utf8_lossy(&ran.stdout).into_owned() + &String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{said}");
    println!("{said}");
}
