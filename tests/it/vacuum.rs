//! `vacuum` gives room back to the disk, beside readers.
#![expect(
    clippy::unwrap_used,
    reason = "test code: what is not there is a failed test"
)]

use serde_json::Value;

use super::env::{Env, numbered, text};
use super::serve::client::Serving;

fn env() -> Env {
    let env = Env::new("max_entries = 1\n[[sources]]\nname = \"a\"\npath = \"a.rss\"\n");
    let texts = (0..400).map(|number| (number, text(number).repeat(4)));
    env.write("a.rss", numbered(texts));
    env.pass();
    env
}

fn report(env: &Env, arguments: &[&str]) -> Value {
    let arguments = [&["vacuum", "--json"], arguments].concat();
    serde_json::from_str(&env.ok(&arguments)).unwrap()
}

#[test]
fn a_vacuum_after_a_prune_makes_the_file_smaller_while_it_is_served() {
    let env = env();
    let length = || env.path("store.db").metadata().unwrap().len();
    env.ok(&["prune", "--max-size", "1 B"]);
    let serving = Serving::start(&env);
    assert_eq!(serving.get("/sources", &[]).status, 200);
    let exported = env.export();
    let before = length();
    let would = report(&env, &["--dry-run"]);
    assert_eq!(length(), before);
    let number = |report: &Value, name: &str| report.get(name).and_then(Value::as_u64).unwrap();
    assert!(number(&would, "needed") >= number(&would, "used"));
    assert!(number(&would, "used") < number(&would, "file"));
    let did = report(&env, &[]);
    assert_eq!(number(&did, "file_now"), length());
    assert!(length() < before, "{} of {before}", length());
    assert_eq!(serving.get("/sources", &[]).status, 200);
    assert_eq!(env.export(), exported);
    env.ok(&["doctor"]);
    let said = env.ok(&["vacuum"]);
    assert!(said.contains("the work needs"), "{said}");
}
