//! The header field `Link` (RFC 8288 3): `<address>; rel="alternate"; type="application/rss+xml"`.

use super::Link;

/// Most links that are read from one value.
const MAX_LINKS: usize = 50;

/// Returns the links in one value of the field, up to the first syntax error.
pub(super) fn links(value: &str) -> Vec<Link> {
    let mut links = Vec::new();
    let mut rest = value.trim_start();
    while let Some((target, parameters)) = rest.strip_prefix('<').and_then(|r| r.split_once('>')) {
        let mut link = Link {
            href: target.trim().to_owned(),
            ..Link::default()
        };
        rest = parameters.trim_start();
        while let Some(parameter) = rest.strip_prefix(';') {
            let (name, value, behind) = read_parameter(parameter);
            match name.as_str() {
                // Of several, the first counts (RFC 8288 3.3).
                "rel" if link.rel.is_empty() => link.rel = value.to_ascii_lowercase(),
                "anchor" => link.has_anchor = true,
                "type" => link.kind = Some(value),
                "title" => link.title = Some(value),
                "hreflang" => link.language = Some(value),
                "media" => link.media = Some(value),
                _ => {}
            }
            rest = behind.trim_start();
        }
        links.push(link);
        let Some(next) = rest.strip_prefix(',').filter(|_| links.len() < MAX_LINKS) else {
            break;
        };
        rest = next.trim_start();
    }
    links
}

/// Reads the parameter at the beginning of a text; returns its name in lower case, its value, and
/// the rest of the text.
fn read_parameter(text: &str) -> (String, String, &str) {
    let end = text.find(['=', ';', ',']).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let name = name.trim().to_ascii_lowercase();
    let Some(rest) = rest.strip_prefix('=') else {
        return (name, String::new(), rest);
    };
    let rest = rest.trim_start();
    let Some(quoted) = rest.strip_prefix('"') else {
        let end = rest.find([';', ',']).unwrap_or(rest.len());
        let (value, rest) = rest.split_at(end);
        return (name, value.trim().to_owned(), rest);
    };
    let mut value = String::new();
    let mut chars = quoted.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => break,
            '\\' => value.extend(chars.next()),
            c => value.push(c),
        }
    }
    (name, value, chars.as_str())
}

#[cfg(test)]
mod tests {
    use super::links;

    #[test]
    fn links_are_read_with_their_parameters() {
        let value = "</a.css>; rel=preload, </feed>; rel=\"alternate\"; Type=\"application/rss+xml\"; \
                     title=\"News; all, \\\"new\\\"\",<https://e.example/x?a=1,2>;rel=alternate";
        let found: Vec<_> = links(value)
            .into_iter()
            .map(|link| (link.href, link.rel, link.title))
            .collect();
        assert_eq!(
            found,
            [
                ("/a.css".to_owned(), "preload".to_owned(), None),
                (
                    "/feed".to_owned(),
                    "alternate".to_owned(),
                    Some("News; all, \"new\"".to_owned())
                ),
                (
                    "https://e.example/x?a=1,2".to_owned(),
                    "alternate".to_owned(),
                    None
                ),
            ]
        );
        for broken in ["", "x", "<", "<a", "<a>;;;", "<a>; rel=\"", "<a> x, <b>"] {
            assert!(links(broken).len() <= 1, "{broken}");
        }
    }
}
