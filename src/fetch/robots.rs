//! Requests and reads the `robots.txt` of a host (RFC 9309).

use std::time::Duration;

use reqwest::StatusCode;

use super::exchange::ExchangeError;
use super::outgoing::Outgoing;
use super::pace::later;
use super::{Fetcher, caching};
use crate::model::{RobotsAnswer, RobotsFile, Timestamp, WebUrl};

/// Our name in such files (RFC 9309 2.2.1): the first word of our `User-Agent`.
const PRODUCT: &str = "feedfold";

/// How long an answer without freshness holds; none holds longer (RFC 9309 2.4).
const MAX_LIFETIME: Duration = Duration::from_hours(24);

/// How long we wait before we request the file again after a failure.
const RETRY_AFTER_FAILURE: Duration = Duration::from_hours(1);

/// The rules that a host's file has for us.
#[derive(Debug, Clone)]
pub struct Robots(robotxt::Robots);

impl Robots {
    /// Parses the answer.
    pub fn read(answer: &RobotsAnswer) -> Self {
        Self(match answer {
            RobotsAnswer::Rules(text) => robotxt::Robots::parse(text, PRODUCT),
            RobotsAnswer::Nothing => robotxt::Robots::allow_all(),
            RobotsAnswer::Unreachable => robotxt::Robots::disallow_all(),
        })
    }

    /// Whether we may request this address of the host.
    pub fn allows(&self, url: &WebUrl) -> bool {
        self.0.is_url_allowed(url.expose())
    }
}

/// The scheme, host and port for which a `robots.txt` holds.
pub fn origin(url: &WebUrl) -> String {
    url.expose().origin().ascii_serialization()
}

impl Fetcher {
    /// Requests the `robots.txt` of the host of `page`. `None` if no request was sent, because the
    /// host asked for a pause.
    ///
    /// A 4xx status except 429 means that there is no file. Any other failure means that the host
    /// is unreachable, so nothing is allowed.
    pub async fn robots(&self, page: &WebUrl, now: Timestamp) -> Option<RobotsFile> {
        let unreachable = RobotsFile {
            answer: RobotsAnswer::Unreachable,
            until: later(now, RETRY_AFTER_FAILURE),
        };
        let mut address = page.expose().clone();
        address.set_path("/robots.txt");
        address.set_query(None);
        let Ok(url) = WebUrl::from_url(address) else {
            return Some(unreachable);
        };
        // Without the source's headers and credentials: the file is public.
        let outgoing = Outgoing::without_secrets(&self.shared.policy);
        let answer = match self.exchange().run(&url, outgoing).await {
            Ok(answer) => answer,
            Err(ExchangeError::Held(_)) => return None,
            Err(ExchangeError::Failed(_)) => return Some(unreachable),
        };
        self.hold_back(&answer, now);
        let lifetime = caching::freshness(&answer.headers, now).lifetime;
        let until = later(now, lifetime.unwrap_or(MAX_LIFETIME).min(MAX_LIFETIME));
        let said = match answer.status {
            StatusCode::TOO_MANY_REQUESTS => return Some(unreachable),
            status if status.is_client_error() => RobotsAnswer::Nothing,
            _ => match answer.body {
                Some(body) => {
                    let mut text = body.bytes;
                    // One byte more than the parser reads, so that it knows that the last line is
                    // cut.
                    text.truncate(robotxt::BYTE_LIMIT + 1);
                    RobotsAnswer::Rules(text)
                }
                None => return Some(unreachable),
            },
        };
        Some(RobotsFile {
            answer: said,
            until,
        })
    }

    /// From now on leaves at least the `Crawl-delay` of `robots` between two requests to the host
    /// of `url`.
    pub fn slow_down(&self, url: &WebUrl, robots: &Robots) {
        if let Some(delay) = robots.0.crawl_delay() {
            self.shared.limits.slow_down(url, delay);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Robots, origin};
    use crate::model::{RobotsAnswer, WebUrl};

    fn url(text: &str) -> WebUrl {
        WebUrl::parse(text).unwrap()
    }

    fn allows(file: &str, path: &str) -> bool {
        let robots = Robots::read(&RobotsAnswer::Rules(file.as_bytes().to_vec()));
        robots.allows(&url(&format!("https://e.example{path}")))
    }

    #[test]
    fn the_cases_of_rfc_9309_are_decided_as_it_says() {
        for (file, path, expected) in [
            ("", "/a", true),
            ("User-agent: *\nDisallow: /", "/a", false),
            ("User-agent: *\nDisallow:", "/a", true),
            ("User-agent: other\nDisallow: /", "/a", true),
            ("user-AGENT: FeedFold\ndisallow: /a", "/a/b", false),
            // Our own group alone counts, and all groups of one name are one (2.2.1).
            (
                "User-agent: *\nDisallow: /\n\nUser-agent: feedfold\nDisallow: /b",
                "/a",
                true,
            ),
            (
                "User-agent: feedfold\nDisallow: /a\n\nUser-agent: feedfold\nDisallow: /b",
                "/b",
                false,
            ),
            (
                "User-agent: x\nUser-agent: feedfold\nDisallow: /a",
                "/a",
                false,
            ),
            // The longest match wins, and of equal ones the one that allows (2.2.2).
            ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", true),
            ("User-agent: *\nAllow: /a\nDisallow: /a/b", "/a/b/c", false),
            ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", true),
            // Special characters (2.2.3).
            ("User-agent: *\nDisallow: /*.html$", "/x/y.html", false),
            ("User-agent: *\nDisallow: /*.html$", "/x/y.html?z=1", true),
            ("User-agent: *\nDisallow: /a # here", "/a", false),
            ("User-agent: *\nDisallow: /%E6%B5%B7", "/海", false),
            ("User-agent: *\nDisallow: /a?b=", "/a?b=1", false),
            ("\u{feff}User-agent: *\rDisallow: /a\r", "/a", false),
            ("<html><body>Not found</body></html>", "/a", true),
            ("User-agent: *\nDisallow: /", "/robots.txt", true),
        ] {
            assert_eq!(allows(file, path), expected, "{file:?} {path}");
        }
    }

    #[test]
    fn no_file_allows_everything_and_no_answer_nothing() {
        let page = url("https://e.example/a");
        assert!(Robots::read(&RobotsAnswer::Nothing).allows(&page));
        assert!(!Robots::read(&RobotsAnswer::Unreachable).allows(&page));
    }

    #[test]
    fn a_file_speaks_for_one_scheme_host_and_port() {
        assert_eq!(origin(&url("https://E.example:443/a")), "https://e.example");
        assert_eq!(
            origin(&url("http://e.example:8080/a")),
            "http://e.example:8080"
        );
    }
}
