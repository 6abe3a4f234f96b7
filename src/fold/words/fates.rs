//! Words for what follows a disaster or a decision: responses, and what became of people.

use std::sync::LazyLock;

use super::index::WordIndex;

/// Words for what authorities launch after a disaster, and for how somebody answers a decision or
/// a request, the languages side by side. No word of blame is here: headlines blame where texts
/// only say.
#[rustfmt::skip]
const RESPONSES: &str = "应急响应, 紧急响应, 应急预案, emergency response, 上诉, 反诉, 控诉, 항소, \
    rejects, rejected, rejecting, refuses, refused, dismisses, dismissed, turns down, turned down, \
    appeal, appeals, appealed, appealing, countersues, countersued, countersuit, \
    lehnt, lehnte, ablehnt, abgelehnt, berufung, rejette, fait appel, rechaza, rechazó, recurre, recurrirá, apela";

static NAMING_RESPONSE: LazyLock<WordIndex<()>> =
    LazyLock::new(|| WordIndex::new(RESPONSES.split(", ").map(|word| (word, ()))));

/// Whether a text tells of a response: of authorities to a disaster, of somebody to a decision.
pub(in crate::fold) fn tells_response(tokens: &[u64]) -> bool {
    NAMING_RESPONSE.found(tokens).next().is_some()
}

/// Words for people of whom nobody knows where or how they are, and for what became of them, the
/// languages side by side.
#[rustfmt::skip]
const MISSING: &str = "失联, 失踪, 被困, 下落不明, missing, unaccounted, trapped, vermisst, vermisste, vermissten, vermisster, \
    disparu, disparus, disparue, disparues, desaparecido, desaparecida, desaparecidos, desaparecidas, \
    disperso, dispersa, dispersi, пропал, пропала, пропали, пропавших, пропавшего, 실종, 행방불명, 行方不明";
#[rustfmt::skip]
const FATES: &str = "遇难, 遗体, 获救, 救出, 脱险, 生还, 找到, 寻获, 身亡, 死亡, 救助, 发见, \
    found, dead, died, body, bodies, rescued, saved, safe, alive, survived, \
    tot, tote, toten, leiche, leichen, gefunden, aufgefunden, geborgen, gerettet, wohlbehalten, \
    retrouvé, retrouvés, retrouvée, retrouvées, mort, morte, morts, corps, sauvé, sauvés, secourus, sains et saufs, \
    hallado, hallada, hallados, hallan, encontrado, encontrada, encontrados, encontram, encontran, muerto, muerta, muertos, \
    cadáver, cadáveres, cuerpo, cuerpos, rescatado, rescatada, rescatados, rescatan, a salvo, \
    morto, morta, mortos, corpo, corpos, resgatado, resgatados, \
    trovato, trovata, trovati, ritrovato, ritrovati, morti, corpi, cadavere, cadaveri, salvi, salvati, salvato, \
    найден, найдена, найдены, нашли, тело, тела, погиб, погибли, погибшими, спасли, спасен, спасены, \
    숨진, 사망, 시신, 구조, 발견";

static NAMING_MISSING: LazyLock<WordIndex<()>> =
    LazyLock::new(|| WordIndex::new(MISSING.split(", ").map(|word| (word, ()))));
static NAMING_FATE: LazyLock<WordIndex<()>> =
    LazyLock::new(|| WordIndex::new(FATES.split(", ").map(|word| (word, ()))));

/// Whether a text tells of people who are missing or trapped.
pub(in crate::fold) fn tells_missing(tokens: &[u64]) -> bool {
    NAMING_MISSING.found(tokens).next().is_some()
}

/// Whether a text tells what became of people.
pub(in crate::fold) fn tells_fate(tokens: &[u64]) -> bool {
    NAMING_FATE.found(tokens).next().is_some()
}
