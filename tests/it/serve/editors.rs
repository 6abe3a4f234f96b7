//! Who may edit on the pages, and what everybody else sees of it.
#![expect(
    clippy::indexing_slicing,
    reason = "test code: what is not there is a failed test"
)]

use serde_json::Value;

use super::client::{Answer, Serving, send};
use super::published;
use crate::env::Env;

const SAME: (&str, &str) = ("Sec-Fetch-Site", "same-origin");
const HIDE: &[(&str, &str)] = &[("act", "hide")];

/// `desk:correct horse` and `desk:wrong horse`.
const RIGHT: (&str, &str) = ("Authorization", "Basic ZGVzazpjb3JyZWN0IGhvcnNl");
const WRONG: (&str, &str) = ("Authorization", "Basic ZGVzazp3cm9uZyBob3JzZQ==");

fn with_serve(keys: &str) -> Env {
    let env = published();
    let config = env.read("feeds.toml");
    env.write("feeds.toml", format!("{config}[serve]\n{keys}\n"));
    env
}

fn with_password() -> (Env, Serving, String) {
    let env = with_serve("password_file = \"secret/password\"");
    env.write("secret/password", "correct horse\nbattery staple\n");
    let serving = Serving::start(&env);
    let page = story_page(&serving);
    (env, serving, page)
}

/// The address of the page of a story.
fn story_page(serving: &Serving) -> String {
    let front: Value = serde_json::from_slice(&serving.get("/index.json", &[]).body).unwrap();
    format!("/s/{}", front["stories"][0]["story"].as_str().unwrap())
}

fn has_forms(answer: &Answer) -> bool {
    assert_eq!(answer.status, 200);
    answer.text().contains("method=\"post\"")
}

fn is_hidden(env: &Env) -> bool {
    env.export()
        .iter()
        .any(|entry| entry.get("hidden").is_some())
}

#[test]
fn a_page_of_another_origin_cannot_cause_an_act() {
    let env = published();
    let serving = Serving::start(&env);
    let page = story_page(&serving);
    for fields in [
        &[][..],
        &[("Sec-Fetch-Site", "cross-site")],
        &[("Sec-Fetch-Site", "same-site")],
        &[("Sec-Fetch-Site", "none")],
        &[("Origin", "http://localhost:3000")],
        &[("Origin", "https://rebound.example")],
        &[("Origin", "null")],
        &[
            ("Sec-Fetch-Site", "cross-site"),
            ("Origin", "http://localhost"),
        ],
    ] {
        let answer = serving.post(&page, fields, HIDE);
        assert_eq!(answer.status, 403, "{fields:?}");
        assert!(answer.text().contains("nothing was changed"));
    }
    assert!(!is_hidden(&env));
    // An older browser names the origin alone.
    let answer = serving.post(&page, &[("Origin", "http://localhost")], HIDE);
    assert_eq!(answer.status, 303);
    assert!(is_hidden(&env));
}

#[test]
fn a_foreign_name_that_leads_here_can_neither_see_a_form_nor_send_one() {
    let env = published();
    let serving = Serving::start(&env);
    let page = story_page(&serving);
    let rebound = [
        ("Host", "rebound.example"),
        ("Origin", "http://rebound.example"),
        SAME,
    ];
    assert_eq!(serving.post(&page, &rebound, HIDE).status, 421);
    assert!(!is_hidden(&env));
}

#[test]
fn without_a_password_whoever_comes_through_a_proxy_only_reads() {
    let env = published();
    let serving = Serving::start(&env);
    let page = story_page(&serving);
    let direct = serving.get(&page, &[]);
    assert!(has_forms(&direct));
    assert_eq!(direct.must("cache-control"), "private, no-cache");
    assert_eq!(direct.must("referrer-policy"), "same-origin");
    assert!(
        direct
            .text()
            .contains("name=\"referrer\" content=\"same-origin\"")
    );
    assert!(
        direct
            .must("content-security-policy")
            .contains("form-action 'self'")
    );
    assert!(!serving.get("/", &[]).text().contains("method=\"post\""));
    for field in [
        ("X-Forwarded-For", "192.0.2.7"),
        ("Via", "1.1 proxy"),
        ("Host", "feeds.example.org"),
    ] {
        let mut stream = serving.connect();
        let host = [("Host", "localhost"), ("Connection", "close")];
        let host = host.iter().filter(|(name, _)| *name != field.0);
        let head: Vec<_> = host.copied().chain([field]).collect();
        send(&mut stream, "GET", &page, &head);
        let read = Answer::read(stream, "GET");
        assert!(!has_forms(&read), "{field:?}");
        assert_ne!(read.must("etag"), direct.must("etag"));
        assert_eq!(read.must("cache-control"), "no-cache");
        assert_eq!(read.must("referrer-policy"), "no-referrer");
        let refused = serving.post(&page, &[SAME, field], HIDE);
        assert_eq!(refused.status, 403, "{field:?}");
        assert!(refused.text().contains("password_file"));
    }
    assert!(!is_hidden(&env));
}

#[test]
fn without_rights_a_page_has_the_bytes_that_it_has_without_editing() {
    let (_env, guarded, page) = with_password();
    let off = with_serve("editing = \"off\"");
    let closed = Serving::start(&off);
    let closed_page = story_page(&closed);
    assert_eq!(page, closed_page, "the same texts have the same ids");
    let (read, plain) = (guarded.get(&page, &[]), closed.get(&page, &[]));
    assert!(!has_forms(&plain));
    assert_eq!(read.must("vary"), "Accept-Encoding, Authorization");
    assert_eq!(plain.must("vary"), "Accept-Encoding");
    // The two stores were filled at two times, which the page names.
    let shape = |answer: &Answer| {
        let text = answer.text().to_owned();
        let digits = |char: char| if char.is_ascii_digit() { '0' } else { char };
        text.chars().map(digits).collect::<String>()
    };
    assert_eq!(shape(&read), shape(&plain));
    assert_eq!(closed.post(&page, &[SAME], HIDE).status, 405);
    assert_eq!(closed.get("/login", &[]).status, 404);
}

