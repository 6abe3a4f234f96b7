//! The configuration as a user meets it: a file becomes checked values or a list of problems.
use std::path::{Path, PathBuf};
use std::time::Duration;

use feedfold::config::{Canvas, Config, Error, Problems, Severity, default_policy, draw};
use feedfold::model::{
    AllowedPrivate, ChangeSize, Editing, EntryKind, FetchPolicy, Field, Location, PasswordFrom,
    RetryAfterScope, SourceName, Verdict,
};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/config")
        .join(name)
}

fn environment(name: &str) -> Option<String> {
    (name == "TOKEN").then(|| "s3cr3t".to_owned())
}

fn load(name: &str) -> Result<Config, Error> {
    Config::load(&fixture(name), &environment)
}

fn parse(text: &str) -> Result<Config, Problems> {
    Config::from_bytes(
        text.as_bytes(),
        "feeds.toml",
        Path::new("/srv/feeds.toml"),
        &environment,
    )
}

const SITE: &str = "[site]\ntitle = \"T\"\nurl = \"https://example.org/\"\nauthor = \"A\"\n";

/// The feed could not carry `xx` as `xml:lang`; a rule may ask for it, since publishers write it.
#[test]
fn a_site_language_that_no_feed_may_carry_is_refused_and_a_rule_may_name_it() {
    let refused = parse(&format!("{SITE}language = \"xx\"\n")).unwrap_err();
    let problem = refused.iter().next().unwrap();
    assert_eq!(problem.key.as_deref(), Some("site.language"));
    assert_eq!(problem.line, 5);
    let rule = "[[rules]]\nname = \"r\"\nwhen = { language = \"xx\" }\ndo = { keep = true }\n";
    assert!(parse(&format!("{SITE}language = \"yue\"\n{rule}")).is_ok());
}

#[test]
fn every_key_arrives_in_the_checked_configuration() {
    let config = load("full.toml").unwrap();
    let folder = fixture("");
    assert_eq!(
        config.site.url.to_string(),
        "https://feeds.example.org/finance/"
    );
    assert_eq!(config.site.contact, "mailto:desk@example.org");
    assert_eq!(config.site.timezone.iana_name(), Some("Asia/Shanghai"));
    assert_eq!(config.store_path, folder.join("state/feedfold.db"));
    assert_eq!(config.fetch.concurrency.get(), 8);
    assert_eq!(config.fetch.retry_after_scope, RetryAfterScope::Domain);
    assert_eq!(config.fetch.interval, Some(Duration::from_mins(90)));
    assert_eq!(config.fetch.timeout, Duration::from_secs(15));
    assert_eq!(config.fetch.max_body, 8 << 20);
    assert_eq!(config.fetch.allow_private.len(), 4);
    assert_eq!(
        config.fetch.allow_private[2],
        AllowedPrivate::Host {
            host: "::1".to_owned(),
            port: Some(8080)
        }
    );
    assert_eq!(config.fetch.headers[0].name, "Accept-Language");
    assert_eq!(
        config.fetch.user_agent,
        format!(
            "feedfold/{} (+mailto:desk@example.org)",
            env!("CARGO_PKG_VERSION")
        )
    );

    assert_eq!(config.serve.address.to_string(), "[::1]:8901");
    assert_eq!(
        config.serve.hosts,
        ["news.example.org", "nas.lan"].map(|name| url::Host::Domain(name.to_owned()))
    );
    assert_eq!(config.serve.late_after, Duration::from_hours(26));
    assert_eq!(config.serve.editing, Editing::Off);
    let variable = PasswordFrom::Variable("FEEDFOLD_PASSWORD".to_owned());
    assert_eq!(config.serve.password, Some(variable));

    let [sina, posts] = &config.sources[..] else {
        unreachable!("two sources are configured")
    };
    let Location::Web(url) = &sina.location else {
        unreachable!("sina is read from an RSSHub instance")
    };
    assert_eq!(
        url.expose().as_str(),
        "http://rsshub:1200/sina/finance?limit=20&key=sesame"
    );
    assert_eq!(
        url.to_string(),
        "http://rsshub:1200/sina/finance?limit=20&key=***"
    );
    assert_eq!(sina.was.as_ref().map(SourceName::as_str), Some("sina"));
    assert_eq!(sina.interval, Some(Duration::from_secs(30)));
    assert_eq!(sina.charset, Some(encoding_rs::GBK));
    assert_eq!(sina.headers[0].value.expose(), "Bearer s3cr3t");
    assert_eq!((sina.priority, sina.backlog, sina.enabled), (-5, 20, true));
    assert_eq!(posts.labels[0].as_str(), "own");
    assert_eq!(posts.timezone, config.site.timezone);
    let Location::Files(pattern) = &posts.location else {
        unreachable!("posts are local")
    };
    assert_eq!(pattern.fixed(), folder.join("posts"));

    let [ministries, adverts] = &config.rules[..] else {
        unreachable!("two rules are configured")
    };
    assert_eq!(ministries.when.on.len(), 5);
    assert_eq!(ministries.when.any.len(), 2);
    assert_eq!(ministries.action.verdict, Some(Verdict::Keep));
    assert_eq!(ministries.action.priority, Some(10));
    assert_eq!(adverts.when.on, [Field::Title]);

    let [replies, changes, all] = &config.outputs[..] else {
        unreachable!("three outputs are configured")
    };
    assert_eq!(replies.entries, EntryKind::Stories);
    assert_eq!(changes.entries, EntryKind::Changes(ChangeSize::Substantial));
    assert_eq!(replies.selection.max_entries, 200);
    assert_eq!(replies.selection.since, Some(Duration::from_hours(24 * 7)));
    assert!(replies.selection.filter.when.is_some());
    assert_eq!(
        all.url.to_string(),
        "https://feeds.example.org/finance/all%20stories.atom"
    );
    assert_eq!(config.warnings, []);
}

