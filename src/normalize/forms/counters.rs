//! Recognises counters by their words: `阅读 107 次`, `3小时前`, `12 comments · 3 hours ago`.
//!
//! A piece of text is a counter only if all its words are in the table and one of them says what
//! is counted, or how long ago: `累计播放量 3.2亿次` in an article is a figure of that article.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::super::normalize_title;

/// The function of a word in a counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WordRole {
    /// It says what is counted, or how long ago.
    Names,
    /// It does so only directly after its number: `12 shares`, not `Shares: 12`.
    NamesAfterNumber,
    /// It is a moment by itself, without a number.
    Moment,
    /// It is a number.
    Number,
    /// It accompanies such words, and means nothing alone.
    Beside,
}

use WordRole::{Beside, Moment, Names, NamesAfterNumber, Number};

/// The words, by function. Words of scripts without spaces may follow each other directly.
const TABLE: [(WordRole, &str); 16] = [
    // Chinese and Japanese.
    (
        Names,
        "阅读 浏览 点击 访问 看过 读过 观看 围观 热度 人气 评论 跟帖 回复 回帖 留言 点赞 获赞 赞 喜欢 在看 转发 分享 \
         收藏 弹幕 阅 已读 播放量 播放数 下载量 秒前 秒钟前 分前 分钟前 小时前 时间前 天前 周前 星期前 个月前 分钟之前 小时之前 天之前 分钟以前 \
         小时以前 閲覧 コメント いいね 有用 评价 打分 播放次数",
    ),
    (Moment, "刚刚 刚才 昨天 前天"),
    (
        Beside,
        "觉得 评分 得分 微信 微博 朋友圈 量 数 次数 次 人次 人 条 个 位 篇 件 回 已有 已 有 共 共有 总 全部 本文 本页 本帖 文章 万 千 读者 网友 用户 参与 推荐 \
         关注 下载 播放 更新于 发表于 发布于 编辑于 更新 发表 发布 于 被 年 月 日 时 分 今天 上午 下午 查看 举报 打印 发布时间 发布日期 \
         发表时间 时间 日期",
    ),
    // English, German, French, Spanish, Italian, Portuguese, Russian, Korean.
    (
        Names,
        "view views viewed pageviews read reads comment comments reply replies response responses like likes liked \
         reaction reactions claps upvotes retweets reposts bookmarks ago \
         aufrufe aufrufen gelesen kommentar kommentare antworten vor \
         vue vues commentaire commentaires lectures réponses il \
         vistas visitas comentario comentarios lecturas respuestas hace \
         visualizzazioni commento commenti letture risposte fa \
         visualizações comentário comentários leituras curtidas há atrás \
         просмотр просмотра просмотров просмотры комментарий комментария комментариев комментарии лайк лайка \
         лайков назад 조회 조회수 댓글 공감 좋아요 전 초전 분전 시간전 일전 개월전",
    ),
    (
        NamesAfterNumber,
        "share shares geteilt partages compartidos condivisioni",
    ),
    (Moment, "yesterday gestern hier ayer ieri ontem вчера 어제"),
    // Ratings, and the places where a page says it was shared.
    (
        Names,
        "rating ratings review reviews helpful viewing watching facebook twitter linkedin whatsapp \
         pinterest reddit telegram",
    ),
    (
        Beside,
        "out of stars star found this it are likes people on last viewed x",
    ),
    // Dutch, Danish, Norwegian, Swedish, Finnish.
    (
        Names,
        "weergave weergaven bekeken reactie reacties geleden visning visninger visningar kommentarer siden sedan \
         katselua katselukertaa kommenttia sitten",
    ),
    (
        Beside,
        "keer uur uren minuut dag dagen time timer timmar timme minutter minuter døgn dygn för tuntia minuuttia \
         päivää",
    ),
    // Polish, Czech, Hungarian, Romanian, Ukrainian, Greek, Turkish.
    (
        Names,
        "wyświetleń wyświetlenia odsłon komentarz komentarze komentarzy temu zobrazení komentář komentáře \
         komentářů před megtekintés hozzászólás vizualizări comentarii acum перегляд перегляди переглядів коментар \
         коментарі коментарів тому προβολές σχόλια πριν görüntüleme görüntülenme okunma yorum önce",
    ),
    (
        Beside,
        "razy godz godzin godziny godzinę minuty minutę dni dzień hodinou hodinami minutami dny órája perce ore minute \
         zile годин години хвилин днів ώρες λεπτά ημέρες kez saat dakika gün",
    ),
    // Vietnamese, Indonesian, Arabic, Hindi.
    (
        Names,
        "xem luận thích trước dilihat dibaca komentar suka lalu مشاهدة مشاهدات تعليق تعليقات منذ टिप्पणी टिप्पणियाँ",
    ),
    (
        Beside,
        "lượt bình giờ phút ngày đã kali yang jam menit hari ساعة ساعات دقيقة دقائق يوم أيام",
    ),
    (Number, "a an one no einer einem un une una um uma"),
    (
        Beside,
        "and by just now times time people readers users total k m s h d w y updated posted published \
         sec secs second seconds min mins minute minutes hr hrs hour hours day days week weeks month months year \
         years download downloads mal sekunde sekunden minuten stunde stunden tag tagen woche wochen monat \
         monaten jahr jahren heure heures jour jours semaine semaines mois ans fois veces me gusta minuto minutos \
         hora horas día días semana semanas minuti ora ore giorno giorni volte dia dias vezes секунд секунды минут \
         минуты минуту час часа часов день дня дней недель недели 초 분 시간 일 개월 회 개 명",
    ),
];

