//! Which addresses readers may see. Everything that publishes asks [`Disclosure`].

use std::borrow::Cow;
use std::collections::HashMap;

use url::{Host, Url};

use super::network::non_public_kind;
use super::web_url::holds_credential;
use super::{AllowedPrivate, Location, Member, Source, SourceName, WebUrl};

/// Names of hosts that only a local network knows (RFC 6761, RFC 6762, RFC 8375, and habits).
const LOCAL_ENDINGS: [&str; 9] = [
    "localhost",
    "local",
    "lan",
    "internal",
    "intranet",
    "corp",
    "home",
    "private",
    "home.arpa",
];

/// Decides which addresses stand in what is published.
///
/// It withholds an address with user info or with a credential in its query, an address of a
/// private network, and every address of a source with `private = true`.
#[derive(Debug, Clone)]
pub struct Disclosure {
    site: WebUrl,
    /// If the site is in a private network, its readers are there too.
    readers: Readers,
    allowed: Vec<AllowedPrivate>,
    /// The sources with `private = true`, by present and former name; `None` for local files.
    private: HashMap<SourceName, Option<WebUrl>>,
}

/// Whose text it is.
#[derive(Debug, Clone, Copy)]
pub struct Speaker<'a> {
    source: &'a SourceName,
    /// Addresses on its site.
    pages: [Option<&'a str>; 2],
}

impl<'a> From<&'a Member> for Speaker<'a> {
    fn from(member: &'a Member) -> Self {
        Self {
            source: &member.source,
            pages: [member.link.as_deref(), member.feed_link.as_deref()],
        }
    }
}

/// Where the readers of the site are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Readers {
    Anywhere,
    InNetwork,
}

impl Disclosure {
    /// Decides for a site with these sources. `allowed` are the private addresses that feedfold
    /// may connect to, which readers cannot.
    pub fn new<'s>(
        site: &WebUrl,
        allowed: &[AllowedPrivate],
        sources: impl IntoIterator<Item = &'s Source>,
    ) -> Self {
        let private = sources.into_iter().filter(|source| source.private);
        let private = private.flat_map(|source| {
            let url = match &source.location {
                Location::Web(url) => Some(url.clone()),
                Location::Files(_) => None,
            };
            let names = std::iter::once(&source.name).chain(&source.was);
            names.map(move |name| (name.clone(), url.clone()))
        });
        Self {
            readers: if is_local(site.expose()) {
                Readers::InNetwork
            } else {
                Readers::Anywhere
            },
            site: site.clone(),
            allowed: allowed.to_vec(),
            private: private.collect(),
        }
    }

    /// The address that stands in the place of a withheld one: that of the site.
    pub fn substitute(&self) -> &WebUrl {
        &self.site
    }

    /// Whether the configuration says `private = true` of a source.
    pub fn is_private(&self, source: &SourceName) -> bool {
        self.private.contains_key(source)
    }

    /// Whether readers may see an address that names a page, a file or a feed of an entry of
    /// `source`.
    pub fn shows(&self, source: &SourceName, url: &Url) -> bool {
        !self.is_private(source) && self.shows_anywhere(url)
    }

    /// Whether readers may see an address within a text. A private source may link to pages of
    /// others, but not to its own.
    pub fn shows_in_text(&self, speaker: Speaker<'_>, url: &Url) -> bool {
        let is_own = self.private.get(speaker.source).is_some_and(|own| {
            let pages = speaker.pages.into_iter().flatten();
            let pages = pages.filter_map(|page| Url::parse(page).ok());
            let feed = own.as_ref().map(|own| own.expose().clone());
            feed.into_iter()
                .chain(pages)
                .any(|own| is_same_site(&own, url))
        });
        !is_own && self.shows_anywhere(url)
    }

    /// Returns a text with the address of the site for each address that readers may not see.
    pub fn text<'t>(&self, speaker: Speaker<'_>, text: &'t str) -> Cow<'t, str> {
        replace_addresses(text, self.site.expose().as_str(), |url| {
            self.shows_in_text(speaker, url)
        })
    }

    /// Returns the title of a source without the addresses that readers may not see.
    pub fn title<'t>(&self, source: &SourceName, title: &'t str) -> Cow<'t, str> {
        replace_addresses(title, self.site.expose().as_str(), |url| {
            self.shows(source, url)
        })
    }

    /// Returns a sentence of a report about `source`. Of a private source, it names no address.
    pub fn report(&self, source: &SourceName, sentence: String) -> String {
        if !self.is_private(source) {
            return sentence;
        }
        replace_addresses(&sentence, "its address", |_| false).into_owned()
    }

    /// Whether readers may see an address that belongs to no source.
    pub fn shows_anywhere(&self, url: &Url) -> bool {
        if holds_credential(url) {
            return false;
        }
        let mut private = self.private.values().flatten().map(WebUrl::expose);
        if private.any(|own| own.host() == url.host() && own.path() == url.path()) {
            return false;
        }
        if self.readers == Readers::InNetwork {
            return true;
        }
        let web = WebUrl::from_url(url.clone());
        let is_allowed = web.is_ok_and(|url| AllowedPrivate::any_names(&self.allowed, &url));
        !is_local(url) && !is_allowed
    }
}