#[test]
fn the_password_opens_the_forms_and_without_it_an_act_is_a_401() {
    let (env, serving, page) = with_password();
    assert!(!has_forms(&serving.get(&page, &[])), "also on loopback");
    for refused in [
        serving.post(&page, &[SAME], HIDE),
        serving.post(&page, &[SAME, WRONG], HIDE),
        serving.get(&page, &[WRONG]),
        serving.get("/login", &[]),
    ] {
        assert_eq!(refused.status, 401);
        assert!(refused.must("www-authenticate").starts_with("Basic realm="));
    }
    assert!(!is_hidden(&env));
    let login = serving.get("/login", &[RIGHT]);
    assert_eq!((login.status, login.must("location")), (303, "./"));
    let shown = serving.get(&page, &[RIGHT]);
    assert!(has_forms(&shown));
    assert_eq!(shown.must("vary"), "Accept-Encoding, Authorization");
    assert_eq!(shown.must("cache-control"), "private, no-cache");
    let tag = ("If-None-Match", shown.must("etag"));
    assert_eq!(serving.get(&page, &[RIGHT, tag]).status, 304);
    assert_eq!(
        serving.get(&page, &[tag]).status,
        200,
        "another representation"
    );
    assert_eq!(serving.post(&page, &[RIGHT], HIDE).status, 403);
    assert_eq!(serving.post(&page, &[RIGHT, SAME], HIDE).status, 303);
    assert!(is_hidden(&env));
    // Who may edit sees the hidden story and can show it again; nobody else sees it.
    assert_eq!(serving.get(&page, &[]).status, 404);
    assert!(
        serving
            .get(&page, &[RIGHT])
            .text()
            .contains("value=\"unhide\"")
    );
    let json = format!("{page}.json");
    assert_eq!(serving.get(&json, &[RIGHT]).status, 404);
}

#[test]
fn whoever_guesses_waits_also_with_the_right_password_and_can_still_read() {
    let (env, serving, page) = with_password();
    for _ in 0..5 {
        assert_eq!(serving.post(&page, &[SAME, WRONG], HIDE).status, 401);
    }
    let mut answers = (0..5).map(|_| serving.post(&page, &[SAME, WRONG], HIDE));
    let slowed = answers.find(|answer| answer.status == 429).unwrap();
    assert_eq!(slowed.must("retry-after"), "16");
    assert!(!has_forms(&serving.get(&page, &[])));
    assert!(!is_hidden(&env));
}

#[test]
fn a_password_that_cannot_be_read_or_is_short_is_an_error_before_anything_is_served() {
    for (keys, said) in [
        ("password_file = \"missing\"", "cannot be read"),
        (
            "password_file = \"${CREDENTIALS_DIRECTORY}/pw\"",
            "CREDENTIALS_DIRECTORY is not set",
        ),
        (
            "password = \"${FEEDFOLD_PASSWORD}\"",
            "FEEDFOLD_PASSWORD is not set",
        ),
        ("password_file = \"feeds\"", "fewer than 8 characters"),
    ] {
        let env = with_serve(keys);
        env.write("feeds", "s3cret\nlong second line\n");
        let ended = env.run(&["serve", "127.0.0.1:0"]);
        assert_eq!(ended.code, 1, "{keys}");
        assert!(ended.err.contains(said), "{}", ended.err);
        assert!(!ended.err.contains("s3cret"), "{}", ended.err);
        // Other commands need no password.
        env.ok(&["stories"]);
    }
    let env = with_serve("password = \"hunter2hunter2\"");
    let ended = env.run(&["serve", "127.0.0.1:0"]);
    assert!(
        ended.err.contains("name of an environment variable"),
        "{}",
        ended.err
    );
    assert!(!ended.err.contains("hunter2"), "{}", ended.err);
}

#[test]
fn a_password_comes_from_the_environment_or_from_a_credential_of_systemd() {
    for (keys, variable, value) in [
        ("password = \"${DESK}\"", "DESK", "correct horse"),
        (
            "password_file = \"${CREDENTIALS_DIRECTORY}/pw\"",
            "CREDENTIALS_DIRECTORY",
            "credentials",
        ),
    ] {
        let env = with_serve(keys);
        env.write("credentials/pw", "correct horse\n");
        let mut command = env.command(&["serve", "127.0.0.1:0"]);
        command.env(variable, value);
        let serving = Serving::spawn(command);
        let page = story_page(&serving);
        assert!(has_forms(&serving.get(&page, &[RIGHT])), "{keys}");
        assert!(!has_forms(&serving.get(&page, &[])), "{keys}");
    }
}

#[test]
fn no_output_file_has_a_form_of_editing() {
    let env = published();
    let config = env.read("feeds.toml");
    let page = "[[outputs]]\nname = \"page\"\npath = \"public/all.html\"\n";
    env.write("feeds.toml", format!("{config}{page}"));
    env.ok(&["publish"]);
    let serving = Serving::start(&env);
    assert!(has_forms(&serving.get(&story_page(&serving), &[])));
    let served = serving.get("/all.html", &[]);
    assert_eq!(served.text(), env.read("public/all.html"));
    assert!(!served.text().contains("<form"));
}
