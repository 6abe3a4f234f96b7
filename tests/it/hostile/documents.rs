//! Faults of documents: no feed, broken XML or JSON, bombs, foreign encodings.

use super::case::{Case, Outcome, channel, item, one};
use crate::server::Reply;

/// What a second run makes of a cut document: nothing is remembered by which it would be passed
/// over.
const READ_AGAIN: Outcome = Outcome::Read(0);

/// `inside` is the address of a server that nobody may be led to.
pub(super) fn cases(inside: &str) -> Vec<Case> {
    let mut cases = no_feeds();
    cases.extend(led_elsewhere(inside));
    cases.extend(damaged());
    cases.extend(encodings());
    cases.extend(json());
    cases
}

fn no_feeds() -> Vec<Case> {
    let documents: [(&str, &[u8], &str); 24] = [
        ("emptybody", b"", "empty"),
        ("blank", b" \r\n\t ", "empty"),
        ("bom", b"\xef\xbb\xbf", "empty"),
        (
            "htmlerr",
            b"<!doctype html><title>502</title>Bad gateway",
            "web page",
        ),
        (
            "captcha",
            b"<html><script>challenge()</script></html>",
            "checks for a browser",
        ),
        (
            "xhtml",
            b"<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"/>",
            "web page",
        ),
        ("png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not a feed"),
        ("jpeg", b"\xff\xd8\xff\xe0\0\x10JFIF", "not a feed"),
        ("pdf", b"%PDF-1.7\n", "not a feed"),
        ("zip", b"PK\x03\x04\x14\0", "not a feed"),
        ("rawgzip", b"\x1f\x8b\x08\0\0\0\0\0", "damaged"),
        ("nuls", &[0; 1_000], "not a feed"),
        ("text", b"The feed is down for maintenance.", "not a feed"),
        ("robots", b"User-agent: *\nDisallow: /\n", "not a feed"),
        (
            "opml",
            b"<opml version=\"2.0\"><body/></opml>",
            "not a feed",
        ),
        (
            "sitemap",
            b"<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"/>",
            "not a feed",
        ),
        (
            "svg",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>",
            "not a feed",
        ),
        (
            "soap",
            b"<soap:Envelope xmlns:soap=\"x\"><soap:Body/></soap:Envelope>",
            "not a feed",
        ),
        ("xmlonly", b"<?xml version=\"1.0\"?>", "not a feed"),
        ("jsonempty", b"{}", "not a feed"),
        ("jsonlist", b"[]", "not a feed"),
        ("jsonnull", b"null", "not a feed"),
        ("jsonerror", b"{\"error\":{\"code\":429}}", "not a feed"),
        ("yaml", b"---\ntitle: x\n---\n", "not a feed"),
    ];
    documents
        .map(|(name, bytes, words)| Case::failed(name, Reply::ok(bytes), words))
        .into()
}

/// Documents that name a server nobody may be led to: nothing of it is fetched.
fn led_elsewhere(inside: &str) -> Vec<Case> {
    let doctype = |name: &str, doctype: &str, text: &str| {
        let item = item(name).replace("About ", text);
        let body = channel(item).replacen("<rss", &format!("<!DOCTYPE rss {doctype}><rss"), 1);
        Case::read(name, Reply::ok(body), 1)
    };
    let within = |name: &str, inside: &str| {
        Case::read(name, Reply::ok(channel(inside.to_owned() + &item(name))), 1)
    };
    let atom = "xmlns=\"http://www.w3.org/2005/Atom\"";
    vec![
        doctype(
            "xxefile",
            "[<!ENTITY x SYSTEM \"file:///etc/passwd\">]",
            "&x;",
        ),
        doctype(
            "xxehttp",
            &format!("[<!ENTITY x SYSTEM \"{inside}\">]"),
            "&x;",
        ),
        doctype(
            "xxeparameter",
            &format!("[<!ENTITY % x SYSTEM \"{inside}\"> %x;]"),
            "x",
        ),
        doctype("xxepublic", &format!("PUBLIC \"-//X\" \"{inside}\""), "x"),
        doctype("dtd", &format!("SYSTEM \"{inside}\""), "x"),
        within(
            "xinclude",
            &format!(
                "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"{inside}\"/>"
            ),
        ),
        Case::read(
            "xslt",
            Reply::ok(format!(
                "<?xml-stylesheet type=\"text/xsl\" href=\"{inside}\"?>{}",
                one("xslt").split_once("?>").map_or("", |(_, rest)| rest)
            )),
            1,
        ),
        within(
            "schema",
            &format!(
                "<x xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"a {inside}\"/>"
            ),
        ),
        within(
            "pagingloop",
            &format!(
                "<link {atom} rel=\"next\" href=\"/pagingloop\"/><link {atom} rel=\"prev-archive\" href=\"{inside}\"/>"
            ),
        ),
        within(
            "ssrfhub",
            &format!(
                "<link {atom} rel=\"hub\" href=\"{inside}\"/><link {atom} rel=\"self\" href=\"{inside}\"/>"
            ),
        ),
        within(
            "cloud",
            "<cloud domain=\"127.0.0.1\" port=\"80\" path=\"/\" protocol=\"http-post\"/>",
        ),
        within(
            "newfeedurl",
            &format!(
                "<x:new-feed-url xmlns:x=\"http://www.itunes.com/dtds/podcast-1.0.dtd\">{inside}</x:new-feed-url>"
            ),
        ),
        within("icon", &format!("<image><url>{inside}</url></image>")),
    ]
}