/// Whether everybody on the internet can reach an address, as far as it shows that itself: it is
/// not of a private network, and none of the private addresses in `allowed`.
pub fn is_public(url: &WebUrl, allowed: &[AllowedPrivate]) -> bool {
    !is_local(url.expose()) && !AllowedPrivate::any_names(allowed, url)
}

/// Whether a host is in a private network, by its address or its name.
fn is_local(url: &Url) -> bool {
    match url.host() {
        None => false,
        Some(Host::Ipv4(address)) => non_public_kind(address.into()).is_some(),
        Some(Host::Ipv6(address)) => non_public_kind(address.into()).is_some(),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            let mut endings = LOCAL_ENDINGS.iter();
            !name.contains('.')
                || endings.any(|ending| {
                    let before = name.strip_suffix(ending);
                    before.is_some_and(|before| before.ends_with('.'))
                })
        }
    }
}

/// Whether two hosts belong to one registrable domain, as `cdn.example.org` and `example.org`.
fn is_same_site(own: &Url, other: &Url) -> bool {
    let (Some(own), Some(other)) = (own.host_str(), other.host_str()) else {
        return false;
    };
    own == other || psl::domain_str(own).is_some_and(|own| Some(own) == psl::domain_str(other))
}

/// Returns a text in which `substitute` stands for every absolute address that is not shown.
fn replace_addresses<'t>(
    text: &'t str,
    substitute: &str,
    is_shown: impl Fn(&Url) -> bool,
) -> Cow<'t, str> {
    let mut out = String::new();
    let mut copied = 0;
    let mut from = 0;
    while let Some(found) = text.get(from..).and_then(|rest| rest.find("://")) {
        let colon = from + found;
        from = colon + 3;
        let (before, after) = (text.get(copied..colon), text.get(from..));
        let (Some(before), Some(after)) = (before, after) else {
            break;
        };
        let scheme = before
            .bytes()
            .rev()
            .take_while(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte))
            .count();
        let begin = colon - scheme;
        let length = after.find(ends_address).unwrap_or(after.len());
        let address = text.get(begin..from + length).unwrap_or_default();
        let address = address.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '`']);
        let Ok(url) = Url::parse(address) else {
            continue;
        };
        let end = begin + address.len();
        if !is_shown(&url) {
            out.push_str(text.get(copied..begin).unwrap_or_default());
            out.push_str(substitute);
            copied = end;
        }
        from = from.max(end);
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}

