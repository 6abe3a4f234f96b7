use std::path::Path;

use proptest::prelude::*;

use super::{Appended, EditError, NewSource, append_source};
use crate::config::Config;
use crate::model::SourceName;

const SITE: &str = "[site]\ntitle = \"T\"\nurl = \"https://example.org/\"\nauthor = \"A\"\n";

fn new(url: &str, title: Option<&str>) -> NewSource {
    NewSource {
        name: None,
        url: url.to_owned(),
        title: title.map(str::to_owned),
    }
}

fn load(text: &str) -> Config {
    Config::from_bytes(text.as_bytes(), "f", Path::new("/f"), &|_| None)
        .unwrap_or_else(|problems| panic!("{problems}\n{text}"))
}

/// What was put in, checked against everything that must hold of any success.
fn added(text: &str, source: &NewSource) -> Appended {
    let appended = append_source(text, source).unwrap();
    let (old, with) = (load(text), load(&appended.text));
    assert_eq!(with.sources.len(), old.sources.len() + 1);
    let last = with.sources.last().unwrap();
    assert_eq!(last.name, appended.name);
    let put_in = appended.text.len() - text.len();
    let kept = (0..=text.len()).any(|at| {
        text.split_at_checked(at).is_some_and(|(before, after)| {
            appended.text.starts_with(before) && appended.text.get(at + put_in..) == Some(after)
        })
    });
    assert!(kept, "{}", appended.text);
    appended
}

#[test]
fn the_source_comes_after_the_last_one_and_before_what_follows() {
    let text = format!(
        "# mine\n{SITE}\n[[sources]]\nname = \"a\" # first\nurl = \"https://a.org/\"\n# interval = \"1h\"\n\n[sources.headers]\nX = \"y\"   # one\n\n# Outputs\n[[outputs]]\nname = \"o\"\npath = \"o.atom\"\n# end"
    );
    let appended = added(&text, &new("https://b.org/feed", None));
    assert_eq!(
        appended.text,
        text.replace(
            "# one\n",
            "# one\n\n[[sources]]\nname = \"b.org\"\nurl = \"https://b.org/feed\"\n"
        )
    );
}

#[test]
fn a_comment_below_the_last_source_stays_with_it_unless_a_header_follows() {
    let text = format!(
        "{SITE}[[sources]]\nname = \"a\"\nurl = \"https://a.org/\"\n# interval = \"1h\"\n\n[[outputs]]\nname = \"o\"\npath = \"o.atom\"\n"
    );
    let appended = added(&text, &new("https://b.org/feed", None));
    assert!(
        appended.text.contains("# interval = \"1h\"\n\n[[sources]]"),
        "{}",
        appended.text
    );
    let text = text.replace("# interval = \"1h\"\n\n", "# outputs\n");
    let appended = added(&text, &new("https://b.org/feed", None));
    assert!(
        appended.text.contains("feed\"\n\n# outputs\n[[outputs]]"),
        "{}",
        appended.text
    );
}

#[test]
fn a_file_without_sources_or_a_last_line_end_gets_it_at_the_end() {
    let appended = added(SITE.trim_end(), &new("https://b.org/feed", Some("财经")));
    assert_eq!(
        appended.text,
        format!(
            "{SITE}\n[[sources]]\nname = \"b.org\"\nurl = \"https://b.org/feed\"\ntitle = \"财经\"\n"
        )
    );
    let twice = added(&appended.text, &new("https://b.org/other", None));
    assert_eq!(twice.name.as_str(), "b.org-2");
}

#[test]
fn windows_line_ends_and_the_mark_before_them_stay() {
    let text = format!("\u{feff}{SITE}[[sources]]\nname = \"a\"\nurl = \"https://a.org/\"\n")
        .replace('\n', "\r\n");
    let appended = added(&text, &new("https://b.org/feed", None));
    assert!(appended.text.starts_with(&text));
    assert_eq!(
        appended.text.matches('\n').count(),
        appended.text.matches("\r\n").count()
    );
}

#[test]
fn names_are_made_of_site_and_title() {
    for (url, title, name) in [
        ("https://www.b.org/feed", None, "b.org"),
        (
            "https://finance.sina.com.cn/r.xml",
            Some("Roll News"),
            "sina-roll-news",
        ),
        (
            "https://finance.sina.com.cn/r.xml",
            Some("Sina: Finance!"),
            "sina-finance",
        ),
        (
            "https://www.pbc.gov.cn/r.xml",
            Some("央行 RSS"),
            "pbc.gov.cn",
        ),
        ("https://b.org/", Some("…"), "b.org"),
        ("http://[::1]:80/r", None, "::1"),
        ("http://10.0.0.1/r", Some("Prices"), "prices"),
        ("https://rss.com/r", None, "rss.com"),
        ("https://例子.cn/r", None, "xn--fsqu00a.cn"),
        (
            "https://b.org/",
            Some("A title that goes on for ever and a day, and another day"),
            "b-a-title-that-goes-on-for-ever-and-a",
        ),
    ] {
        let appended = added(SITE, &new(url, title));
        assert_eq!(appended.name.as_str(), name, "{url} {title:?}");
    }
    let text = format!("{SITE}[fetch]\nrsshub = \"https://r.org/\"\n");
    let appended = added(&text, &new("rsshub://sina/finance?limit=5", Some("新浪")));
    assert_eq!(appended.name.as_str(), "sina-finance");
}

