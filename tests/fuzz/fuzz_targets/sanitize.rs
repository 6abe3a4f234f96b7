//! Sanitised HTML: no active content by a check that knows nothing of the sanitiser, and stable.
#![no_main]

use feedfold::publish::sanitize;
use libfuzzer_sys::fuzz_target;
use url::Url;

const FORBIDDEN: [&str; 16] = [
    "<script",
    "<style",
    "<iframe",
    "<object",
    "<embed",
    "<svg",
    "<math",
    "<form",
    "<input",
    "<meta",
    "<base",
    "<link",
    "<template",
    "<noscript",
    "<video",
    "<!",
];

fuzz_target!(|html: &str| {
    let base = Url::parse("https://example.org/a/b").expect("an address");
    for base in [None, Some(&base)] {
        let clean = sanitize(html, base);
        assert_eq!(sanitize(&clean, base), clean, "not stable");
        // Text escapes `<`, so every `<` is a tag; a value escapes its quotes.
        let lower = clean.to_ascii_lowercase();
        for forbidden in FORBIDDEN {
            assert!(!lower.contains(forbidden), "{forbidden} in {clean:?}");
        }
        for tag in lower.split('<').skip(1) {
            // The even parts between quotes are names, the odd ones values.
            let mut parts = tag.split('"');
            while let Some(names) = parts.next() {
                let (names, end) = names
                    .split_once('>')
                    .map_or((names, false), |(names, _)| (names, true));
                let name = names
                    .trim_end_matches('=')
                    .rsplit(' ')
                    .next()
                    .unwrap_or_default();
                assert!(
                    !name.starts_with("on") && name != "style" && name != "srcdoc",
                    "{clean:?}"
                );
                if end {
                    break;
                }
                let Some(value) = parts.next() else { break };
                if matches!(name, "href" | "src" | "cite") {
                    let allowed = ["http://", "https://", "mailto:"]
                        .iter()
                        .any(|start| value.starts_with(start));
                    assert!(allowed, "{name}={value:?}");
                }
            }
        }
    }
});