/// Whether an address within a text ends before a character: at white space, quotation marks,
/// angle brackets and the punctuation of Chinese texts.
fn ends_address(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || "\"'<>|“”‘’，。；：！？、（）【】《》「」『』…".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(name: &str) -> SourceName {
        SourceName::parse(name).unwrap()
    }

    fn disclosure(site: &str) -> Disclosure {
        let mut disclosure = Disclosure::new(
            &WebUrl::parse(site).unwrap(),
            &[AllowedPrivate::Host {
                host: "rss.desk.example".to_owned(),
                port: None,
            }],
            [],
        );
        let own = WebUrl::parse("https://paid.example/feed/9f3a").unwrap();
        disclosure.private.insert(name("paid"), Some(own));
        disclosure
    }

    fn shows(url: &str) -> bool {
        let url = Url::parse(url).unwrap();
        disclosure("https://feeds.example.org/").shows(&name("free"), &url)
    }

    #[test]
    fn addresses_of_the_public_web_are_shown() {
        for url in [
            "https://outlet.example/a?id=1&page=2#top",
            "http://1.1.1.1/",
            "https://quote.example/stock?code=600519",
            "https://quote.example/stock?code=sh600519",
            "https://quote.example/stock?code=00700.HK",
            "https://search.example/?key=股票&keyword=x",
            "https://outlet.example/a?token=&monkey=1&author=x&passage=2",
            "https://outlet.example/?u=https://other.example/",
            "mailto:desk@outlet.example",
        ] {
            assert!(shows(url), "{url}");
        }
    }

    #[test]
    fn an_address_with_a_credential_or_of_a_private_network_is_withheld() {
        for url in [
            "https://user:pass@outlet.example/",
            "https://token@outlet.example/",
            "ftp://user:pass@outlet.example/",
            "https://outlet.example/?token=s3cret",
            "https://outlet.example/?a=1&ACCESS-TOKEN=s3cret",
            "https://outlet.example/?a=1&amp;rss_token=s3cret",
            "https://outlet.example/?code=s3cret",
            "https://outlet.example/?api_key=1",
            "https://outlet.example/?client_secret=1",
            "https://outlet.example/#access_token=1",
            "https://outlet.example/?X-Amz-Signature=1",
            "https://outlet.example/?u=https%3A%2F%2Fother.example%2F%3Ftoken%3D1",
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://192.168.1.9/a",
            "http://[::1]/",
            "http://[fd12::1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://rsshub:1200/",
            "http://nas.lan/",
            "http://NAS.Local./",
            "http://wiki.corp/",
            "https://rss.desk.example/sina",
            "https://paid.example/feed/9f3a?x=1",
        ] {
            assert!(!shows(url), "{url}");
        }
    }

    #[test]
    fn readers_in_the_network_of_the_site_see_its_addresses_but_no_credential() {
        let disclosure = disclosure("http://feeds.lan/");
        let shows = |url: &str| disclosure.shows(&name("free"), &Url::parse(url).unwrap());
        assert!(shows("http://10.0.0.1/a"));
        assert!(!shows("http://10.0.0.1/a?token=1"));
        assert!(!shows("https://paid.example/feed/9f3a"));
    }

    #[test]
    fn of_a_private_source_no_address_is_shown_and_no_part_of_its_site_in_its_texts() {
        let disclosure = disclosure("https://feeds.example.org/");
        let url = |url: &str| Url::parse(url).unwrap();
        let paid = name("paid");
        assert!(!disclosure.shows(&paid, &url("https://elsewhere.example/1")));
        let speaker = Speaker {
            source: &paid,
            pages: [Some("https://www.letters.example/p/1"), None],
        };
        for (address, is_shown) in [
            ("https://elsewhere.example/1", true),
            ("https://unpaid.example/1.png", true),
            ("https://cdn.paid.example/1.png", false),
            ("https://letters.example/1.png", false),
        ] {
            let shown = disclosure.shows_in_text(speaker, &url(address));
            assert_eq!(shown, is_shown, "{address}");
        }
        let said = "https://paid.example/feed/9f3a answered 404; its host is http://x.example.";
        assert_eq!(
            disclosure.report(&paid, said.to_owned()),
            "its address answered 404; its host is its address."
        );
        assert_eq!(disclosure.report(&name("free"), said.to_owned()), said);
    }

    #[test]
    fn an_address_in_a_text_is_replaced_whole_and_nothing_else() {
        let disclosure = disclosure("https://feeds.example.org/");
        for (text, expected) in [
            ("nothing", "nothing"),
            ("a://, ://b, x:// y", "a://, ://b, x:// y"),
            (
                "见https://a.example/?token=s3cret。又见 https://b.example/，完",
                "见https://feeds.example.org/。又见 https://b.example/，完",
            ),
            (
                "(http://u:p@a.example/x), http://10.0.0.1!",
                "(https://feeds.example.org/), https://feeds.example.org/!",
            ),
        ] {
            let free = name("free");
            let speaker = Speaker {
                source: &free,
                pages: [None, None],
            };
            assert_eq!(disclosure.text(speaker, text), expected);
        }
    }
}
