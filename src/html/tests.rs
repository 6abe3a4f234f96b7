//! Tests of what a document shows, tag by tag.

use html5ever::Attribute;

use super::{Media, Output, first_picture, read};

/// Writes down what it is given.
#[derive(Default)]
struct Trace(String);

impl Output for Trace {
    type Mark = usize;

    fn text(&mut self, text: &str) {
        self.0.push_str(text);
    }

    fn start(&mut self, name: &str, _: &[Attribute]) {
        self.0.extend(["<", name, ">"]);
    }

    fn end(&mut self, name: &str) {
        self.0.extend(["</", name, ">"]);
    }

    fn gap(&mut self) {
        self.0.push('|');
    }

    fn media(&mut self, media: Media) {
        let Media { kind, address } = media;
        let kind = format!("{kind:?}");
        self.0.extend(["[", &kind, " ", &address, "]"]);
    }

    fn mark(&self) -> usize {
        self.0.len()
    }

    fn cut(&mut self, mark: &usize) {
        self.0.truncate(*mark);
    }
}

fn shown(html: &str) -> String {
    read(html, Trace::default).0
}

#[test]
fn a_player_is_told_by_its_element_its_type_or_its_address() {
    for (html, seen) in [
        ("<video src=a.mp4>old</video>b", "[Video a.mp4]b"),
        (
            "<video>x<source src=/a.webm><source src=b.mp4></video>",
            "[Video /a.webm]",
        ),
        (
            "<audio controls><source data-src=a.mp3></audio>",
            "[Audio a.mp3]",
        ),
        (
            "<iframe src=about:blank data-src=//v.example/player/1></iframe>",
            "[Video //v.example/player/1]",
        ),
        (
            "<iframe src=https://maps.example/x></iframe>",
            "[Page https://maps.example/x]",
        ),
        ("<embed src=notice.pdf>a", "[Document notice.pdf]a"),
        (
            "<object><param name=movie value=a.swf><embed src=b.swf></object>",
            "[Video a.swf]",
        ),
        (
            "<object><p>In its place</p></object>",
            "|<p>In its place</p>",
        ),
        (
            "<iframe width=0 height=0 src=https://t.example></iframe>a",
            "|a",
        ),
        ("<iframe src='javascript:x'></iframe>a", "|a"),
        (
            "<iframe src=https://p.example/ />a",
            "[Page https://p.example/]a",
        ),
    ] {
        assert_eq!(shown(html), seen, "{html}");
    }
}

#[test]
fn an_element_ends_at_its_own_end_tag() {
    for (html, seen) in [
        ("<svg><svg><text>a</text></svg></svg>b", "|b"),
        ("<script/>a<script>b</script>c", "ac"),
        ("<script src=x /></script>a", "a"),
        ("<title>a<title>b</title>c", "c"),
        ("<xmp><b>&amp;</xmp>a", "<pre><b>&amp;</pre>a"),
        ("<script>document.write('</p>')</script>a", "a"),
        ("<select><option>a</select>b</select>c", "|bc"),
    ] {
        assert_eq!(shown(html), seen, "{html}");
    }
}

#[test]
fn documents_of_nothing_but_elements_to_be_passed_over_are_read_once() {
    for (before, after) in [
        ("<video>", "</video>"),
        ("<select></p>", "</select>"),
        ("<script>", ""),
        ("<title>", "</p></title>"),
        ("<video ", ""),
        ("<script>a=", ""),
    ] {
        let html = before.repeat(50_000) + "text" + &after.repeat(50_000);
        assert!(shown(&html).len() <= 2 * html.len(), "{before}");
    }
}

#[test]
fn the_first_picture_is_the_one_a_reader_sees() {
    for (html, seen) in [
        ("<p>a</p><img src=a.png><img src=b.png>", Some("a.png")),
        (
            "<img src=https://t.example/p.gif width=1 height=1><img src=b.png>",
            Some("b.png"),
        ),
        (
            "<img src=data:image/gif;base64,AA data-src=c.jpg>",
            Some("c.jpg"),
        ),
        (
            "<div hidden><img src=a.png></div><img src=b.png>",
            Some("b.png"),
        ),
        (
            "<picture><source srcset='a.webp 1x, b.webp 2x'></picture>",
            Some("b.webp"),
        ),
        ("<image src=a.png>", Some("a.png")),
        (
            "<img class='wp-smiley' src=s.png><img src=b.png>",
            Some("b.png"),
        ),
        (
            "<img src=/images/emoji/1f600.svg><img src=b.png>",
            Some("b.png"),
        ),
        (
            "<img src=i.png width=16 height=16px><img src=b.png width=640>",
            Some("b.png"),
        ),
        ("<img src=i.png width=20 height=20>", None),
        ("no picture", None),
        ("<img>", None),
    ] {
        assert_eq!(first_picture(html).as_deref(), seen, "{html}");
    }
}