fn damaged() -> Vec<Case> {
    let read = |name: &str, body: String| Case::read(name, Reply::ok(body), 1);
    let bytes = |name: &str, from: &str, to: &[u8]| {
        let body = one(name);
        let (before, after) = body.split_once(from).unwrap_or((&body, ""));
        Case::read(
            name,
            Reply::ok([before.as_bytes(), to, after.as_bytes()].concat()),
            1,
        )
    };
    let inside = |name: &str, from: &str, to: &str| read(name, one(name).replacen(from, to, 1));
    vec![
        read("leadws", format!("\r\n\n  {}", one("leadws"))),
        read("leadjunk", format!("<!-- cached -->\n{}", one("leadjunk"))),
        read(
            "leadtext",
            format!("Warning: mysql_connect()\n{}", one("leadtext")),
        ),
        read(
            "tailjunk",
            format!("{}<script>x</script>\n<!-- 0.1 s -->", one("tailjunk")),
        ),
        read(
            "twodecls",
            format!("<?xml version=\"1.0\"?>{}", one("twodecls")),
        ),
        read(
            "version11",
            one("version11").replace("\"1.0\"?", "\"1.1\"?"),
        ),
        read("version9", one("version9").replace("\"1.0\"?", "\"9.9\"?")),
        read(
            "noversion",
            one("noversion").replace("<?xml version=\"1.0\"?>", "<?xml?>"),
        ),
        bytes("ctrl", "About ", b"\x01\x08\x1b\x7f"),
        bytes("nul", "About ", b"\0"),
        bytes("badutf8", "About ", b"\xff\xfe\xc0\x80\xed\xa0\x80"),
        bytes("cututf8", "About ", b"\xe4\xb8"),
        inside(
            "refnul",
            "About ",
            "&#0;&#xFFFF;&#xD800;&#x110000;&#99999999999;&#;&#x;",
        ),
        inside("bareamp", "About ", "A & B &&& C&D=1&"),
        inside("undeclent", "About ", "&nbsp;&hellip;&nosuch;"),
        inside("barebracket", "About ", "1 < 2 > 1 <> "),
        inside("cdatainside", "About ", "<![CDATA[a]]]]><![CDATA[>b]]>"),
        inside("cdataopen", "</description>", "<![CDATA[ open"),
        inside("commentopen", "</item>", "</item><!-- open"),
        inside("piopen", "</item>", "</item><?open"),
        inside("crossed", "</title>", "<b><i></b></i></title>"),
        inside("unclosed", "</title>", "<br><img src=x></title>"),
        inside(
            "prefix",
            "<description>",
            "<x:description>y</x:description><description>",
        ),
        inside("twoattrs", "<guid ", "<guid a=\"1\" a=\"2\" b=c d "),
        inside("openquote", "<guid ", "<x y=\"open/><guid "),
        inside("upper", "<title>", "<TITLE>").then(super::case::Outcome::NotModified),
        read(
            "trunc",
            channel(item("trunc") + "<item><guid>half").replace("</channel></rss>", ""),
        )
        .then(READ_AGAIN),
        read(
            "trunctag",
            channel(item("trunctag")).replace("</channel></rss>", "<item><gu"),
        )
        .then(READ_AGAIN),
        read("noroot", item("noroot")),
        read("nochannel", format!("<rss>{}</rss>", item("nochannel"))),
        read("tworoots", one("tworoots") + "<rss version=\"2.0\"/>"),
        read("oneline", one("oneline").replace("><", ">\r<")),
    ]
}

