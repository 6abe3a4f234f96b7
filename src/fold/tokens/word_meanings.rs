//! What words of spaced scripts stand for: numbers, parts of a percentage point, currencies, and
//! things for which outlets have several words.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::date::word_token;

/// Numbers by their words, the languages side by side: a scale word or a word for per cent makes
/// one of them a number. By itself `six` may be part of a name.
#[rustfmt::skip]
pub(super) const NUMBERS: [(f64, &str); 30] = [
    (1.0, "one ein eine un une una uma один одна одно одного одной"),
    (2.0, "two zwei deux dos due dois duas два две двух двое двоих twee två twå kaksi két kettő doi două \
        iki dva dvě dve dvije dwa dwie dwóch дві δύο δυο dua"),
    (3.0, "three drei trois tres tre três три трех трое троих drie kolme három trei üç tři trzy trzech \
        τρεις τρία tiga ثلاث ثلاثة"),
    (4.0, "four vier quatre cuatro quattro quatro четыре четырех четверо четверых fyra fire neljä négy \
        patru dört čtyři štyri četiri cztery czterech чотири четири τέσσερις τέσσερα empat أربع أربعة"),
    (5.0, "five fünf cinq cinco cinque пять пяти пятеро пятерых vijf fem viisi öt cinci beş pět päť pięć \
        pięciu п'ять πέντε lima cinc خمس خمسة"),
    (6.0, "six sechs seis sei шесть шести шестеро шестерых zes seks kuusi șase şase altı šest šesť sześć \
        шість έξι enam sis ست ستة"),
    (7.0, "seven sieben sept siete sette sete семь семи семеро семерых zeven sju syv seitsemän hét șapte \
        şapte yedi sedm sedem sedam siedem сім седем επτά εφτά tujuh سبع سبعة"),
    (8.0, "eight acht huit ocho otto oito восемь восьми восьмерых åtta otte åtte kahdeksan nyolc opt sekiz \
        osm osem osam osiem вісім осем οκτώ οχτώ delapan vuit ثماني ثمانية"),
    (9.0, "nine neun neuf nueve nove девять девяти negen nio yhdeksän kilenc nouă dokuz devět deväť devet \
        dziewięć дев'ять девет εννέα εννιά sembilan nou تسع تسعة"),
    (10.0, "ten zehn dix diez dieci dez десять десяти tien tio kymmenen tíz zece deset desať dziesięć δέκα \
        sepuluh deu عشر عشرة"),
    (11.0, "eleven elf onze once undici одиннадцать одиннадцати elva elleve tizenegy unsprezece jedenáct \
        jedanaest jedenaście одинадцять единадесет έντεκα"),
    (12.0, "twelve zwölf douze doce dodici doze двенадцать двенадцати twaalf tolv tizenkettő tizenkét \
        doisprezece douăsprezece dvanáct dvanaest dwanaście дванадцять дванадесет δώδεκα dotze"),
    (13.0, "thirteen dreizehn treize trece tredici treze тринадцать dertien tretton tretten"),
    (14.0, "fourteen vierzehn quatorze catorce quattordici catorze четырнадцать veertien fjorton fjorten"),
    (15.0, "fifteen fünfzehn quinze quince quindici пятнадцать vijftien femton femten tizenöt cincisprezece \
        patnáct petnaest piętnaście п'ятнадцять петнадесет"),
    (16.0, "sixteen sechzehn seize dieciséis sedici dezesseis шестнадцать zestien sexton seksten"),
    (17.0, "seventeen siebzehn diecisiete diciassette dezessete семнадцать zeventien sjutton sytten"),
    (18.0, "eighteen achtzehn dieciocho diciotto dezoito восемнадцать achttien arton atten"),
    (19.0, "nineteen neunzehn diecinueve diciannove dezenove девятнадцать negentien nitton nitten"),
    (20.0, "twenty zwanzig vingt veinte venti vinte двадцать двадцати twintig tjugo tyve tjue húsz douăzeci \
        yirmi dvacet dvadsať dvadeset dwadzieścia двадцять двадесет είκοσι"),
    (30.0, "thirty dreißig trente treinta trenta trinta тридцать dertig trettio tredive tretti harminc \
        treizeci otuz třicet tridsať trideset trzydzieści тридцять τριάντα"),
    (40.0, "forty vierzig quarante cuarenta quaranta quarenta сорок veertig fyrtio negyven patruzeci kırk \
        čtyřicet czterdzieści"),
    (50.0, "fifty fünfzig cinquante cincuenta cinquanta cinquenta пятьдесят vijftig femtio ötven cincizeci \
        elli padesát pięćdziesiąt п'ятдесят"),
    (60.0, "sixty sechzig soixante sesenta sessanta sessenta шестьдесят zestig sextio hatvan altmış šedesát"),
    (70.0, "seventy siebzig setenta settanta семьдесят zeventig sjuttio hetven yetmiş sedmdesát"),
    (80.0, "eighty achtzig ochenta ottanta oitenta восемьдесят tachtig åttio nyolcvan seksen osmdesát"),
    (90.0, "ninety neunzig noventa novanta девяносто negentig nittio kilencven doksan devadesát"),
    (100.0, "száz"),
    (200.0, "kétszáz"),
    (300.0, "háromszáz"),
];

