//! A page that says one thing: an error of `serve`.

use maud::{DOCTYPE, html};

use super::style::style_name;

/// A page with a heading and a sentence in English. `root` is the relative way to the folder of
/// all pages.
pub fn plain(root: &str, heading: &str, sentence: &str) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width,initial-scale=1";
                title { (heading) }
                link rel="icon" href="data:,";
                link rel="stylesheet" href={ (root) "-/" (style_name()) };
            }
            body {
                main.page.src {
                    h1 { (heading) }
                    p { (sentence) }
                    p.more { a href=(root) { "Front page" } }
                }
            }
        }
    };
    page.into_string()
}
