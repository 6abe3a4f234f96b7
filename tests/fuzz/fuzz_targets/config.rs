//! Any text as `feeds.toml`: read, or refused at a line of it with what to do.
#![no_main]

use std::path::Path;

use feedfold::config::{Canvas, Config, draw, edit, source_plans};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let environment = |name: &str| (name == "TOKEN").then(|| "s3cr3t".to_owned());
    let lines = data.split(|byte| *byte == b'\n').count();
    match Config::from_bytes(
        data,
        "feeds.toml",
        Path::new("/srv/feeds.toml"),
        &environment,
    ) {
        Ok(config) => {
            draw(&config.warnings, Canvas::Plain);
            source_plans(&config);
            assert!(
                !format!("{config:?}").contains("s3cr3t"),
                "a secret is shown"
            );
        }
        Err(problems) => {
            assert!(problems.iter().next().is_some());
            for problem in problems.iter() {
                assert!((1..=lines).contains(&problem.line), "{problem:?}");
                assert!(!problem.expected.is_empty() && !problem.remedy.is_empty());
            }
            let drawn = draw(
                problems.iter(),
                Canvas::Terminal {
                    color: false,
                    width: 60,
                },
            );
            assert!(
                !drawn.chars().any(|char| char.is_control() && char != '\n'),
                "{drawn:?}"
            );
        }
    }
    if let Ok(text) = std::str::from_utf8(data) {
        let _ = edit::resolve(text, "https://example.org/feed");
    }
});
