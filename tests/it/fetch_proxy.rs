//! Fetches through a proxy.

use std::process::Command;

use crate::fetch::{failed, fetch, fetched, header, through, web};
use crate::server::{Reply, Server};

#[tokio::test]
async fn every_request_goes_through_the_proxy_redirects_included() {
    let proxy = Server::start();
    let (one, two) = ("http://one.example/feed", "http://two.example/feed?a=1");
    proxy.route(one, Reply::redirect(301, two));
    proxy.route("http://two.example/feed", Reply::ok("<rss/>"));
    let mut policy = through(&proxy);
    policy.headers = vec![header("X-Key", "hush")];
    let fetched = fetched(fetch(&policy, one).await);
    assert_eq!(fetched.final_url, web(two));
    assert_eq!(fetched.moved_to, Some(web(two)));
    let requests = proxy.requests();
    let targets: Vec<&str> = requests.iter().map(|request| &*request.target).collect();
    assert_eq!(targets, [one, two]);
    let keys: Vec<_> = requests
        .iter()
        .map(|request| request.header("x-key"))
        .collect();
    assert_eq!(keys, [Some(&b"hush"[..]), None]);
}

#[tokio::test]
async fn a_private_address_is_not_asked_for_through_the_proxy_either() {
    let proxy = Server::start();
    proxy.route(
        "http://one.example/feed",
        Reply::redirect(302, "http://169.254.169.254/"),
    );
    for url in [
        "http://127.0.0.1/",
        "http://[::ffff:10.0.0.1]/",
        "http://one.example/feed",
    ] {
        let failure = failed(fetch(&through(&proxy), url).await);
        assert!(failure.what.contains("was not asked"), "{failure:?}");
    }
    assert_eq!(proxy.requests().len(), 1);
}

#[tokio::test]
async fn https_asks_the_proxy_for_a_tunnel_and_sends_it_nothing_else() {
    let proxy = Server::start();
    let mut policy = through(&proxy);
    policy.headers = vec![header("Authorization", "hush")];
    let failure = failed(fetch(&policy, "https://one.example/feed?token=hush").await);
    assert!(!format!("{failure:?}").contains("hush"), "{failure:?}");
    let requests = proxy.requests();
    let targets: Vec<(&str, &str)> = requests
        .iter()
        .map(|request| (&*request.method, &*request.target))
        .collect();
    assert_eq!(targets, [("CONNECT", "one.example:443")]);
    assert!(!format!("{requests:?}").contains("hush"), "{requests:?}");
}

#[tokio::test]
async fn the_proxys_password_is_sent_to_it_and_shown_to_nobody() {
    let proxy = Server::start();
    let mut policy = through(&proxy);
    policy.proxy = Some(web(&proxy.url("/").replace("http://", "http://user:hush@")));
    let failure = failed(fetch(&policy, "http://one.example/feed").await);
    assert!(failure.what.contains("404"), "{failure:?}");
    let request = proxy.requests().pop().unwrap();
    assert_eq!(
        request.header("proxy-authorization"),
        Some(&b"Basic dXNlcjpodXNo"[..])
    );
    drop(proxy);
    let failure = failed(fetch(&policy, "http://one.example/feed").await);
    assert!(failure.what.contains("no connection"), "{failure:?}");
    assert!(!format!("{failure:?}").contains("hush"), "{failure:?}");
}

#[test]
fn the_proxies_of_the_environment_are_not_used() {
    let proxy = Server::start();
    // The same tests once more, in a process whose environment names a proxy.
    let mut tests = Command::new(std::env::current_exe().unwrap());
    tests.args(["--exact", "fetch::validators_go_back_byte_for_byte"]);
    for name in [
        "http_proxy",
        "HTTP_PROXY",
        "https_proxy",
        "all_proxy",
        "ALL_PROXY",
    ] {
        tests.env(name, proxy.url("/"));
    }
    let output = tests
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(told.contains("1 passed"), "{told}");
    assert_eq!(proxy.requests().len(), 0);
}
