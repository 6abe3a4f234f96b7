//! Words by which an entry denies a report, says that somebody declines to comment, announces
//! several pieces of news, or reports a notice of a company.

use std::sync::LazyLock;

use super::index::WordIndex;

/// What an entry says of itself as a whole, by words in its title or first sentence. Of two entries
/// that carry one text, one may leave such words out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::fold) enum EntryKind {
    /// What was reported is not true.
    Denial,
    /// Several pieces of news in one entry.
    Digest,
    /// Somebody declines to speak of a report.
    NoComment,
    /// It reports what a company tells its shareholders, as exchanges demand.
    Notice,
}

/// The words of every kind, parted by commas, the languages side by side, as normalised text writes
/// them.
#[rustfmt::skip]
const KINDS: [(EntryKind, &str); 4] = [
    (
        EntryKind::Denial,
        "不实, 不属实, 并非事实, 与事实不符, 否认, 辟谣, 谣言, 并无此事, 没有此事, 无此事, 子虚乌有, 系误传, 假消息, 毫无根据, \
         denies, denied, denying, refutes, refuted, refuting, rejects report, rejected report, rejecting report, \
         rejects reports, rejected reports, rejecting reports, dismisses report, dismissed report, dismisses reports, \
         dismissed reports, not true, untrue, no truth, baseless, \
         dementiert, dementieren, dementierte, bestreitet, bestritt, bestritten, weist zurück, weist bericht, weist berichte, wies bericht, wies berichte, weist spekulationen, weist gerüchte, frei erfunden, \
         dément, démentent, démenti, réfute, réfuté, \
         desmiente, desmienten, desmintió, desmentido, niega, niegan, negó, \
         smentisce, smentito, smentiscono, desmente, desmentem, desmentiu, nega, negam, negou, negano, falso che, \
         опроверг, опровергла, опровергли, опровергает, опровергают, не соответствует действительности, \
         не соответствуют действительности, фейк, zaprzecza, dementuje, ontkent, tegengesproken, dementerar, \
         否定, 事実ではない, 事実はない, 事実はありません, 誤报, \
         사실무근, 부인, 사실이 아니, 사실 아니, 사실과 다르, \
         검토 안 해, 검토하지 않, 검토하고 있지 않, 고려 안 해, 고려하지 않, 추진 안 해, 추진하지 않, 계획 없, \
         检讨していない, 计画はない, has no plans, have no plans, no plans to, keine pläne, n'envisage pas, \
         no tiene planes, \
         not in talks, no talks, no negotiations, not in negotiations, keine gespräche, keine verhandlungen, aucune négociation, \
         aucune discussion, no hay negociaciones, ninguna negociación, não há negociação, nenhuma negociação, nessuna trattativa, \
         non è in corso alcuna, non sono in corso, geen gesprekken, geen onderhandelingen, inga förhandlingar, \
         ontkende, niet waar, förnekar, stämmer inte, afviser, benekter, kiistää, kiisti, yalanladı, asılsız, gerçeği yansıtmıyor, doğru değil, \
         popřel, popřela, poprel, není pravda, nie je pravda, cáfolta, nem igaz, neagă, dezminte, a dezmințit, demantirao, demantirala, nije tačno, \
         спростував, спростувала, спростували, не відповідає дійсності, отрече, отрекоха, διέψευσε, διαψεύδει, نفى, نفت, ينفي, تنفي, غير صحيح, \
         لا صحة, הכחיש, הכחישה, bác bỏ, phủ nhận, sai sự thật, không đúng, membantah, bantah, tidak benar, hoaks, ปฏิเสธ, ไม่จริง, इनकार, खंडन",
    ),
    (
        EntryKind::NoComment,
        "拒绝评论, 不予评论, 不予置评, 拒绝置评, 不作评论, 未予置评, 无可奉告, \
         declines to comment, declined to comment, declines comment, won't comment, refuses to comment, \
         lehnt stellungnahme ab, kommentiert nicht, will nicht kommentieren, kein kommentar, \
         refuse de commenter, se refuse à tout commentaire, ne fait aucun commentaire, \
         declina comentar, rehúsa comentar, no comenta, recusa comentar, não comenta, non commenta, \
         отказался комментировать, отказалась комментировать, отказались комментировать, не комментирует, \
         コメントを控え, コメントせず, ノ-コメント, 언급 거부, 노코멘트, 답변 거부",
    ),
    (
        EntryKind::Notice,
        "公告, 开示, regulatory filing, stock exchange filing, ad hoc, ad-hoc, 공시",
    ),
    (
        EntryKind::Digest,
        "精选, 一览, 汇总, 早报, 晚报, 盘点, 速览, 公告速递, 要闻速递, 资讯速递, 新闻速递, 财经速递, 集锦, 要闻回顾, 早知道, 财经早餐, 公告精编, 简报, 晚间重要公告, 早间重要公告, 盘后重要公告, 重要公告汇编, \
         roundup, round up, briefing, digest, at a glance, in brief, headlines, recap, market wrap, markets wrap, daily wrap, news wrap, \
         überblick, tagesrückblick, wochenrückblick, kurzmeldungen, presseschau, nachrichten des tages, unternehmen am abend, \
         en bref, revue de presse, l'essentiel, l'actualité en, \
         resumen, titulares, en breve, claves del día, resumo do dia, manchetes, destaques do dia, \
         in breve, rassegna stampa, le notizie del giorno, главное за день, главное к утру, итоги дня, дайджест, обзор прессы, коротко о главном, \
         まとめ, 一覧, ダイジェスト, ニュ-ス一覧, \
         in het kort, nieuwsoverzicht, i korthet, kort nyt, uutiskooste, lyhyesti, günün özeti, piyasa özeti, přehled, souhrn, pe scurt, \
         revista presei, hírösszefoglaló, röviden, головне за день, نشرة, موجز, أبرز, ringkasan, rangkuman, điểm tin, bản tin, tin vắn, \
         σύνοψη, przegląd, skrót, \
         모음, 한눈에, 브리핑, 주요공시, 주요 공시, 주요뉴스, 주요 뉴스, 헤드라인",
    ),
];