#[test]
fn a_greatest_length_below_the_least_is_warned_of() {
    let config = |least: u32, most: u32| {
        let when = format!("min_chars = {least}, max_chars = {most}");
        let rule =
            format!("[[rules]]\nname = \"r\"\nwhen = {{ {when} }}\ndo = {{ drop = true }}\n");
        parse(&format!("{SITE}{rule}")).unwrap()
    };
    let crossed = |config: &Config| {
        let warnings = config.warnings.iter().map(ToString::to_string);
        warnings.filter(|said| said.contains("max_chars")).count()
    };
    assert_eq!(crossed(&config(200, 199)), 1);
    assert_eq!(crossed(&config(200, 200)), 0);
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let Error::Invalid(problems) = load("wrong.toml").unwrap_err() else {
        unreachable!("the file is there")
    };
    let folder = format!("{}/", fixture("").display()).replace("//", "/");
    insta::assert_snapshot!("config_wrong", problems.to_string().replace(&folder, ""));
}

#[test]
fn a_terminal_shows_the_source_line_with_a_marker() {
    let problems = parse(&format!("{SITE}\n[[sources]]\nname = \"a\"\nurl = \"https://e.org/\"\ninterval = 60\n\n[[sources]]\nname = \"a\"\nurl = \"https://e.org/2\"\n"))
        .unwrap_err();
    let canvas = Canvas::Terminal {
        color: false,
        width: 80,
    };
    insta::assert_snapshot!("config_drawn", draw(problems.iter(), canvas));
}

#[test]
fn colour_is_used_only_where_allowed() {
    let problems = parse("[site]\ntitel = 1\n").unwrap_err();
    let drawn = |color| draw(problems.iter(), Canvas::Terminal { color, width: 80 });
    assert!(drawn(true).contains('\u{1b}'));
    assert!(!drawn(false).contains('\u{1b}'));
    assert!(!draw(problems.iter(), Canvas::Plain).contains('\u{1b}'));
}

#[test]
fn a_file_that_is_not_there_names_the_ways_on() {
    let error = load("nowhere.toml").unwrap_err().to_string();
    for way in [
        "`feedfold init --config ",
        "nowhere.toml` writes one",
        "or name another with",
        "feedfold demo",
    ] {
        assert!(error.contains(way), "{error}");
    }
}

