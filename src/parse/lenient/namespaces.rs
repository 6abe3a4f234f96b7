//! The vocabularies of feeds: namespaces, and prefixes that documents do not declare.

/// The vocabulary that a name belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Vocabulary {
    /// All versions of RSS and Atom, in which no name has two meanings; also elements without a
    /// namespace, or in an unknown default namespace.
    Core,
    Content,
    DublinCore,
    DublinTerms,
    Media,
    Itunes,
    Xhtml,
    Other,
}

/// Namespaces in lower case, without scheme, `www.` and final slash or `#`; see [`vocabulary`].
const NAMESPACES: &[(&str, Vocabulary)] = &[
    ("w3.org/2005/atom", Vocabulary::Core),
    ("purl.org/rss/1.0", Vocabulary::Core),
    ("purl.org/atom/ns", Vocabulary::Core),
    ("my.netscape.com/rdf/simple/0.9", Vocabulary::Core),
    ("channel.netscape.com/rdf/simple/0.9", Vocabulary::Core),
    ("backend.userland.com/rss", Vocabulary::Core),
    ("backend.userland.com/rss2", Vocabulary::Core),
    ("blogs.law.harvard.edu/tech/rss", Vocabulary::Core),
    ("purl.org/rss/1.0/modules/rss091", Vocabulary::Core),
    ("purl.org/pie", Vocabulary::Core),
    ("purl.org/echo", Vocabulary::Core),
    ("purl.org/rss/1.0/modules/content", Vocabulary::Content),
    ("purl.org/dc/elements/1.1", Vocabulary::DublinCore),
    ("purl.org/dc/elements/1.0", Vocabulary::DublinCore),
    ("purl.org/dc/terms", Vocabulary::DublinTerms),
    ("search.yahoo.com/mrss", Vocabulary::Media),
    ("search.yahoo.com/rss", Vocabulary::Media),
    ("video.search.yahoo.com/mrss", Vocabulary::Media),
    ("tools.search.yahoo.com/mrss", Vocabulary::Media),
    ("rssboard.org/media-rss", Vocabulary::Media),
    ("itunes.com/dtds/podcast-1.0.dtd", Vocabulary::Itunes),
    // Its element names are the same.
    ("google.com/schemas/play-podcasts/1.0", Vocabulary::Itunes),
    ("w3.org/1999/xhtml", Vocabulary::Xhtml),
    ("w3.org/2000/svg", Vocabulary::Other),
    ("w3.org/1998/math/mathml", Vocabulary::Other),
    ("w3.org/1999/02/22-rdf-syntax-ns", Vocabulary::Other),
    ("purl.org/rss/1.0/modules/slash", Vocabulary::Other),
    ("purl.org/rss/1.0/modules/syndication", Vocabulary::Other),
    ("georss.org/georss", Vocabulary::Other),
    ("rssnamespace.org/feedburner/ext/1.0", Vocabulary::Other),
];

