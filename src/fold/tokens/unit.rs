//! Reads the unit behind a number as the same token however outlets write it: `MW`, `Megawatt`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::date::word_token;
use super::lexer::{Lexer, is_word_or_digit};

/// The spellings of a unit in a row each, parted by commas, the languages side by side, as
/// normalised text writes them (`m²` as `m2`, `ºC` as `oc`). Another row begins with another unit.
#[rustfmt::skip]
const UNITS: [&str; 25] = [
    "km, kilometer, kilometern, kilometers, kilometre, kilometres, kilomètre, kilomètres, kilómetro, kilómetros, quilômetro, \
     quilômetros, quilómetros, chilometro, chilometri, kilometrů, kilometry, kilometara, kilometri, kilometriä, kilometrov, \
     км, километр, километра, километров, кілометрів, кілометри, километра, χλμ, χιλιόμετρα, ק\"מ, كم, كيلومتر, كيلومترا, किलोमीटर, किमी",
    "km/h, kph, kmh, kilometres per hour, kilometers per hour, kilometres an hour, kilometers an hour, stundenkilometer, \
     stundenkilometern, kilometer pro stunde, kilometern pro stunde, kilomètres par heure, kilomètres/heure, km par heure, \
     kilómetros por hora, km por hora, quilômetros por hora, quilómetros por hora, chilometri orari, chilometri all'ora, \
     km all'ora, kilometer per uur, km per uur, kilometer i timmen, kilometer i timen, км/ч, километров в час, км в час, км/год",
    "mph, miles per hour, miles an hour",
    "m2, sq m, sqm, sq. m, square metres, square meters, square metre, square meter, quadratmeter, quadratmetern, qm, \
     mètres carrés, mètre carré, metros cuadrados, metros quadrados, metri quadrati, metri quadri, mq, vierkante meter, \
     kvadratmeter, neliömetriä, кв. м, кв.м, квадратных метров, квадратних метрів, metrów kwadratowych, m kw, m. kw, \
     metrů čtverečních, metrekare, meter persegi, mét vuông",
    "km2, sq km, square kilometres, square kilometers, quadratkilometer, quadratkilometern, kilomètres carrés, \
     kilómetros cuadrados, quilômetros quadrados, chilometri quadrati, vierkante kilometer, кв. км, квадратных километров",
    "m3, cubic metres, cubic meters, kubikmeter, kubikmetern, mètres cubes, metros cúbicos, metri cubi, kubieke meter, \
     куб. м, кубометров, кубических метров",
    "ha, hectare, hectares, hektar, hectáreas, hectárea, hectareas, ettari, ettaro, hektarů, hektary, hektarów, hektara, \
     hektarer, hehtaaria, hektár, га, гектар, гектара, гектаров, гектарів, εκτάρια",
    "w, watt, watts, vatios, ватт",
    "kw, kilowatt, kilowatts, kilovatios, kilovatio, киловатт, квт",
    "mw, megawatt, megawatts, mégawatt, mégawatts, megavatio, megavatios, megawattia, megawatów, megawattů, мвт, мегаватт, мегават",
    "gw, gigawatt, gigawatts, gigavatios, gigawattia, gigawatów, гвт, гигаватт",
    "kv, kilovolt, kilovolts, кв, киловольт, केवी",
    "kwh, kilowatt hours, kilowatt-hours, kilowattstunden, kilowattstunde, kilowattheures, kilovatios hora, квт·ч, киловатт-часов",
    "mwh, megawatt hours, megawatt-hours, megawattstunden, megawattstunde, mégawattheures, megavatios hora, мвт·ч, мегаватт-часов",
    "gwh, gigawatt hours, gigawatt-hours, gigawattstunden, gigawattheures, gigavatios hora, гвт·ч, гигаватт-часов",
    "twh, terawatt hours, terawatt-hours, terawattstunden, térawattheures, teravatios hora, твт·ч",
    "t, tonne, tonnes, ton, tons, metric tons, metric tonnes, tonnen, tonnellate, tonelada, toneladas, tonnia, tonn, tun, tuny, \
     tona, tonna, tone, тонн, тонны, тонна, т, тони, τόνοι, τόνους",
    "kg, kilogram, kilograms, kilogramme, kilogrammes, kilogramm, kilo, kilos, kilogramos, chilogrammi, chili, quilos, \
     кг, килограмм, килограмма, килограммов",
    "m, metre, metres, meter, meters, metern, mètre, mètres, metro, metros, metri, metrů, metrów, metriä, метр, \
     метра, метров, метрів, μέτρα",
    "cm, centimetre, centimetres, centimeter, centimeters, zentimeter, zentimetern, centimètres, centímetros, centimetri, \
     senttiä, senttimetriä, см, сантиметров, сантиметра",
    "mm, millimetre, millimetres, millimeter, millimeters, millimetern, millimètres, milímetros, millimetri, милиметра, мм, \
     миллиметров, миллиметра, milimetrů",
    "l, litre, litres, liter, liters, litern, litros, litro, litri, litrów, litrů, litraa, л, литр, литра, литров",
    "°c, oc, c, degrees celsius, degrees c, degrees, degree, grad celsius, grad, degrés celsius, degrés, degré, \
     grados centígrados, grados celsius, grados, grado, graus celsius, graus, grau, gradi, graden, grader, astetta, stopni, \
     stopnie, stupňů, stupně, stupnjeva, fok, derece, градусов, градуса, градус, βαθμούς, 摄氏度, 도",
    "bpd, b/d, barrels per day, barrels a day, barriles diarios, barils par jour, barrel pro tag, fass pro tag, баррелей в сутки, б/с",
    "p, points, point, punkte, punkten, punkt, zähler, zählern, puntos, punti, pontos, punten, poeng, пунктов, пункта, 포인트",
];

/// The spellings by their first character, the longest first, each with the token of its unit.
static SPELLINGS: LazyLock<HashMap<char, Vec<(&str, u64)>>> = LazyLock::new(|| {
    let mut by_first: HashMap<char, Vec<(&str, u64)>> = HashMap::new();
    for row in UNITS {
        let unit = row.split(", ").next().map_or(0, word_token);
        for spelling in row.split(", ") {
            if let Some(first) = spelling.chars().next() {
                by_first.entry(first).or_default().push((spelling, unit));
            }
        }
    }
    for spellings in by_first.values_mut() {
        spellings.sort_by_key(|(spelling, _)| std::cmp::Reverse(spelling.len()));
    }
    by_first
});

impl Lexer<'_> {
    /// Reads the unit behind the number that ends here, if one stands there.
    pub(super) fn unit_behind(&mut self) {
        let rest = self.rest();
        let word = rest.strip_prefix(' ').unwrap_or(rest);
        let Some(first) = word.chars().next().filter(|first| !first.is_ascii_digit()) else {
            return;
        };
        let Some(spellings) = SPELLINGS.get(&first) else {
            return;
        };
        let found = spellings.iter().find(|(spelling, _)| {
            let after = word.strip_prefix(spelling);
            after.is_some_and(|after| !after.starts_with(is_word_or_digit))
        });
        if let Some((spelling, unit)) = found {
            self.at += rest.len() - word.len() + spelling.len();
            self.out.tokens.push(*unit);
        }
    }
}
