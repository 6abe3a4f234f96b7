//! The `feeds.toml` at the top level of the repository.

use std::path::Path;

use feedfold::config::Config;
use feedfold::model::{Label, Location};

const SHIPPED: &str = include_str!("../../feeds.toml");

fn parse(text: &str) -> Result<Config, feedfold::config::Problems> {
    let nothing_set = |_: &str| None;
    Config::from_bytes(
        text.as_bytes(),
        "feeds.toml",
        Path::new("/srv/feeds.toml"),
        &nothing_set,
    )
}

fn hosts(config: &Config) -> Vec<String> {
    config
        .sources
        .iter()
        .filter_map(|source| match &source.location {
            Location::Web(url) => Some(url.host().to_owned()),
            Location::Files(_) => None,
        })
        .collect()
}

#[test]
fn the_shipped_configuration_is_right_and_raises_no_warning() {
    let config = parse(SHIPPED).unwrap();
    assert_eq!(config.warnings, []);
    assert_eq!(config.store_path, Path::new("/srv/data/feedfold.db"));
    let paths: Vec<_> = config.outputs.iter().map(|output| &output.path).collect();
    assert_eq!(paths, [Path::new("/srv/data/public/stories.atom")]);
    assert_eq!(hosts(&config).len(), config.sources.len());
}

#[test]
fn every_shipped_source_has_a_title_a_category_and_one_of_the_labels_rules_ask_for() {
    let config = parse(SHIPPED).unwrap();
    let asked: Vec<&Label> = config
        .rules
        .iter()
        .flat_map(|rule| &rule.when.labels)
        .collect();
    for source in &config.sources {
        assert!(source.title.is_some(), "{}", source.name);
        assert!(source.category.is_some(), "{}", source.name);
        assert!(
            source.labels.iter().all(|label| asked.contains(&label)) && source.labels.len() == 1,
            "{}",
            source.name
        );
    }
}

#[test]
fn what_the_comments_offer_works_when_uncommented() {
    let own_instance = SHIPPED
        .replace("rsshub = \"https://rsshub.app\"\n", "")
        .replace("#     rsshub = ", "rsshub = ")
        .replace("#     allow_private = ", "allow_private = ");
    let config = parse(&own_instance).unwrap();
    assert_eq!(config.warnings, []);
    let hosts = hosts(&config);
    assert!(hosts.contains(&"127.0.0.1".to_owned()));
    assert!(!hosts.contains(&"rsshub.app".to_owned()));

    let (above, part) = SHIPPED.rsplit_once("#     [[outputs]]\n").unwrap();
    let second_output = format!("{above}[[outputs]]\n{}", part.replace("#     ", ""));
    let config = parse(&second_output).unwrap();
    assert_eq!(config.warnings, []);
    assert_eq!(config.outputs.len(), 2);
}
