use std::path::Path;

use proptest::prelude::*;

use super::{
    Appended, EditError, Edited, NewOptions, NewSource, append_source, disable_source,
    enable_source, remove_source,
};
use crate::config::Config;
use crate::model::SourceName;

const SITE: &str = "[site]\ntitle = \"T\"\nurl = \"https://example.org/\"\nauthor = \"A\"\n";

fn new(url: &str, title: Option<&str>) -> NewSource {
    NewSource {
        name: None,
        url: url.to_owned(),
        title: title.map(str::to_owned),
        options: NewOptions::default(),
    }
}

fn load(text: &str) -> Config {
    Config::from_bytes(text.as_bytes(), "f", Path::new("/f"), &|_| None)
        .unwrap_or_else(|problems| panic!("{problems}\n{text}"))
}

/// Appends the source, and checks everything that every successful edit must keep.
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
            "{SITE}\n[[sources]]\nname = \"财经\"\nurl = \"https://b.org/feed\"\ntitle = \"财经\"\n"
        )
    );
    let untitled = added(&appended.text, &new("https://b.org/other", None));
    assert_eq!(untitled.name.as_str(), "b.org");
    let twice = added(&untitled.text, &new("https://b.org/third", None));
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
        ("https://www.pbc.gov.cn/r.xml", Some("央行 RSS"), "央行-rss"),
        (
            "http://127.0.0.1:8000/",
            Some("岚港财经网｜滚动"),
            "岚港财经网-滚动",
        ),
        ("https://b.org/", Some("ＡＢＣ　２０２５"), "b-abc-2025"),
        (
            "https://b.org/",
            Some("Société Générale – Rø"),
            "b-societe-generale-ro",
        ),
        ("https://b.org/", Some("Новости Ё"), "новости-ё"),
        ("https://b.org/", Some("がぎぐ 뉴스"), "がぎぐ-뉴스"),
        ("https://b.org/", Some("हिन्दी समाचार"), "हिन्दी-समाचार"),
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
        (
            "https://b.org/",
            Some("一个没有空格而且很长很长的栏目标题它一直继续下去"),
            "一个没有空格而且很长很长的栏目标题它一直",
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
        "line 6 has a source of the name `a`; choose another name"
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

/// Removes the source, and checks everything that every successful edit must keep.
fn removed(text: &str, name: &str) -> String {
    let without = remove_source(text, name).unwrap();
    let names = |text: &str| -> Vec<String> {
        let sources = load(text).sources;
        sources
            .iter()
            .map(|source| source.name.to_string())
            .collect()
    };
    let mut wanted = names(text);
    wanted.retain(|kept| kept != name);
    assert_eq!(names(&without), wanted);
    without
}

fn changed(edited: Result<Edited, EditError>) -> String {
    match edited.unwrap() {
        Edited::Changed(text) => text,
        Edited::Unchanged => unreachable!("the file did not say it yet"),
    }
}

#[test]
fn a_source_goes_with_its_own_comments_and_those_of_its_neighbours_stay() {
    let a = "# about a\n# twice\n[[sources]] # a\nname = \"a\"\nurl = \"https://a.org/\"\n[sources.headers]\nX = \"y\" # one\n# interval = \"1h\"\n\n";
    let b = "# about b\n[[sources]]\nname = \"b\"\nurl = \"https://b.org/\"\n";
    // Without an empty line above the table, the one below stays.
    let c = "# c follows\n[[sources]]\nname = \"c\"\nurl = \"https://c.org/\"\n";
    let text = format!("{SITE}\n# ---- ours ----\n\n{a}{b}{c}\n# end\n");
    for (name, own) in [("a", a), ("b", b), ("c", c)] {
        assert_eq!(removed(&text, name), text.replace(own, ""), "{name}");
    }
}

#[test]
fn what_was_added_last_is_removed_without_a_trace() {
    for text in [
        SITE.to_owned(),
        format!(
            "{SITE}[[sources]]\nname = \"a\"\nurl = \"https://a.org/\"\n\n# Outputs\n[[outputs]]\nname = \"o\"\npath = \"o.atom\"\n"
        ),
        format!("\u{feff}{SITE}# end\n").replace('\n', "\r\n"),
    ] {
        let appended = append_source(&text, &new("https://b.org/feed", Some("B"))).unwrap();
        assert_eq!(removed(&appended.text, appended.name.as_str()), text);
    }
}

#[test]
fn disabling_writes_one_line_and_undoing_it_takes_that_line_back() {
    for (text, line) in [
        (
            "[[sources]]\nname = \"a\" # mine\nurl = \"https://a.org/\"\n",
            "enabled = false\n",
        ),
        (
            "  [[sources]]\r\n\tname = 'a'\r\n\turl = \"https://a.org/\"",
            "\tenabled = false\r\n",
        ),
        (
            "[[sources]]\nurl = \"https://a.org/\"\nname = \"a\"\n[sources.headers]\nX = \"y\"\n",
            "enabled = false\n",
        ),
    ] {
        let ends = if text.contains('\r') { "\r\n" } else { "\n" };
        let text = format!("{}{text}", SITE.replace('\n', ends));
        let disabled = changed(disable_source(&text, "a"));
        assert!(!load(&disabled).sources[0].enabled, "{disabled}");
        assert_eq!(disabled.replacen(line, "", 1), text);
        assert_eq!(disable_source(&disabled, "a"), Ok(Edited::Unchanged));
        assert_eq!(changed(enable_source(&disabled, "a")), text);
        assert_eq!(enable_source(&text, "a"), Ok(Edited::Unchanged));
    }
    let remark = format!(
        "{SITE}[[sources]]\nname = \"a\"\nurl = \"https://a.org/\"\nenabled = true # for now\n"
    );
    let disabled = changed(disable_source(&remark, "a"));
    assert!(
        disabled.contains("enabled = false # for now\n"),
        "{disabled}"
    );
    assert_eq!(changed(enable_source(&disabled, "a")), remark);
    // A name at the end of a file without a final line break.
    let last = format!("{SITE}[[sources]]\nurl = \"https://a.org/\"\nname = \"a\"");
    assert!(changed(disable_source(&last, "a")).ends_with("name = \"a\"\nenabled = false\n"));
}

#[test]
fn a_name_that_no_source_has_is_refused_with_the_nearest_ones() {
    let text = format!("{SITE}[[sources]]\nname = \"sina-china\"\nurl = \"https://a.org/\"\n");
    let refused = |name| remove_source(&text, name).unwrap_err().to_string();
    assert_eq!(
        refused("sina_chna"),
        "no source is named `sina_chna`; write \"sina-china\""
    );
    assert_eq!(
        refused("other"),
        "no source is named `other`; `feedfold check` lists the sources"
    );
    assert!(matches!(
        disable_source(SITE, "a"),
        Err(EditError::NoSource { .. })
    ));
    let twice = format!("{text}[[sources]]\nname = \"sina-china\"\nurl = \"https://b.org/\"\n");
    assert!(matches!(
        remove_source(&twice, "sina-china"),
        Err(EditError::NamedTwice {
            first: 5,
            second: 8,
            ..
        })
    ));
}

#[test]
fn a_source_that_rules_or_outputs_name_is_refused_with_their_lines() {
    let text = format!(
        "{SITE}[[sources]]\nname = \"a\"\nurl = \"https://a.org/\"\n[[rules]]\nname = \"r\"\nwhen = {{ source = \"a\" }}\ndo = {{ drop = true }}\n[[outputs]]\nname = \"o\"\npath = \"o.atom\"\nsources = [\n  \"b\",\n  \"a\",\n]\n"
    );
    assert_eq!(
        remove_source(&text, "a").unwrap_err().to_string(),
        "the source `a` is named in line 10 and line 17; take the name out there, then remove the source"
    );
}

/// Texts with the sources `a` and `b` that an edit by lines would damage.
const UNUSUAL: [&str; 7] = [
    "sources = [{ name = \"a\", url = \"https://a.org/\" }, { name = \"b\", url = \"https://b.org/\" }]\n",
    "sources = [\n  { name = \"a\", url = \"https://a.org/\" },\n  { name = \"b\", url = \"https://b.org/\" },\n]\n",
    // A key of the source comes after another table.
    "[[sources]]\nname = \"a\"\nurl = \"https://a.org/\"\n[store]\npath = \"s.db\"\n[sources.headers]\nX = \"y\"\n[[sources]]\nname = \"b\"\nurl = \"https://b.org/\"\n",
    // Texts that look like tables and comments.
    "[[sources]]\nname = \"b\"\nurl = \"https://b.org/\"\n[sources.headers]\nX = \"\"\"\n# text\n[[sources]]\n# name = \\\"a\\\"\"\"\"\n[[sources]]\nname = \"a\"\nurl = \"https://a.org/\"\n",
    "[[sources]]\nname = \"\"\"\na\"\"\"\nurl = '''https://a.org/'''\n[[ \"sources\" ]]\nname = \"b\"\nurl = \"https://b.org/\"\n",
    "[[sources]]\nheaders.X = \"y\"\nname = \"a\"\nheaders.Y = \"z\"\nurl = \"https://a.org/\"\n[[sources]]\n\"name\" = \"b\"\n'url' = \"https://b.org/\"\n\"enabled\" = true\n",
    "[[sources]]\nname = \"a\"\nurl = \"https://a.org/\"\nheaders = { X = \"[[sources]]\", # one\n Y = \"# two\" }\n# [[sources]]\n# name = \"c\"\n\n[[sources]]\nname = \"b\"\nurl = \"https://b.org/\"\n",
];

#[test]
fn a_file_in_an_unusual_form_is_edited_as_asked_or_refused_and_never_damaged() {
    let mut refusals = 0;
    for tables in UNUSUAL {
        // `sources = …` must come before every table.
        let text = if tables.starts_with("sources") {
            format!("{tables}{SITE}")
        } else {
            format!("{SITE}{tables}")
        };
        let old: toml::Table = text.parse().unwrap();
        let sources = |new: &str| {
            let mut table: toml::Table = new.parse().unwrap();
            let sources = table.remove("sources").unwrap();
            let mut rest = old.clone();
            rest.remove("sources");
            assert_eq!(table, rest, "{new}");
            sources.as_array().unwrap().clone()
        };
        let mut refused = |error: &EditError| {
            assert!(error.to_string().contains("by hand"), "{error}");
            refusals += 1;
        };
        for name in ["a", "b"] {
            let others: Vec<_> = sources(&text)
                .into_iter()
                .filter(|source| source["name"].as_str() != Some(name))
                .collect();
            match remove_source(&text, name) {
                Ok(new) => assert_eq!(sources(&new), others, "{new}"),
                Err(error) => refused(&error),
            }
            match disable_source(&text, name) {
                Ok(Edited::Changed(new)) => {
                    let mut wanted = sources(&text);
                    for source in &mut wanted {
                        if source["name"].as_str() == Some(name) {
                            let table = source.as_table_mut().unwrap();
                            table.insert("enabled".to_owned(), toml::Value::Boolean(false));
                        }
                    }
                    assert_eq!(sources(&new), wanted, "{new}");
                }
                Ok(Edited::Unchanged) => unreachable!("it is enabled: {text}"),
                Err(error) => refused(&error),
            }
        }
    }
    assert!(refusals > 0);
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
        let text = text.replace('\n', ends);
        let with = added(&text, &new("https://b.org/feed", title.as_deref()));
        let name = with.name.as_str();
        let disabled = changed(disable_source(&with.text, name));
        prop_assert_eq!(&changed(enable_source(&disabled, name)), &with.text);
        let without = removed(&disabled, name);
        // The new text has every line of the old one that is not empty, in the same order.
        let lines = |text: &str| -> Vec<String> {
            text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect()
        };
        prop_assert_eq!(lines(&without), lines(&text));
    }

    #[test]
    fn each_of_many_sources_is_removed_or_disabled_and_the_others_stay(
        remarks in prop::collection::vec("[^\\p{C}$']{0,20}", 1..6),
        blank in prop::collection::vec(any::<bool>(), 6),
        ends in prop::sample::select(vec!["\n", "\r\n"]),
        chosen in any::<prop::sample::Index>(),
    ) {
        let tables = remarks.iter().zip(&blank).enumerate().map(|(index, (remark, blank))| {
            let gap = if *blank { "\n" } else { "" };
            format!("{gap}# {index}{remark}\n[[sources]]\nname = \"s{index}\" # {remark}\nurl = \"https://e.org/{index}\"\n")
        });
        let text: String = std::iter::once(SITE.to_owned()).chain(tables).collect();
        let text = text.replace('\n', ends);
        let index = chosen.index(remarks.len());
        let name = format!("s{index}");
        let without = removed(&text, &name);
        for (other, remark) in remarks.iter().enumerate() {
            let comment = format!("# {other}{remark}{ends}[[sources]]");
            prop_assert_eq!(without.contains(&comment), other != index, "{}", without);
        }
        let disabled = changed(disable_source(&text, &name));
        let off: Vec<bool> = load(&disabled).sources.iter().map(|source| !source.enabled).collect();
        prop_assert_eq!(off, (0..remarks.len()).map(|other| other == index).collect::<Vec<_>>());
    }

    #[test]
    fn any_text_is_edited_or_refused(text in "\\PC{0,40}|(\\[{0,2}[a-z]{1,7}\\]{0,2}( = \"?[a-z]*\"?)?\n){0,8}", url in ".{0,30}") {
        if let Ok(appended) = append_source(&text, &new(&url, None)) {
            prop_assert!(toml::de::DeTable::parse(&appended.text).is_ok());
        }
        for name in ["a", &url] {
            for edited in [disable_source(&text, name), enable_source(&text, name)] {
                if let Ok(Edited::Changed(text)) = edited {
                    prop_assert!(toml::de::DeTable::parse(&text).is_ok());
                }
            }
            if let Ok(text) = remove_source(&text, name) {
                prop_assert!(toml::de::DeTable::parse(&text).is_ok());
            }
        }
    }
}
