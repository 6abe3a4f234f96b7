//! `search`, and rules about an issuer or a kind of document.
#![expect(
    clippy::unwrap_used,
    reason = "test code: what is not there is a failed test"
)]

use serde_json::Value;

use super::env::{Env, rss};
use super::fold_related::{DIGEST, REPLY};

const TABLES: &str = "[[sources]]\nname = \"a\"\npath = \"a.rss\"\n\
     [[rules]]\nname = \"replies\"\nwhen = { issuer = \"MIIT\", kind = [\"提案\", \"建议\"] }\n\
     do = { label = [\"reply\"] }\n\
     [[outputs]]\nname = \"replies\"\npath = \"public/replies.atom\"\nwhen = { kind = \"提案\", issuer = \"工信部\" }\n";

fn env() -> Env {
    let env = Env::new(TABLES);
    let sibling = REPLY.replace("4519", "4520").replace("377", "378");
    let report = DIGEST.replace(
        "工信部近日在对政协第十三届全国委员会第四次会议第4519号提案的答复中表示，",
        "",
    );
    env.write(
        "a.rss",
        rss(&[
            ("m", "对十三届全国政协四次会议第4519号提案的答复", REPLY),
            ("s", "对十三届全国政协四次会议第4520号提案的答复", &sibling),
            ("d", "潮汐发电升温 示范或落六处海湾", &report),
            ("n", "100%_红利 ETF Notice", "<p>基金份额净值为1.02元。</p>"),
        ]),
    );
    env.pass();
    env
}

fn titles(env: &Env, query: &[&str]) -> Vec<String> {
    let arguments = [&["search", "--json"], query].concat();
    let found: Value = serde_json::from_str(&env.ok(&arguments)).unwrap();
    let found = found.as_array().unwrap().iter();
    found
        .map(|story| story["title"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_number_in_any_spelling_finds_its_document_first() {
    let env = env();
    for query in [
        "十三届全国政协四次会议第4519号提案",
        "政协第十三届全国委员会第四次会议第４５１９号提案",
        "第4519号提案",
        "4519",
        "第4519号",
    ] {
        let found = titles(&env, &[query]);
        assert_eq!(
            found.first().map(String::as_str),
            Some("对十三届全国政协四次会议第4519号提案的答复"),
            "{query}"
        );
        assert!(!found.iter().any(|title| title.contains("4520")), "{query}");
    }
}

#[test]
fn words_are_found_in_titles_issuers_and_titles_of_documents() {
    let env = env();
    // Two texts have the word as well.
    let found = titles(&env, &["--order", "best", "海湾"]);
    assert_eq!(
        found.first().map(String::as_str),
        Some("潮汐发电升温 示范或落六处海湾")
    );
    let found = titles(&env, &["--order", "best", "潮汐", "六处"]);
    assert_eq!(
        found.first().map(String::as_str),
        Some("潮汐发电升温 示范或落六处海湾")
    );
    assert_eq!(
        titles(&env, &["工信部"]).len(),
        2,
        "by another of its names"
    );
    assert_eq!(
        titles(&env, &["miit", "国产化"]).len(),
        2,
        "in 《》 of the text"
    );
    assert_eq!(titles(&env, &["etf notice"]).len(), 1);
    assert_eq!(titles(&env, &["100%_红利"]).len(), 1);
    assert!(titles(&env, &["1%0_红利"]).is_empty());
    assert_eq!(titles(&env, &["工信部", "--limit", "1"]).len(), 1);
    assert!(
        env.ok(&["search", "鲸落"])
            .contains("no story is found by `鲸落`")
    );
    assert!(env.ok(&["search", "海湾"]).contains("潮汐发电升温"));
}

#[test]
fn rules_and_outputs_ask_for_issuer_and_kind() {
    let env = env();
    for entry in env.export() {
        let is_reply = ["m", "s"].contains(&entry["guid"].as_str().unwrap());
        let labels = entry["labels"].as_array().unwrap();
        assert_eq!(labels.contains(&"reply".into()), is_reply, "{entry}");
    }
    let replies = env.read("public/replies.atom");
    assert_eq!(replies.matches("<entry>").count(), 2, "{replies}");
    env.configure(&TABLES.replace("\"提案\", \"建议\"", "\"答复\""));
    let wrong = env.run(&["check"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("征求意见稿"), "{}", wrong.err);
}