static NAMING_KIND: LazyLock<WordIndex<EntryKind>> = LazyLock::new(|| {
    let words = KINDS.iter();
    WordIndex::new(words.flat_map(|(kind, words)| words.split(", ").map(move |word| (word, *kind))))
});

/// Which kinds a text is of, a bit each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::fold) struct EntryKinds(u8);

impl EntryKinds {
    /// Its bits.
    pub(in crate::fold) fn bits(self) -> u8 {
        self.0
    }

    /// From [`Self::bits`].
    pub(in crate::fold) fn of_bits(bits: u8) -> Self {
        Self(bits)
    }

    /// Reads a normalised title, of which `tokens` are the tokens.
    pub(in crate::fold) fn of_title(title: &str, tokens: &[u64]) -> Self {
        let behind = tokens.get(1..).filter(|_| has_agency_kicker(title));
        Self::read(behind.unwrap_or(tokens))
    }

    /// Reads a text.
    pub(in crate::fold) fn read(tokens: &[u64]) -> Self {
        let found = NAMING_KIND.found(tokens);
        let kinds = found.fold(0, |kinds, kind| kinds | 1 << (kind as u8));
        Self(kinds)
    }

    pub(in crate::fold) fn has(self, kind: EntryKind) -> bool {
        self.0 & 1 << (kind as u8) != 0
    }

    pub(in crate::fold) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Whether a title begins as agencies (dpa-AFX, Xinhua) mark a longer report of one piece of news:
/// `ROUNDUP: Hallstein hebt Prognose an`, `ROUNDUP 2: …`, `ROUNDUP/Aktien: …`.
fn has_agency_kicker(title: &str) -> bool {
    let behind = title.strip_prefix("roundup").unwrap_or_default();
    let behind = behind.trim_start_matches(|c: char| c == ' ' || c.is_ascii_digit());
    behind.starts_with([':', '/'])
}

#[cfg(test)]
mod tests {
    use super::{EntryKind, EntryKinds};
    use crate::fold::tokens::TokenizedText;

    #[test]
    fn an_agency_marks_one_report_by_the_word_with_which_others_announce_several() {
        for (title, is_digest) in [
            ("roundup: hallstein hebt prognose an", false),
            ("roundup 2: hallstein hebt prognose an", false),
            (
                "roundup/aktien frankfurt: hallstein hebt prognose an",
                false,
            ),
            ("roundup: the news of the day in brief", true),
            ("roundup of company news: hallstein lifts guidance", true),
            ("evening roundup: hallstein, birkenau, seewerk", true),
        ] {
            let tokens = TokenizedText::new(title).tokens;
            let kinds = EntryKinds::of_title(title, &tokens);
            assert_eq!(kinds.has(EntryKind::Digest), is_digest, "{title}");
        }
    }
}
