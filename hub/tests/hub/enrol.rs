use std::sync::atomic::Ordering;

use fieldbook_core::identity::{Certificate, Invitation, sign_request};
use fieldbook_core::model::Role;
use fieldbook_core::sync::PROTOCOL;

use crate::phone::Phone;
use crate::world::World;

#[test]
fn an_invitation_enrols_one_device_and_answers_it_again() {
    let world = World::new();
    let member = world
        .hub
        .new_person(world.org, "Lan", &[Role::Farmer, Role::Manager])
        .unwrap();
    let invited = world
        .hub
        .invite(world.org, member.person.id, &world.running.url(), 3)
        .unwrap();
    let invitation = Invitation::from_text(&invited.text).unwrap();
    assert_eq!(invitation, invited.invitation);
    assert_eq!(invitation.products[0].id, world.product);
    let mut phone = Phone::new(world.org, member.person.id);
    let first = phone.enrol(&world, invitation.token).unwrap();
    let again = phone.enrol(&world, invitation.token).unwrap();
    assert_eq!(first.certificate, again.certificate);
    let certificate: Certificate = first.certificate.open(&world.hub.public_key()).unwrap();
    assert_eq!(
        certificate.memberships[0].roles,
        vec![Role::Farmer, Role::Manager]
    );
    assert_eq!(
        certificate.not_after.utc_ms - certificate.not_before.utc_ms,
        14 * 86_400_000
    );
    let mut other = Phone::new(world.org, member.person.id);
    assert_eq!(
        other.enrol(&world, invitation.token).unwrap_err().code(),
        "used_token"
    );
    assert_eq!(other.enrol(&world, [0; 16]).unwrap_err().code(), "unknown_token");
    // A second organisation's invitation adds to the same device.
    let late = world
        .hub
        .invite(world.org, member.person.id, "https://hub.example", 1)
        .unwrap();
    world.clock.fetch_add(2 * 86_400_000, Ordering::SeqCst);
    assert_eq!(
        other.enrol(&world, late.invitation.token).unwrap_err().code(),
        "expired_token"
    );
    let fresh = world
        .hub
        .invite(world.org, member.person.id, "https://hub.example", 1)
        .unwrap();
    other.device = phone.device;
    assert_eq!(
        other.enrol(&world, fresh.invitation.token).unwrap_err().code(),
        "device_taken"
    );
    let mut forged = other.enrol_request(fresh.invitation.token);
    forged.proof = sign_request(
        &phone.key,
        &fresh.invitation.token,
        "/v1/enrol",
        &fresh.invitation.token,
    );
    assert!(
        world
            .hub
            .enrol(&forged)
            .unwrap_err()
            .to_string()
            .contains("bad_signature")
    );
}

#[test]
fn a_certificate_is_renewed_past_half_its_life() {
    let world = World::new();
    let mut lan = world.phone("Lan");
    let answer = lan.post(&world, &lan.request(vec![])).unwrap();
    assert!(answer.certificate.is_none());
    for _ in 0..8 {
        world.wait_days(1);
        lan.sync(&world, vec![]);
    }
    let newest = lan.certificates.last().unwrap();
    assert_eq!(newest.device, lan.device);
    assert!(newest.not_before.utc_ms > lan.certificates[0].not_before.utc_ms);
}

#[test]
fn a_stale_nonce_comes_with_a_fresh_one_and_other_failures_are_named() {
    use base64::Engine;
    let world = World::new();
    let mut lan = world.phone("Lan");
    world.wait_days(2);
    let problem = lan.post(&world, &lan.request(vec![])).unwrap_err();
    assert_eq!((problem.status, problem.code()), (401, "stale_nonce"));
    let fresh = problem.nonce.unwrap();
    lan.nonce = base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(fresh)
        .unwrap();
    lan.post(&world, &lan.request(vec![])).unwrap();
    let mut stranger = Phone::new(world.org, lan.person);
    stranger.nonce = lan.nonce.clone();
    let problem = stranger.post(&world, &stranger.request(vec![])).unwrap_err();
    assert_eq!((problem.status, problem.code()), (401, "unknown_device"));
    stranger.device = lan.device;
    let problem = stranger.post(&world, &stranger.request(vec![])).unwrap_err();
    assert_eq!((problem.status, problem.code()), (401, "bad_signature"));
    let mut request = lan.request(vec![]);
    request.protocol = PROTOCOL + 1;
    let problem = lan.post(&world, &request).unwrap_err();
    assert_eq!((problem.status, problem.code()), (426, "protocol"));
}