#[test]
fn defaults_hold_where_nothing_is_said() {
    let config = parse(SITE).unwrap();
    assert_eq!(config.store_path, Path::new("/srv/data/feedfold.db"));
    assert_eq!(config.fetch.concurrency.get(), 32);
    assert_eq!(config.fetch.interval, None);
    assert_eq!(config.site.contact, "https://example.org/");
    let warned: Vec<_> = config
        .warnings
        .iter()
        .map(|warning| (warning.severity, warning.key.as_deref()))
        .collect();
    assert_eq!(
        warned,
        [
            (Severity::Warning, Some("sources")),
            (Severity::Warning, Some("outputs"))
        ]
    );
}

#[test]
fn the_policy_without_a_configuration_is_that_of_an_empty_fetch_table() {
    let config = parse(&format!("{SITE}[fetch]\n")).unwrap();
    let unset = default_policy();
    let agent = format!("feedfold/{}", env!("CARGO_PKG_VERSION"));
    assert_eq!(unset.user_agent, agent);
    let configured = FetchPolicy {
        user_agent: format!("{agent} (+https://example.org/)"),
        ..unset
    };
    assert_eq!(format!("{configured:?}"), format!("{:?}", config.fetch));
}

#[test]
fn what_is_legal_but_odd_is_a_warning() {
    let config = parse(&format!(
        "{SITE}
[[sources]]
name = \"a\"
url = \"https://e.org/\"
labels = [\"ministry\"]
enabled = false

[[sources]]
name = \"b\"
url = \"https://e.org/\"

[[sources]]
name = \"c\"
path = \"posts/*.md\"
interval = \"1h\"

[[outputs]]
name = \"a\"
path = \"one/a.atom\"
labels = [\"ministery\"]

[[outputs]]
name = \"b\"
path = \"two/a.atom\"
"
    ))
    .unwrap();
    insta::assert_snapshot!("config_warnings", draw(&config.warnings, Canvas::Plain));
}

#[test]
fn no_secret_of_the_file_or_the_environment_is_shown() {
    let text = format!(
        "{SITE}contact = 5
[fetch]
proxy = \"socks9://user:hunter1@proxy/\"
headers = {{ Authorization = \"Bearer hunter2\", Cookie = 5, X = \"${{TOKEN}}\" }}
[[sources]]
name = \"a\"
url = \"ftp://user:hunter3@example.org/?token=hunter4&x=hunter5\"
headers = {{ Authorization = \"hunter6\n"
    );
    let problems = parse(&text).unwrap_err();
    let canvas = Canvas::Terminal {
        color: true,
        width: 200,
    };
    let shown = format!(
        "{problems}{problems:?}{}{}{}",
        draw(problems.iter(), canvas),
        draw(problems.iter(), Canvas::Plain),
        serde_json::to_string(&problems).unwrap()
    );
    assert!(shown.contains("proxy") && shown.contains("sources[a].url"));
    for secret in ["hunter", "s3cr3t"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn a_column_counts_the_characters_of_the_file_also_behind_a_masked_secret() {
    let line = "headers = { Cookie = \"秘密\", X = 5 }";
    let problems = parse(&format!("{SITE}[fetch]\n{line}\n")).unwrap_err();
    let first = problems.iter().next().unwrap();
    let before = line.chars().take_while(|character| *character != '5');
    assert_eq!(first.column, before.count() + 1, "{first:?}");
}

#[test]
fn a_file_in_another_encoding_is_refused_with_the_line() {
    let (bytes, ..) = encoding_rs::GBK.encode("[site]\ntitle = \"财经\"\n");
    let problems = Config::from_bytes(&bytes, "f", Path::new("/f"), &environment).unwrap_err();
    let first = problems.iter().next().unwrap();
    assert_eq!((first.line, first.column), (2, 10));
    assert!(first.as_line().contains("save the file as UTF-8"));
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_change_nothing() {
    let text = format!("\u{feff}{}", SITE.replace('\n', "\r\n"));
    assert!(parse(&text).is_ok());
}

#[test]
fn terminal_controls_in_the_file_are_not_passed_on() {
    let problems =
        parse("[site]\ntitle = \"\u{1b}[2J\u{202e}x\"\ntitel = \"\u{202e}\"\n").unwrap_err();
    let canvas = Canvas::Terminal {
        color: false,
        width: 80,
    };
    let shown = draw(problems.iter(), canvas) + &problems.to_string();
    assert!(!shown.contains(['\u{1b}', '\u{202e}']), "{shown:?}");
}
