//! HTML → body text → normalised text, against two floors over the same bytes: SHA-256 of the HTML,
//! and bare NFKC of the text.
//!
//! `cargo bench --bench normalize`. One iteration is one entry of about 3.6 kB of HTML; `whole` is to
//! stay below 60 µs.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use feedfold::normalize::{body_text, normalize};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

const BODIES: [Body; 4] = [
    Body::Simplified,
    Body::Traditional,
    Body::Portal,
    Body::English,
];

/// What a generated body looks like.
#[derive(Debug, Clone, Copy)]
enum Body {
    Simplified,
    Traditional,
    /// Simplified, in the markup of a portal: links, styles, comments, credits.
    Portal,
    English,
}

fn main() {
    divan::main();
}

fn generated(body: Body) -> String {
    let (words, count) = match body {
        Body::Simplified | Body::Portal => (
            "化工 新材料 产业 高质量 发展 重点 领域 技术 创新 平台 建设 ，",
            60,
        ),
        Body::Traditional => (
            "化工 新材料 產業 高質量 發展 重點 領域 技術 創新 平臺 建設 ，",
            60,
        ),
        Body::English => (
            "the harbour office will rebuild 193 lighthouses by 2025 at last,",
            60,
        ),
    };
    let words: Vec<&str> = words.split(' ').collect();
    let mut seed = 1_usize;
    let mut html = String::new();
    for number in 0..9 {
        html.push_str(match body {
            Body::Portal => "<p style=\"text-align: left;\">　　<a href=\"https://example.org/a?b=1&amp;c=2\" class=\"keyword\">某署</a>",
            _ => "<p>　　",
        });
        for _ in 0..count {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            html.push_str(
                words
                    .get((seed >> 33) % words.len())
                    .copied()
                    .unwrap_or_default(),
            );
            html.push_str(if matches!(body, Body::English) {
                " "
            } else {
                ""
            });
        }
        html.push_str(&number.to_string());
        html.push_str("。</p>\n");
    }
    if matches!(body, Body::Portal) {
        html.push_str("<!-- 正文下 --><style>.a{b:c}</style><div class=\"appendQr_wrap\">扫描二维码</div><p>责任编辑：张三</p>");
    }
    html
}

fn bench<T>(bencher: Bencher<'_, '_>, html: &str, read: impl Fn(&str) -> T + Sync) {
    bencher
        .counter(BytesCount::of_str(html))
        .bench_local(|| read(black_box(html)));
}

#[divan::bench(args = BODIES)]
fn floor_sha256(bencher: Bencher<'_, '_>, body: Body) {
    bench(bencher, &generated(body), |html| {
        Sha256::digest(html.as_bytes())
    });
}

#[divan::bench(args = BODIES)]
fn floor_nfkc(bencher: Bencher<'_, '_>, body: Body) {
    bench(bencher, &body_text(&generated(body)), |text| {
        text.nfkc().collect::<String>()
    });
}

#[divan::bench(args = BODIES)]
fn html_to_text(bencher: Bencher<'_, '_>, body: Body) {
    bench(bencher, &generated(body), body_text);
}

#[divan::bench(args = BODIES)]
fn text_to_normalised(bencher: Bencher<'_, '_>, body: Body) {
    bench(bencher, &body_text(&generated(body)), normalize);
}

#[divan::bench(args = BODIES)]
fn whole(bencher: Bencher<'_, '_>, body: Body) {
    bench(bencher, &generated(body), |html| {
        normalize(&body_text(html))
    });
}
