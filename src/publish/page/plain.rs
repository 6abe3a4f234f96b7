//! A page that says one thing: an error of `serve`.

use maud::{DOCTYPE, Markup, html};

use super::style::style_name;

/// A page with a heading and a sentence in English. `root` is the relative way to the folder of
/// all pages.
pub fn plain(root: &str, heading: &str, sentence: &str) -> String {
    let content = html! {
        h1 { (heading) }
        p { (sentence) }
        p { a href=(root) { "Front page" } }
    };
    document(root, "en", heading, &content).into_string()
}

/// What stands around the content of a page.
pub(super) fn document(root: &str, language: &str, title: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(language) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width,initial-scale=1";
                title { (title) }
                link rel="icon" href="data:,";
                link rel="stylesheet" href={ (root) "-/" (style_name()) };
            }
            body { main { (content) } }
        }
    }
}