fn encodings() -> Vec<Case> {
    let declared = |name: &str, label: &str| {
        one(name).replacen("\"1.0\"?", &format!("\"1.0\" encoding=\"{label}\"?"), 1)
    };
    let text = |name: &str, label: &str| {
        declared(name, label).replace("About ", "关于沿海灯塔改造提案的答复")
    };
    let coded = |name: &str, encoding: &'static encoding_rs::Encoding, label: &str| {
        let text = text(name, label);
        let (bytes, _, _) = encoding.encode(&text);
        Case::read(name, Reply::ok(bytes.into_owned()), 1)
    };
    let wide = |name: &str, little: bool, mark: bool| {
        let text = text(name, "utf-16");
        let marked = if mark {
            format!("\u{feff}{text}")
        } else {
            text
        };
        let bytes = |unit: u16| {
            if little {
                unit.to_le_bytes()
            } else {
                unit.to_be_bytes()
            }
        };
        Case::read(
            name,
            Reply::ok(marked.encode_utf16().flat_map(bytes).collect::<Vec<u8>>()),
            1,
        )
    };
    let typed = |name: &str, label: &str, header: &str| {
        let reply = Reply::ok(text(name, label));
        Case::read(
            name,
            reply.header("Content-Type", format!("text/xml; charset={header}")),
            1,
        )
    };
    let labelled = |name: &str, label: &str| Case::read(name, Reply::ok(declared(name, label)), 1);
    vec![
        coded("gbkdecl", encoding_rs::GBK, "gbk"),
        coded("gb18030", encoding_rs::GB18030, "GB18030"),
        coded("gbkundecl", encoding_rs::GBK, "utf-8"),
        coded("big5", encoding_rs::BIG5, "big5"),
        coded("sjis", encoding_rs::SHIFT_JIS, "Shift_JIS"),
        coded("eucjp", encoding_rs::EUC_JP, "EUC-JP"),
        coded("euckr", encoding_rs::EUC_KR, "euc-kr"),
        coded("iso2022jp", encoding_rs::ISO_2022_JP, "iso-2022-jp"),
        coded("latin1", encoding_rs::WINDOWS_1252, "iso-8859-1"),
        wide("utf16le", true, true),
        wide("utf16be", false, true),
        wide("utf16lebare", true, false),
        wide("utf16bebare", false, false),
        typed("wronghdr", "utf-8", "gbk"),
        typed("wrongdecl", "gbk", "utf-8"),
        typed("hdrnone", "utf-8", "x-none"),
        labelled("utf7", "utf-7"),
        labelled("ebcdic", "ibm037"),
        labelled("userdefined", "x-user-defined"),
        labelled("replacement", "iso-2022-kr"),
        labelled("nolabel", ""),
        labelled("longlabel", &"x".repeat(10_000)),
    ]
}

fn json() -> Vec<Case> {
    let feed = |items: &str| {
        format!(
            "{{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"t\",\"items\":{items}}}"
        )
    };
    let one = |name: &str, more: &str| {
        feed(&format!(
            "[{{\"id\":\"{name}\",\"title\":\"{name}\",\"content_text\":\"text of {name}\"{more}}}]"
        ))
    };
    let read = |name: &str, body: String, entries| Case::read(name, Reply::ok(body), entries);
    let deep = "[".repeat(100_000);
    vec![
        read("jsonok", one("jsonok", ""), 1),
        read("jsonbom", format!("\u{feff}{}", one("jsonbom", "")), 1),
        read(
            "jsonnumber",
            feed("[{\"id\":1e400,\"title\":1},{\"id\":-0.5}]"),
            2,
        ),
        read(
            "jsonkinds",
            feed("[null,1,\"x\",[],{\"id\":\"jsonkinds\"}]"),
            1,
        ),
        read("jsonitems", feed("{\"id\":\"x\"}"), 0),
        read(
            "jsonsurrogate",
            one("jsonsurrogate", ",\"summary\":\"\\ud800 \\udc00\""),
            1,
        ),
        read(
            "jsonctrl",
            one("jsonctrl", ",\"summary\":\"\\u0000\\u001b]52;c;x\\u0007\""),
            1,
        ),
        read(
            "jsontwice",
            one("jsontwice", ",\"id\":\"other\",\"id\":[]"),
            1,
        ),
        read(
            "jsoncut",
            one("jsoncut", "").trim_end_matches("]}").to_owned() + ",{\"id\":",
            1,
        )
        .then(READ_AGAIN),
        read(
            "deepjson",
            one(
                "deepjson",
                &format!(",\"_x\":{deep}{}", "]".repeat(100_000)),
            ),
            1,
        ),
        read(
            "jsondepth",
            format!(
                "{{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{{\"id\":\"jsondepth\"}},{deep}"
            ),
            1,
        )
        .then(READ_AGAIN),
        read(
            "jsonattachments",
            one(
                "jsonattachments",
                &format!(
                    ",\"attachments\":[{}null]",
                    "{\"url\":\"javascript:alert(1)\",\"mime_type\":\"x\"},".repeat(5_000)
                ),
            ),
            1,
        ),
    ]
}