/// Pictures with the meaning of such a word.
const PICTURES: [char; 8] = ['👍', '👁', '💬', '❤', '♥', '👀', '🔁', '♡'];

/// Words of a line that sets a deadline: `递交截止：开标2小时前` is not an age.
const TERMS: [&str; 12] = [
    "截止", "截至", "期限", "开标", "开赛", "开会", "开始", "起飞", "提前", "须", "应当", "务必",
];

/// Whether a normalised line sets a deadline.
pub(super) fn sets_term(normal: &str) -> bool {
    TERMS.iter().any(|word| normal.contains(word))
}

/// Units of an age, the word after it, and words that may follow: `3小时前更新`. Not `日`:
/// `11月25日前` is a deadline.
const UNITS: [&str; 7] = ["秒钟", "秒", "分钟", "小时", "时间", "天", "个月"];
const AGO: &str = "前";
const AFTER_AGO: [&str; 4] = ["更新", "发布", "发表", "编辑"];

static WORDS: LazyLock<HashMap<String, WordRole>> = LazyLock::new(|| {
    let all = TABLE.iter();
    let each = all.flat_map(|(role, words)| words.split_whitespace().map(|word| (word, *role)));
    // Folded like the texts in which they are searched for.
    each.map(|(word, role)| (normalize_title(word).as_str().to_owned(), role))
        .collect()
});

/// Longest word of a script without spaces, in characters.
const MAX_WORD_CHARS: usize = 5;

/// Whether a normalised text has only counters, ages and moments.
pub(super) fn is_counter(normal: &str) -> bool {
    let mut rest = normal;
    let (mut has_name, mut has_number, mut has_moment) = (false, false, false);
    let mut after_number = false;
    while let Some(first) = rest.chars().next() {
        if first.is_ascii_digit() {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || ".,:/-+".contains(c));
            has_number = true;
            after_number = true;
            continue;
        }
        if !first.is_alphanumeric() {
            has_name |= PICTURES.contains(&first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
            continue;
        }
        let Some((length, role)) = word_at(rest) else {
            return false;
        };
        has_name |= role == Names || (role == NamesAfterNumber && after_number);
        has_moment |= role == Moment;
        has_number |= role == Number;
        after_number = false;
        rest = rest.get(length..).unwrap_or_default();
    }
    has_moment || (has_name && has_number)
}

/// Words of a count beside a title without brackets, normalised: few titles end with them for
/// another reason.
const COUNTS_BESIDE_TITLES: [&str; 17] = [
    "comment",
    "comments",
    "reply",
    "replies",
    "views",
    "条评论",
    "人评论",
    "评论",
    "评",
    "条回复",
    "回复",
    "kommentare",
    "commentaires",
    "comentarios",
    "commenti",
    "комментариев",
    "댓글",
];

/// Whether a normalised text is a number of comments, replies or views, as beside a title.
pub(super) fn is_count_beside_title(normal: &str) -> bool {
    let digits = |c: char| c.is_ascii_digit() || c == ',';
    let word = normal.trim_start_matches(digits);
    word.len() < normal.len() && COUNTS_BESIDE_TITLES.contains(&word.trim_start())
}

/// Finds the word at the beginning of a text; returns its length in bytes and its function.
fn word_at(text: &str) -> Option<(usize, WordRole)> {
    let run = text
        .find(|c: char| !c.is_alphabetic())
        .unwrap_or(text.len());
    let run = text.get(..run)?;
    if run.is_ascii() {
        return WORDS.get(run).map(|role| (run.len(), *role));
    }
    let ends = run.char_indices().map(|(at, c)| at + c.len_utf8());
    let ends: Vec<usize> = ends.take(MAX_WORD_CHARS).collect();
    let whole = WORDS.get(run).map(|role| (run.len(), *role));
    whole.or_else(|| {
        let is_unspaced = run.chars().next().is_some_and(|first| first >= '\u{2E80}');
        let mut prefixes = ends.iter().rev().filter(|_| is_unspaced);
        prefixes.find_map(|end| Some((*end, *WORDS.get(run.get(..*end)?)?)))
    })
}

/// Returns a normalised text with every number and every age masked.
pub(super) fn shape(normal: &str) -> String {
    let mut shape = String::with_capacity(normal.len());
    let mut rest = normal;
    while let Some(first) = rest.chars().next() {
        if !first.is_ascii_digit() {
            shape.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
            continue;
        }
        rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        // A mark within a number; a full stop after it does not belong to it.
        while let Some(more) = rest
            .strip_prefix(['.', ','])
            .filter(|more| more.starts_with(|c: char| c.is_ascii_digit()))
        {
            rest = more.trim_start_matches(|c: char| c.is_ascii_digit());
        }
        match after_age(rest) {
            Some(after) => {
                shape.push('@');
                rest = after;
            }
            None => shape.push('#'),
        }
    }
    shape
}

/// Returns the text after an age whose number is before `rest`; `None` if it is not an age.
pub(super) fn after_age(rest: &str) -> Option<&str> {
    let unspaced = UNITS.iter().find_map(|unit| {
        let after = rest.strip_prefix(unit)?.strip_prefix(AGO)?;
        // `3小时前往` (go to) is not an age.
        let ends = !after.starts_with(char::is_alphabetic);
        (ends || AFTER_AGO.iter().any(|word| after.starts_with(word))).then_some(after)
    });
    unspaced.or_else(|| {
        let (age, after) = rest.split_once(" ago")?;
        let unit = age.trim();
        let is_unit = WORDS.get(unit) == Some(&Beside) && unit.chars().all(char::is_alphabetic);
        is_unit.then_some(after)
    })
}