#[test]
fn a_name_that_a_source_had_is_taken_too() {
    let text =
        format!("{SITE}[[sources]]\nname = \"a\"\nwas = \"b.org\"\nurl = \"https://a.org/\"\n");
    assert_eq!(
        added(&text, &new("https://b.org/", None)).name.as_str(),
        "b.org-2"
    );
    let named = NewSource {
        name: Some(SourceName::parse("a").unwrap()),
        ..new("https://b.org/", None)
    };
    assert_eq!(
        append_source(&text, &named).unwrap_err().to_string(),
        "a source of the name `a` stands in line 6; choose another name"
    );
}

#[test]
fn an_address_that_is_there_is_refused_with_its_source_and_without_its_secret() {
    let text = format!(
        "{SITE}[fetch]\nrsshub = \"https://r.org/\"\n[[sources]]\nname = \"a\"\nurl = \"rsshub://x/y?key=hunter\"\n"
    );
    let error = append_source(&text, &new(" HTTPS://R.org:443/x/y?key=hunter#top", None));
    assert_eq!(
        error.unwrap_err().to_string(),
        "https://r.org/x/y?key=***#top is there already, as the source `a` in line 9; change that one, or add another address"
    );
}

#[test]
fn what_cannot_be_edited_is_refused_with_the_line() {
    let refused = |text: &str, url| append_source(text, &new(url, None)).unwrap_err();
    assert!(matches!(
        refused("[site]\ntitle = \n", "https://b.org/"),
        EditError::NotToml { line: 2, .. }
    ));
    for text in [
        "\nsources = [{ name = \"a\" }]\n",
        "\nsources = []",
        "\n[sources]\n",
        "\nsources = 5",
    ] {
        assert_eq!(
            refused(text, "https://b.org/"),
            EditError::NotTables { line: 2 },
            "{text}"
        );
    }
    assert!(matches!(
        refused(SITE, "rsshub://x/y"),
        EditError::NoInstance { .. }
    ));
    for url in ["ftp://b.org/", "b.org", "", "https://b.org/\n[site]"] {
        assert!(
            matches!(refused(SITE, url), EditError::Address { .. }),
            "{url:?}"
        );
    }
}

#[test]
fn a_hostile_title_stays_one_text() {
    let title = "a\"\n[site]\u{202e}\u{1b}[2J \\ '''\u{2028}b";
    let appended = added(SITE, &new("https://b.org/", Some(title)));
    let config = load(&appended.text);
    assert_eq!(
        config.sources[0].title.as_deref(),
        Some("a\" [site] [2J \\ ''' b")
    );
    assert_eq!(appended.text.lines().count(), SITE.lines().count() + 5);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_title_and_any_remark_around_the_sources_keep_the_file_loading(
        title in any::<Option<String>>(),
        remark in "[^\\p{C}$']{0,20}",
        ends in prop::sample::select(vec!["\n", "\r\n"]),
        parts in prop::collection::vec(0..5_usize, 0..8),
        last_end in any::<bool>(),
    ) {
        let tables = parts.iter().enumerate().map(|(index, part)| {
            match part {
                0 => "\n".to_owned(),
                1 => format!("# {remark}\n"),
                2 => format!("[[sources]]\nname = \"s{index}\" # {remark}\nurl = \"https://e.org/{index}\"\n"),
                3 => format!("[[sources]]\nname = \"t{index}\"\npath = \"x/*.md\"\n[sources.headers]\nX = '''{remark}x'''\n"),
                _ => format!("[[outputs]]\nname = \"o{index}\"\npath = \"{index}.atom\"\n"),
            }
        });
        let mut text: String = std::iter::once(SITE.to_owned()).chain(tables).collect();
        if !last_end {
            text.truncate(text.trim_end().len());
        }
        added(&text.replace('\n', ends), &new("https://b.org/feed", title.as_deref()));
    }

    #[test]
    fn any_text_is_edited_or_refused(text in "\\PC{0,40}|(\\[{0,2}[a-z]{1,7}\\]{0,2}( = \"?[a-z]*\"?)?\n){0,8}", url in ".{0,30}") {
        if let Ok(appended) = append_source(&text, &new(&url, None)) {
            prop_assert!(toml::de::DeTable::parse(&appended.text).is_ok());
        }
    }
}
