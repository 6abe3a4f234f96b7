//! Words that stand in any text: they say nothing about what a title is about.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::date::word_token;

/// The words, the languages side by side.
#[rustfmt::skip]
const COMMON: &str = "a an as at be by do go he i if in is it me my no of on or so to up us we \
    am da du er es im in ob so um wo zu au ce de en et il la le ne on ou sa se si un y à al el lo \
    o su tu ya the and for with from has have had was were are you your our not this that \
    its his her their they will would can may more most all any one two three four five first \
    new now out off over after before into than who what how when why some other about only year \
    years month months week weeks day days time part see get make says said per also been just \
    der die das und den dem des von vom mit auf für ist sind war ein eine einen einem einer nach \
    bei aus sie wir ihr ihre ihren sich nicht auch wie zum zur über unter oder aber als noch nur \
    wird werden kann können alle zwei drei vier fünf ersten erste jahr jahre monat woche tag neue \
    les des une pour par dans sur aux est sont pas plus vous nous nos votre vos leur leurs que \
    qui avec sans sous tous tout toute toutes deux trois quatre cinq premier première mois jour \
    jours ans année cette ces son ses mais \
    los las del una unos unas por con sin para que más sus son está todos todo todas dos tres \
    cuatro cinco primer primera mes año años día días este esta como pero puede ser hasta desde \
    gli del della delle dei degli per con che non più sono una tra fra anche come tutti \
    dos das uma nos nas para com não mais sua seu pelo pela como \
    het een van voor met niet zijn ook naar \
    d'un d'une qu'un qu'une dell' nell' all' dall' sull' di da nel nella al alla dal dalla si è ha \
    e em ao à às aos um os foi ser mas \
    и в во на с со к о об у по за из от до для при без под над не ни но а же бы или как что это он она \
    они его ее их был была было были будет есть также уже еще чем так \
    op te aan door bij uit dat die dit er als maar heeft hebben wordt worden werd tot \
    och att det som på med till av ett är var har kan från efter vid inte og at til af fra er ikke ved etter \
    ja on oli että myös sekä sen mukaan ei ve bir bu için ile olarak olan daha çok göre kadar \
    v ve se je že s ze k pro jako by jsou byl byla bude sa aj pre podľa podle su će koji koja iz \
    az és hogy is egy meg volt van szerint și în cu pe care au este pentru ce mai nu \
    yang dan dari ke untuk dengan pada ini itu akan oleh tidak juga dalam \
    và của là trong cho các được với một những này đã không tại từ có \
    і й та у що з із про від це його її і че е да се от като \
    ο η το οι τα του της των τον την στο στη στην στον από με για και που να θα είναι σε ένα μια \
    في من على إلى عن أن التي الذي هذا هذه مع ما لا كما بعد قبل خلال של את על עם לא הוא היא כי זה \
    و در به از که این را با برای است के की का में से को और है हैं पर ने यह कि भी इस \
    i w z na do od po za przez dla nie się jest są że";

static WORDS: LazyLock<HashSet<u64>> =
    LazyLock::new(|| COMMON.split_ascii_whitespace().map(word_token).collect());

/// Whether a token is that of such a word.
pub(crate) fn is_common_word(token: u64) -> bool {
    WORDS.contains(&token)
}