/// Words with which the parts of a percentage point begin: `quarter of a point`.
const BEGIN_PARTS: &str = "quarter half viertelprozentpunkt viertel quart cuarto quarto halben \
    halber demi medio mezzo";

/// Words for one currency, which outlets write in full, inflected or shortened.
#[rustfmt::skip]
const CURRENCIES: [&str; 24] = [
    "dollar dollars usd dollarin dollaria dolar dolarů doları doların dolara dolarów dolari долар долара доларів \
        долари δολάρια δολαρίων δολάριο דולר דולרים دولار",
    "euro euros eur eura eurot euroa euroon euron eurosta eurór euróra eurót євро евро ευρώ אירו يورو",
    "pound pounds gbp",
    "franc francs",
    "rouble roubles ruble rubles rubel",
    "dólar dólares",
    "dollaro dollari",
    "real reais",
    "peso pesos",
    "рубль рубля рублей рублях рублю руб",
    "доллар доллара долларов доллару долл",
    "цент цента центов",
    "kronor kronors krona kroner krone kr sek nok dkk",
    "koruna koruny korun korunách korunu kč czk",
    "lira liraya lirayı liralık liradan liralik liralar tl",
    "forint forintot forintra forintos forintos forinttal ft huf",
    "lei leu leului ron",
    "dinara dinar dinari rsd",
    "лева лев лв",
    "гривень гривні гривня гривню грн",
    "złotych złoty złote zł pln",
    "rupiah idr",
    "đồng vnd vnđ",
    "रुपये रुपए रुपया रु",
];

/// Spellings of English words in Britain and in the United States, in pairs.
#[rustfmt::skip]
const OF_TWO_COUNTRIES: &str = "labour labor harbour harbor neighbour neighbor behaviour behavior colour color favour favor \
    honour honor defence defense licence license centre center centres centers metre meter theatre theater fibre fiber \
    programme program programmes programs catalogue catalog dialogue dialog organisation organization organisations organizations \
    organised organized privatisation privatization nationalisation nationalization aluminium aluminum tyre tire tyres tires \
    grey gray jewellery jewelry traveller traveler travellers travelers cancelled canceled fuelled fueled modelling modeling";

/// Words for one thing, of which outlets write one for the other.
const OF_ONE_MEANING: [&str; 6] = [
    "महीने माह महीना",
    "killed kills died dies dead",
    "injured hurt wounded",
    "emplois postes",
    "jobs stellen arbeitsplätze",
    "mitarbeiter mitarbeitende beschäftigte beschäftigten",
];

/// What a word stands for.
#[derive(Clone, Copy)]
pub(super) enum Meaning {
    Number(f64),
    /// It may begin a part of a percentage point.
    BeginsPart,
    /// A currency, by the token of the first of its words.
    Currency(u64),
    /// Another thing, by the token of the first of its words.
    Thing(u64),
}

/// Words by their tokens.
struct Words {
    /// The lowest eight bits of the tokens: most words are none of these.
    lows: [bool; 256],
    meanings: HashMap<u64, Meaning>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words {
        lows: [false; 256],
        meanings: HashMap::new(),
    };
    let mut add = |word: &str, meaning| {
        let token = word_token(word);
        if let Some(low) = words.lows.get_mut(low(token)) {
            *low = true;
        }
        words.meanings.insert(token, meaning);
    };
    for (value, spelled) in NUMBERS {
        for word in spelled.split(' ') {
            add(word, Meaning::Number(value));
        }
    }
    for names in CURRENCIES {
        let first = names.split(' ').next().map_or(0, word_token);
        for name in names.split(' ') {
            add(name, Meaning::Currency(first));
        }
    }
    for things in OF_ONE_MEANING {
        let first = things.split(' ').next().map_or(0, word_token);
        for thing in things.split(' ') {
            add(thing, Meaning::Thing(first));
        }
    }
    let spellings: Vec<&str> = OF_TWO_COUNTRIES.split_ascii_whitespace().collect();
    for pair in spellings.chunks(2) {
        let first = pair.first().map_or(0, |word| word_token(word));
        for word in pair {
            add(word, Meaning::Thing(first));
        }
    }
    for word in BEGIN_PARTS.split_ascii_whitespace() {
        add(word, Meaning::BeginsPart);
    }
    words
});

fn low(token: u64) -> usize {
    let [low, ..] = token.to_le_bytes();
    usize::from(low)
}

/// What the word with this token stands for.
pub(super) fn meaning(token: u64) -> Option<Meaning> {
    let words = &*WORDS;
    let may_be = words.lows.get(low(token)) == Some(&true);
    may_be.then(|| words.meanings.get(&token).copied())?
}

/// Whether a token is a word for a number.
pub(crate) fn is_number_word(token: u64) -> bool {
    number_of(token).is_some()
}

/// The number that a word stands for.
fn number_of(token: u64) -> Option<f64> {
    match meaning(token) {
        Some(Meaning::Number(value)) => Some(value),
        _ => None,
    }
}

/// Whether two words stand for two numbers: `zwei`, `drei`. A word for one may be an article.
pub(crate) fn are_other_numbers(one: u64, other: u64) -> bool {
    let numbers = number_of(one).zip(number_of(other));
    numbers.is_some_and(|(one, other)| one.min(other) > 1.0 && (one - other).abs() > 0.5)
}
