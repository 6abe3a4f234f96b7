//! `remove` and `disable`: what they change in the file, and what stays of the source in the
//! store.

use super::env::{Env, rss, text};
use super::server::{Reply, Server};

/// Two sources that carry a story each, and one that they share.
fn configured(server: &Server) -> Env {
    for (path, own) in [("/a", 1), ("/b", 2)] {
        let guids = [format!("{path}-own"), format!("{path}-shared")];
        let texts = [text(own), text(3)];
        let feed = rss(&[
            (&guids[0], &guids[0], &texts[0]),
            (&guids[1], &guids[1], &texts[1]),
        ]);
        server.route(
            path,
            Reply::ok(feed).header("Content-Type", "application/rss+xml"),
        );
    }
    let tables = ["a", "b"].map(|name| {
        let url = server.url(&format!("/{name}"));
        format!("\n# about {name}\n[[sources]]\nname = \"{name}\"\nurl = \"{url}\"\n")
    });
    Env::new(&(tables.concat() + "\n# the end\n"))
}

fn published(env: &Env) -> usize {
    env.read("public/all.atom").matches("<entry>").count()
}

#[test]
fn a_removed_source_leaves_the_file_and_the_outputs_and_stays_in_the_store() {
    let server = Server::start();
    let env = configured(&server);
    env.pass();
    assert_eq!(published(&env), 3);
    let before = env.read("feeds.toml");
    let said = env.ok(&["remove", "a"]);
    assert!(
        said.contains("removed `a` from feeds.toml: its stories leave the outputs"),
        "{said}"
    );
    let after = env.read("feeds.toml");
    let table = before
        .split("# about a\n")
        .nth(1)
        .unwrap()
        .split("# about b")
        .next()
        .unwrap();
    assert_eq!(after, before.replace(&format!("# about a\n{table}"), ""));
    env.ok(&["publish"]);
    assert_eq!(published(&env), 2);
    // The store keeps the entries: under the same name the source goes on where it stopped.
    env.write("feeds.toml", &before);
    env.ok(&["publish"]);
    assert_eq!(published(&env), 3);
}

#[test]
fn a_disabled_source_is_not_read_and_its_stories_stay_published() {
    let server = Server::start();
    let env = configured(&server);
    env.pass();
    let before = env.read("feeds.toml");
    let asked = server.requests().len();
    let said = env.ok(&["disable", "a"]);
    assert!(said.contains("its stories stay published"), "{said}");
    assert!(
        said.contains("`feedfold disable a --undo` takes it back"),
        "{said}"
    );
    let report = env.pass();
    assert_eq!(report["sources"].as_array().map(Vec::len), Some(1));
    assert_eq!(server.requests().len(), asked + 1);
    assert_eq!(published(&env), 3);
    assert!(
        env.ok(&["disable", "a"])
            .contains("is disabled in feeds.toml already")
    );

    env.ok(&["disable", "--undo", "a"]);
    assert_eq!(env.read("feeds.toml"), before);
    let again = env.run(&["disable", "--undo", "a"]);
    assert_eq!(again.code, 1);
    assert!(again.err.contains("nothing to take back"), "{}", again.err);
}

/// `watch` and `doctor` once warned of the key that `disable` had written.
#[test]
fn a_disabled_source_is_no_fault_of_the_configuration() {
    let server = Server::start();
    let env = configured(&server);
    env.pass();
    env.ok(&["disable", "b"]);
    for command in [&["doctor"][..], &["check"], &["sources"]] {
        let ended = env.run(command);
        assert!(!ended.err.contains("enabled"), "{command:?}: {}", ended.err);
    }
    assert!(env.ok(&["doctor"]).contains("not enabled"));
    assert!(env.ok(&["sources"]).contains("disabled"));
}

#[test]
fn what_cannot_be_edited_leaves_the_file_as_it_is_and_says_why() {
    let source = "[[sources]]\nname = \"sina-news\"\nurl = \"https://a.example/\"\n";
    let inline = "sources = [{ name = \"sina-news\", url = \"https://a.example/\" }]\n";
    let used = format!(
        "{source}[[rules]]\nname = \"r\"\nwhen = {{ source = \"sina-news\" }}\ndo = {{ drop = true }}\n"
    );
    for (tables, name, why) in [
        (source.to_owned(), "sina_new", "write \"sina-news\""),
        (
            format!("{source}title =\n"),
            "sina-news",
            "is not TOML in line",
        ),
        (used, "sina-news", "is named in line"),
        (
            format!("{source}[store]\n"),
            "sina-news",
            "is not TOML in line",
        ),
        (
            format!("{source}[[rules]]\nnam = 1\n"),
            "sina-news",
            "the edited configuration would be wrong",
        ),
    ] {
        let env = Env::new(&tables);
        let before = env.read("feeds.toml");
        let ended = env.run(&["remove", name]);
        assert_eq!((ended.code, &*ended.out), (2, ""), "{}", ended.err);
        assert!(
            ended.err.contains("feeds.toml stays as it is"),
            "{}",
            ended.err
        );
        assert!(ended.err.contains(why), "{}", ended.err);
        assert_eq!(env.read("feeds.toml"), before);
    }
    let env = Env::new("");
    env.write("feeds.toml", format!("{inline}{}", env.read("feeds.toml")));
    for command in ["remove", "disable"] {
        let ended = env.run(&[command, "sina-news"]);
        assert_eq!(ended.code, 2);
        assert!(
            ended.err.contains("edit the sources by hand"),
            "{}",
            ended.err
        );
    }
    env.write("feeds.toml", b"# \xff\n");
    assert!(
        env.run(&["remove", "a"])
            .err
            .contains("is not text in UTF-8")
    );
}