/// The usual prefixes of these namespaces, for documents that do not declare them.
pub(in crate::parse) const USUAL_PREFIXES: &[(&str, &str)] = &[
    ("atom", "http://www.w3.org/2005/Atom"),
    ("atom10", "http://www.w3.org/2005/Atom"),
    ("a10", "http://www.w3.org/2005/Atom"),
    ("content", "http://purl.org/rss/1.0/modules/content/"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("dct", "http://purl.org/dc/terms/"),
    ("media", "http://search.yahoo.com/mrss/"),
    ("mrss", "http://search.yahoo.com/mrss/"),
    ("itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
    (
        "googleplay",
        "http://www.google.com/schemas/play-podcasts/1.0",
    ),
    ("xhtml", "http://www.w3.org/1999/xhtml"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("slash", "http://purl.org/rss/1.0/modules/slash/"),
    ("sy", "http://purl.org/rss/1.0/modules/syndication/"),
    ("georss", "http://www.georss.org/georss"),
    ("feedburner", "http://rssnamespace.org/feedburner/ext/1.0"),
    ("wfw", "http://wellformedweb.org/CommentAPI/"),
];

/// The former and the present host of the modules of RSS 1.0.
const OLD_HOST: &str = "web.resource.org/";
const NEW_HOST: &str = "purl.org/";

/// Returns the vocabulary of a declared namespace; `prefix` is its prefix, which may be empty.
///
/// Publishers vary scheme, `www.`, case and the final slash or `#`; no two namespaces differ only
/// in these. An unknown namespace has the usual meaning of its prefix; without a prefix it belongs
/// to [`Vocabulary::Core`].
pub(super) fn vocabulary(namespace: &str, prefix: &str) -> Vocabulary {
    namespace_vocabulary(namespace).unwrap_or_else(|| {
        if prefix.is_empty() {
            Vocabulary::Core
        } else {
            usual_vocabulary(prefix)
        }
    })
}

fn namespace_vocabulary(namespace: &str) -> Option<Vocabulary> {
    let plain = without_prefix(namespace.trim(), "https:");
    let plain = without_prefix(plain, "http:").trim_start_matches('/');
    let plain = without_prefix(plain, "www.").trim_end_matches(['/', '#']);
    let rest = without_prefix(plain, OLD_HOST);
    let host = if rest.len() < plain.len() {
        NEW_HOST
    } else {
        ""
    };
    let known = |known: &str| {
        let behind = known.strip_prefix(host);
        behind.is_some_and(|known| known.eq_ignore_ascii_case(rest))
    };
    let mut namespaces = NAMESPACES.iter();
    let found = namespaces.find(|(namespace, _)| known(namespace));
    found.map(|(_, vocabulary)| *vocabulary)
}

/// Removes `start` from the beginning of a text, if it is there in any ASCII case.
fn without_prefix<'t>(text: &'t str, start: &str) -> &'t str {
    match text.split_at_checked(start.len()) {
        Some((first, rest)) if first.eq_ignore_ascii_case(start) => rest,
        _ => text,
    }
}

/// Whether a prefix usually means one namespace.
pub(super) fn is_usual_prefix(prefix: &str) -> bool {
    USUAL_PREFIXES
        .iter()
        .any(|(known, _)| known.eq_ignore_ascii_case(prefix))
}

/// Returns the usual vocabulary of an undeclared prefix.
pub(super) fn usual_vocabulary(prefix: &str) -> Vocabulary {
    USUAL_PREFIXES
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(prefix))
        .and_then(|(_, namespace)| namespace_vocabulary(namespace))
        .unwrap_or(Vocabulary::Other)
}

#[cfg(test)]
mod tests {
    use super::{Vocabulary, vocabulary};

    #[test]
    fn a_namespace_is_known_however_nearly_right_it_is_written() {
        let known = [
            ("purl.org/rss/1.0/modules/content/", Vocabulary::Content),
            ("purl.org/dc/elements/1.1/", Vocabulary::DublinCore),
            ("purl.org/dc/terms/", Vocabulary::DublinTerms),
            ("search.yahoo.com/mrss/", Vocabulary::Media),
            ("rssboard.org/media-rss", Vocabulary::Media),
            ("itunes.com/dtds/podcast-1.0.dtd", Vocabulary::Itunes),
            ("w3.org/2005/Atom", Vocabulary::Core),
            ("w3.org/1999/xhtml", Vocabulary::Xhtml),
        ];
        for (name, expected) in known {
            for start in [
                "http://",
                "https://",
                "http://www.",
                "https://www.",
                "HTTP://",
                "//",
                "",
            ] {
                for end in ["", "/", "//", "#"] {
                    let name = format!("{start}{}{end}", name.trim_end_matches('/'));
                    for spelled in [name.clone(), name.to_uppercase(), format!(" {name}\n")] {
                        assert_eq!(vocabulary(&spelled, "x"), expected, "{spelled}");
                    }
                }
            }
        }
        let old = "http://web.resource.org/rss/1.0/modules/content/";
        assert_eq!(vocabulary(old, "x"), Vocabulary::Content);
    }

    #[test]
    fn an_unknown_namespace_is_what_its_prefix_usually_stands_for() {
        for (prefix, expected) in [
            ("content", Vocabulary::Content),
            ("dc", Vocabulary::DublinCore),
            ("a10", Vocabulary::Core),
            ("georss", Vocabulary::Other),
            ("x", Vocabulary::Other),
            ("", Vocabulary::Core),
        ] {
            assert_eq!(vocabulary("http://example.org/made-up/", prefix), expected);
        }
        // A known namespace does not have the meaning of its prefix.
        let slash = "http://purl.org/rss/1.0/modules/slash/";
        assert_eq!(vocabulary(slash, "content"), Vocabulary::Other);
        let lookalike = "http://example.org/purl.org/dc/elements/1.1/";
        assert_eq!(vocabulary(lookalike, "x"), Vocabulary::Other);
    }
}
