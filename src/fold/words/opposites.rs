//! Words of opposite meaning, as normalised text writes them: simplified characters, lower case.

use Meaning::{Change, Event, Growth, Price, Stage, State};

/// Two lists of words, parted by commas, the languages side by side: a text has some of the first
/// list or some of the second.
pub(super) struct Opposites(
    pub(super) Meaning,
    pub(super) &'static str,
    pub(super) &'static str,
);

/// What the words of a pair tell.
#[derive(Clone, Copy)]
pub(super) enum Meaning {
    /// A price, a rate or an index goes up or down.
    Price,
    /// Somebody puts one up or down.
    Change,
    /// Something grows or shrinks. Titles of daily columns say that, too.
    Growth,
    /// An earlier or a later stage of one matter.
    Stage,
    /// Another event.
    Event,
    /// No event, but what the titles of daily columns name: a balance, first or again, a comparison
    /// with another month, a time of the trading day, a judgement (`upbeat`, `bearish`).
    State,
}

/// The pairs.
#[rustfmt::skip]
pub(super) const OPPOSITES: [Opposites; 32] = [
    Opposites(Price,
        "涨, 走高, 走强, 拉升, 反弹, 上扬, 上升, 急腾, 反発, 続伸, 値上がり, 상승, 급등, 올라, 올랐, 강세, \
         rise, rises, rose, risen, gain, gains, gained, climb, climbs, climbed, jump, jumps, jumped, \
         surge, surges, surged, soar, soars, soared, rally, rallies, rallied, leaps, rebounds, higher, \
         steigt, steigen, stieg, stiegen, gestiegen, klettert, klettern, springt, zugelegt, \
         hausse, progresse, grimpe, grimpent, grimpé, bondit, bondissent, rebondit, gagne, gagné, s'envole, \
         sube, suben, subió, subieron, avanza, avanzan, repunta, repuntan, se dispara, se disparan, \
         sobe, sobem, subiu, subiram, avança, salgono, salita, salite, balza, stijgt, stijgen, steeg, gestegen, stiger, s a apreciat, aprecieri, \
         вырос, выросла, выросли, растет, растут, подорожал, подорожали, дорожает, дорожают, повысился, повысилась, взлетел, взлетели, \
         上伸, 高腾, 急伸, ストップ高, 상한가, 치솟, 뛰어, 뛰었, avançam, dispara, disparam, in rialzo, guadagna, rośnie, rosną, wzrósł, wzrosły, \
         ökar, ökade, klättrar, rusar, økte, nousi, nousee, nousivat, nousussa, vahvistui, yükseldi, yükseliyor, arttı, vzrostl, vzrostla, vzrostly, vzrostlo, \
         roste, stoupl, stoupla, posílil, posílila, vzrástol, vzrástla, stúpol, emelkedett, nőtt, erősödött, drágult, crește, a crescut, au crescut, urcă, \
         porastao, porasla, porasle, raste, зріс, зросла, зросли, зростає, подорожчав, подорожчала, поскъпна, нарасна, нараства, αυξήθηκε, αυξήθηκαν, άνοδος, \
         ανέβηκε, ارتفع, ارتفعت, ارتفاع, صعد, עלה, עלתה, עלו, זינק, افزایش, tăng, naik, menguat, melonjak, meningkat, เพิ่มขึ้น, ปรับขึ้น, พุ่งขึ้น, चढ़ा, बढ़ा, बढ़ी, बढ़कर, उछला, बढ़त",
        "跌, 走低, 走弱, 跳水, 下挫, 重挫, 回落, 下落, 急落, 反落, 続落, 値下がり, 하락, 급락, 내려, 내렸, 약세, \
         fall, falls, fell, falling, drop, drops, dropped, slip, slips, slipped, slide, slides, slid, \
         sink, sinks, sank, plunge, plunges, plunged, tumble, tumbles, tumbled, slump, slumps, slumped, \
         declines, retreats, retreated, lower, fällt, fallen, fiel, fielen, gefallen, sinkt, gesunken, \
         rutscht, gerutscht, stürzt, nachgegeben, baisse, recule, reculent, chute, chutent, chuté, plonge, \
         perd, perdu, s'effondre, baja, bajan, bajó, bajaron, cae, caen, cayó, cayeron, retrocede, \
         retroceden, desploma, desploman, desplomó, hunde, hunden, \
         cai, caem, caiu, caíram, recua, scende, scendono, scesa, scese, crolla, daalt, dalen, daalde, gedaald, \
         sjunker, faller, упал, упала, упали, падает, падают, подешевел, подешевели, дешевеет, дешевеют, снизился, снизилась, снизились, рухнул, рухнули, \
         暴落, 急反落, ストップ安, 하한가, 떨어져, 떨어졌, recuam, despenca, despencam, in ribasso, spada, spadają, spadł, spadły, \
         s a depreciat, deprecieri, föll, sjönk, rasar, falder, faldt, falt, synker, laski, laskee, laskivat, laskussa, heikkeni, düştü, düşüyor, geriledi, azaldı, klesl, klesla, klesly, \
         kleslo, klesá, oslabil, oslabila, klesol, klesli, csökkent, esett, gyengült, scade, a scăzut, au scăzut, coboară, pao je, pala je, pale su, впав, \
         впала, впали, знизився, знизилася, подешевшав, подешевшала, поевтиня, спадна, μειώθηκε, μειώθηκαν, πτώση, υποχώρησε, انخفض, انخفضت, انخفاض, تراجع, \
         تراجعت, هبط, ירד, ירדה, ירדו, צנח, کاهش, giảm, turun, melemah, anjlok, menurun, merosot, ลดลง, ปรับลด, ร่วงลง, गिरा, गिरी, गिरकर, टूटा, गिरावट, घटा, घटी",
    ),
    Opposites(Change,
        "升, 上调, 调高, 提高, 上修, 加息, 引き上げ, 値上げ, 上方修正, 増额, 인상, 상향, \
         raise, raises, raised, hike, hikes, hiked, upgrades, upgraded, lifts, boosts, increases, \
         erhöht, hebt, angehoben, hochgestuft, relève, relevé, augmente, eleva, elevou, elevó, aumenta, aumentou, aumentó, alza, rialza, \
         повысил, повысила, повысили, поднял, подняла, verhoogt, höjer, podnosi, \
         hæver, hever, øker, korotti, nosti, nostanut, artırdı, yükseltti, zvýšila, zvýšil, zvyšuje, emelt, emeli, emelte, majorează, a majorat, podigla, povećala, \
         підвищив, підвищила, αύξησε, αυξάνει, رفع, رفعت, يرفع, העלה, העלתה, להעלות, מעלה, תעלה, העלאת, nâng, menaikkan, naikkan, बढ़ाई, बढ़ाया, podniósł, podniosła, podwyższa, höjning, korottaa",
        "降, 贬, 下调, 调低, 下滑, 下修, 引き下げ, 値下げ, 下方修正, 减额, 인하, 하향, \
         cut, cuts, lowers, lowered, downgrades, downgraded, slashes, trims, reduces, \
         senkt, gesenkt, herabgestuft, abaisse, abaissé, réduit, recorta, recortó, reduce, redujo, rebaja, \
         reduz, reduziu, corta, cortou, taglia, riduce, abbassa, снизил, снизила, снизили, понизил, понизила, verlaagt, sänker, obniża, \
         sænker, senker, kutter, alensi, laski, laskenut, indirdi, düşürdü, snížila, snížil, snižuje, znížila, znížil, znižuje, csökkentette, csökkenti, a redus, reduce rata, \
         smanjila, snizila, знизив, знизила, μείωσε, μειώνει, خفض, خفضت, يخفض, הוריד, הורידה, להוריד, מוריד, תוריד, הורדת, hạ, menurunkan, pangkas, memangkas, घटाई, घटाया, obniżyła, \
         obniżył, turunkan, sänkning",
    ),
    Opposites(Growth,
        "增, 増益, 増収, 増配, 増产, 증가, 늘어, 늘었, grows, grew",
        "减, 减益, 减収, 감소, 줄어, 줄었, shrinks, shrank",
    ),
    Opposites(Event, "放量", "缩量"),
    Opposites(Event, "高开", "低开"),
    Opposites(Event, "买入, 购入, 看多, 做多, buy, buys, bought, 매수, купил, купила, приобрел, приобрела, koupil, koupila, kupił, kupiła, köper, köpte, køber, købte, kjøper, kjøpte, koopt, kocht, kauft, kaufte, \
         erwirbt, achète, acquiert, compra, compró, comprou, acquista, satın aldı, cumpără, megvette, αγόρασε, αγοράζει, membeli, mua", "卖出, 出售, 看空, 做空, sell, sells, sold, 매도, продал, продала, prodal, prodala, sprzedał, sprzedała, säljer, sålde, sælger, solgte, selger, verkoopt, verkocht, verkauft, verkaufte, \
         veräußert, vend, cède, vende, vendió, vendeu, sattı, vinde, eladta, πούλησε, πουλάει, menjual, bán"),
    Opposites(Event, "流入", "流出"),
    Opposites(Event, "投放", "回笼"),
    // A balance.
    Opposites(State,
        "盈, 顺差, 黒字, 흑자, profit, surplus, gewinn, überschuss, bénéfice, excédent, ganancia, ganancias, superávit, \
         winst, overschot, vinst, överskott, overskud, overskudd, voitto, ylijäämä, kâr, zisk, přebytek, nyereség, többlet, dobit, прибуток, прибыль, печалба, \
         κέρδη, أرباح, ربح, فائض, lãi, lợi nhuận, laba, untung, मुनाफा, กำไร, utile, avanzo, zysk, lucro",
        "亏, 逆差, 赤字, 적자, loss, deficit, verlust, defizit, perte, déficit, pérdida, pérdidas, \
         verlies, tekort, förlust, underskott, underskud, underskudd, tappio, alijäämä, zarar, ztráta, ztrátu, schodek, veszteség, hiány, pierdere, pierderi, \
         gubitak, збиток, убыток, загуба, ζημίες, خسائر, خسارة, عجز, lỗ, rugi, defisit, घाटा, ขาดทุน, perdita, disavanzo, strata, strat, prejuízo",
    ),
    Opposites(Event, "突破, 站上, 升破", "跌破, 失守"),
    // It stops or goes on.
    Opposites(Event,
        "停牌, 暂停, 停产, 停工, 停航, 停运, 중단, 정지, halts, halted, suspends, suspended, suspende, suspendida, \
         stoppt, gestoppt, unterbricht, unterbrochen, suspend, interrompt, interrompe, paralisa, sospende, sospesa, sospeso, \
         приостановил, приостановила, приостановили, остановил, остановила, \
         关闭, 封闭, 闭馆, 闭园, 闭锁, 通行止め, 폐쇄, 통제, shuts, shut, closes, closed, sperrt, gesperrt, schließt, geschlossen, \
         ferme, fermé, fermée, cierra, cerrado, cerrada, chiude, chiuso, chiusa, fechado, fechada, закрыл, закрыла, закрыли, \
         закрыт, закрыта, \
         schort op, stilgelegd, stoppar, stänger, lukker, stanser, stenger, keskeyttää, sulkee, durdurdu, kapatıldı, kapandı, zastavil, zastavila, uzavřel, \
         uzavřela, přerušil, leállította, lezárták, suspendă, suspendat, închide, închis, зупинив, зупинила, призупинив, призупинила, закрив, закрила, спря, \
         затвори, έκλεισε, διακόπτει, علق, علقت, أغلق, إغلاق, menghentikan, menutup, ditutup, tạm dừng, đình chỉ, đóng cửa, बंद",
        "复牌, 恢复, 复产, 复工, 复航, 再开, 재개, resumes, resumed, reprend, reanuda, reanudada, \
         wieder auf, wiederaufgenommen, retoma, retomou, reabre, riprende, riapre, riavvia, \
         возобновил, возобновила, возобновили, \
         重新开放, 重开, 重启, reopens, reopened, öffnet wieder, wieder offen, wieder frei, wiedereröffnet, rouvre, rouvert, rouverte, \
         reabierto, reabierta, riaperto, riaperta, reaberto, reaberta, вновь открыл, вновь открыли, 개통, \
         hervat, heropend, återupptar, genåbner, gjenåpner, gjenopptar, jatkaa, yeniden başladı, yeniden açıldı, obnovil, obnovila, znovu otevřel, \
         újraindította, újranyitották, reia, redeschide, redeschis, відновив, відновила, відновили, възобнови, επανέναρξη, استأنف, استأنفت, استئناف, \
         melanjutkan, dibuka kembali, nối lại, mở lại, फिर शुरू, बहाल",
    ),
    Opposites(Event, "拟, 将, 计划, 预计", "已, 完成, 实施完毕, 届满"),
    Opposites(Event, "否认, 否定, denies, denied, dementiert, dément, desmiente, niega, nega, smentisce, опроверг, опровергла, опровергли, 부인, \
         ontkent, dementerar, förnekar, dementerer, benekter, kiistää, kiisti, yalanladı, popřel, popřela, poprel, poprela, cáfolta, neagă, dezminte, \
         a dezmințit, demantirao, demantirala, спростував, спростувала, спростували, отрече, διέψευσε, διαψεύδει, نفى, نفت, ينفي, تنفي, הכחיש, הכחישה, bác bỏ, \
         phủ nhận, membantah, bantah, इनकार, खंडन, zaprzecza, zaprzeczył, zaprzeczyła", "确认, 证实, confirms, confirmed, bestätigt, confirme, confirma, confirmó, confirmou, conferma, подтвердил, подтвердила, подтвердили, 시인, \
         bevestigt, bekräftar, bekræfter, bekrefter, doğruladı, potvrdil, potvrdila, megerősítette, confirmă, a confirmat, potvrdio, підтвердив, підтвердила, \
         потвърди, επιβεβαίωσε, xác nhận, membenarkan, पुष्टि, potwierdza, potwierdził, potwierdziła"),
    Opposites(State, "首次, 首个", "再次, 累计"),
    // The first and the final figure.
    Opposites(Stage,
        "初值, 初裁, 初步裁定, 速报値, 暂定値, 잠정치, 속보치, preliminary, flash, first estimate, vorläufig, vorläufige, schnellschätzung, \
         première estimation, preliminar, preliminare, stima flash, prévia, предварительная, предварительные, \
         voorlopig, voorlopige, preliminär, preliminära, foreløbig, foreløbige, foreløpig, foreløpige, ennakkotieto, ennakkotiedon, pikaennakko, öncü, \
         předběžný, předběžné, předběžná, predbežné, predbežný, előzetes, gyorsbecslés, estimare semnal, provizorii, попередня, попередні, предварителни, \
         експресна, προκαταρκτική, προκαταρκτικά, προσωρινά, أولية, sơ bộ, प्रारंभिक, wstępny, wstępne, szybki szacunek",
        "终值, 终裁, 最终裁定, 修正值, 改定値, 确报, 확정치, final, second estimate, third estimate, endgültig, endgültige, \
         définitive, définitif, definitivo, definitiva, seconda stima, окончательная, окончательные, \
         definitief, definitieve, slutlig, slutliga, endelig, endelige, lopullinen, lopulliset, kesin, nihai, konečný, konečné, zpřesněný, végleges, \
         második becslés, definitive, definitivă, остаточна, остаточні, окончателни, τελική, οριστικά, نهائية, chính thức, अंतिम, ostateczny, ostateczne",
    ),
    Opposites(State, "同比", "环比"),
    Opposites(State, "开盘", "收盘"),
    Opposites(State, "早盘, 午间, 午评", "尾盘, 收评"),
    // The application and the approval.
    Opposites(Stage,
        "受理, 신청, 접수, applies for, files for, beantragt, sollicite, solicita, chiede l'autorizzazione, \
         подала заявку, подал заявку",
        "获批, 批准, 승인, 허가, wins approval, cleared, genehmigt, approuvé, autoriza, \
         autorizza, одобрил, одобрила, разрешил, разрешила",
    ),
    Opposites(Event, "终止, 取消, 撤回", "启动, 推进, 签署"),
    // The draft and the rule.
    Opposites(Stage,
        "征求意见, 草案, 초안, draft, entwurf, projet de loi, borrador, anteproyecto, minuta, bozza, законопроект, проект закона",
        "正式稿, 正式发布, 表决通过, 印发, 시행, in force, in kraft, promulguée, en vigor, en vigueur, em vigor, in vigore, вступил в силу, вступила в силу, вступили в силу",
    ),
    // The bill and its passage.
    Opposites(Stage,
        "발의, 상정, 阁议决定, 国会提出, introduce, introduces, introduced, proposes, proposed, erste lesung, berät, \
         beraten, debattiert, eingebracht, bringt ein, to debate, debates, begins debate, opens debate, examine, examinent, examiné, \
         débattent, congreso debate, senado debate, pleno debate, câmara debate, tramita, tramitan, analisa, discute, esamina, \
         all'esame, inicia análise, рассматривает, рассмотрит, внес, внесла, внесли, внесен, 初审, 一读, 审议入り, \
         dient in, debatteert, föreslår, fremsætter, esittää, ehdottaa, görüşüyor, sundu, projednává, projedná, navrhla, prerokuje, navrhuje, benyújtotta, \
         tárgyalja, dezbate, propune, depus, predložio, predložila, raspravlja, розглядає, розгляне, вніс, внесла на розгляд, внесе, разглежда, обсъжда, \
         κατέθεσε, συζητά, συζητείται, يناقش, تناقش, דנה, תדון, trình, đề xuất, thảo luận, mengajukan, membahas, पेश, rozpatruje, złożył, zgłosił",
        "통과, 가결, 成立, 可决, pass, passes, passed, passage, approve, approves, approved, adopts, adopted, \
         beschließt, beschlossen, verabschiedet, billigt, billigte, gebilligt, nimmt an, angenommen, stimmt zu, zugestimmt, \
         adopte, adopté, adoptée, aprueba, aprueban, aprobó, aprobada, aprobado, aprova, aprovou, aprovada, conclui votação, \
         approva, approvato, approvata, via libera, принял, приняла, приняли, принят, принята, одобрил, одобрила, одобрили, \
         三读, 表决通过, 采択, \
         neemt aan, aangenomen, keurt goed, antar, antog, godkänner, godkände, vedtager, vedtaget, vedtog, vedtar, vedtatt, vedtok, hyväksyi, hyväksyy, \
         kabul etti, kabul edildi, onayladı, onaylandı, schválila, schválil, schválili, přijala, prijal, prijala, elfogadta, megszavazta, jóváhagyta, adoptă, \
         a adoptat, aprobă, a aprobat, usvojio, usvojila, prihvatio, izglasao, ухвалила, ухвалив, прийняла, прийняв, схвалив, схвалила, прие, приеха, одобри, \
         ψήφισε, ψηφίστηκε, εγκρίθηκε, ενέκρινε, أقر, أقرت, אישרה, אושר, thông qua, ban hành, mengesahkan, disahkan, पारित, uchwalił, przyjął, przyjęła, \
         zatwierdził",
    ),
    // The plan and its completion.
    Opposites(Stage,
        "拟, 추진, 합의, 검토, 买収へ, 検讨, 方针, plan, plans, planned, agree, agrees, agreed, considers, weighs, explores, \
         plant, vereinbart, erwägt, prüft, prévoit, projette, envisage, négocie, étudie, négociations, planea, negocia, acuerda, estudia, \
         planeja, avalia, estuda, acerta, valuta, tratta, studia, планирует, планируют, ведет переговоры, \
         overweegt, planerar, överväger, planlægger, overvejer, planlegger, vurderer, suunnittelee, harkitsee, planlıyor, anlaştı, plánuje, zvažuje, dohodl, \
         dohodla, tervezi, megállapodott, intenționează, planifică, negociază, planira, razmatra, dogovorila, планує, домовився, домовилися, планира, договори, \
         σχεδιάζει, εξετάζει, συμφώνησε, تعتزم, يعتزم, تدرس, يدرس, מתכננת, שוקלת, בוחנת, dự kiến, lên kế hoạch, đàm phán, berencana, menjajaki, योजना, rozważa, \
         planuje, uzgodnił, uzgodniła, overnemen, tobを开始, 买付けを开始",
        "投产, 竣工, 投运, 완료, 完了, complete, completes, completed, abgeschlossen, vollzogen, finalise, finalisé, achève, achevé, boucle, \
         bouclé, completa, completó, culmina, cierra la, conclui, concluiu, finaliza, completato, completata, perfeziona, perfezionato, \
         завершил, завершила, завершили, закрыл сделку, закрыла сделку, \
         rondt af, afgerond, voltooid, slutför, slutfört, genomfört, gennemfører, gennemført, afsluttet, fullfører, fullført, gjennomført, saattoi päätökseen, \
         tamamladı, tamamlandı, dokončil, dokončila, dokončen, lezárta, befejezte, lezárult, finalizează, a finalizat, dovršila, završila, završen, завершив, \
         завърши, приключи, ολοκλήρωσε, ολοκληρώθηκε, أكملت, أتمت, استكمال, إتمام, השלימה, השלים, hoàn tất, hoàn thành, merampungkan, menuntaskan, rampung, \
         पूरा किया, पूरी की, sfinalizował, zakończył, zakończyła, rondt, tobが成立, 买付けが成立",
    ),
    // One step before an authority, a court or a partner and the next one.
    Opposites(Stage,
        "subcommittee, 中标, preferred bidder, 우선협상대상자, 收到, 조회공시 요구, \
         arrest, arrests, arrested, detained, held, periksa, memeriksa, diperiksa, 구속영장, 영장 청구, festnahme, festgenommen, arrestation, arrêté, interpellé, detenido, 逮捕, 被捕, 刑拘, 체포, istendi, první instance, első fokon",
        "tahan, menahan, ditahan, full committee, full senate, full appropriations, 签订, 签署, 签约, signs contract, 계약 체결, 回复, 조회공시 답변, \
         charges, charged, indicted, anklage, angeklagt, mise en examen, mis en examen, 起诉, 公诉, 기소, çarptırıldı, jogerős, jogerősen",
    ),
    Opposites(Event, "审议, 审核", "通过"),
    Opposites(Event, "opens, opened, eröffnet", "closes, closed, schließt"),
    Opposites(Event, "wins, won, gewinnt, 승리", "loses, lost, verliert, 패배"),
    // The law takes hold of somebody, or lets go.
    Opposites(Event,
        "arrested, convicted, sentenced, festgenommen, verurteilt, arrêté, condamné, detenido, condenado, preso, detido, \
         arrestato, condannato, арестован, арестована, задержан, задержана, осужден, осуждена, 逮捕, 체포, 有罪, 유죄, 被捕, 获刑, \
         aangehouden, veroordeeld, tutuklandı, gözaltına, заарештовано, затримано, засуджено, aresztowany, zatrzymany, skazany, اعتقل, اعتقال, ditangkap, \
         divonis, tạm giam, zatčen, odsouzen, häktad, dömd, anholdt, dømt",
        "released, acquitted, freigelassen, freigesprochen, libéré, acquitté, liberado, absuelto, solto, absolvido, \
         scarcerato, assolto, rilasciato, освобожден, освобождена, оправдан, оправдана, 釈放, 석방, 无罪, 무죄, 获释, \
         vrijgelaten, vrijgesproken, serbest bırakıldı, beraat, звільнено, виправдано, zwolniony, uniewinniony, أفرج, الإفراج, dibebaskan, trả tự do, propuštěn, \
         zproštěn, frigiven, friad, løslatt, frikendt, frifunnet",
    ),
    // Better or worse.
    Opposites(State,
        "up, upbeat, bullish, hawkish, outperform, overweight, beats, tops, 利好, 鹰派, 超配, im plus, en hausse, al alza",
        "down, bearish, dovish, underperform, underweight, misses, 利空, 鸽派, 低配, im minus, en baisse, a la baja",
    ),
    // Somebody decides.
    Opposites(Event,
        "approves, approved, clears, cleared, genehmigt, billigt, approuve, autorise, aprueba, aprobó, \
         gibt frei, freigegeben, erlaubt, aprova, aprovou, libera, approva, approvato, autorizza, одобрил, одобрила, разрешил, разрешила, \
         goedgekeurd, 批准, 获批, 可决, \
         承认, 승인, 가결, \
         keurt goed, godkänner, godkender, godkjenner, onayladı, schválil, schválila, jóváhagyta, aprobă, a aprobat, схвалив, схвалила, одобри, ενέκρινε, وافق, \
         أقر, يوافق, توافق, موافقة, menyetujui, phê duyệt, zatwierdził, zatwierdziła, मंजूरी",
        "rejects, rejected, blocks, blocked, vetoes, vetoed, ablehnt, lehnt, abgelehnt, untersagt, rejette, rechaza, \
         rechazó, rejeita, rejeitou, veta, vetou, barra, respinge, boccia, bocciato, отклонил, отклонила, запретил, запретила, \
         afgewezen, 否决, 驳回, 未获, 却下, 거부, 부결, 반려, \
         wijst af, verwerpt, avslår, avvisar, afviser, avviser, reddetti, zamítl, zamítla, zamietol, elutasította, a respins, відхилив, відхилила, отхвърли, \
         απέρριψε, رفض, رفضت, يرفض, ترفض, menolak, từ chối, odrzucił, odrzuciła",
    ),
    // People in danger.
    Opposites(Event,
        "被困, 失联, 失踪, 不明, 실종, trapped, missing, vermisst, vermisste, disparu, disparus, desaparecido, desaparecidos, \
         disperso, dispersi, пропал, пропали, пропавших",
        "获救, 脱险, 生还, 救出, 救助, 구조, rescued, found, gerettet, gefunden, sauvés, retrouvés, rescatados, hallados, resgatados, \
         encontrados, salvati, ritrovati, спасли, спасены, нашли",
    ),
    // Tighter or looser, wider or narrower.
    Opposites(Event,
        "收紧, 从紧, 走阔, 扩大, 拡大, 강화, 확대, tightens, tightened, widens, widened, verschärft, durcit, endurece, inasprisce, ужесточил, ужесточила, ужесточает",
        "放宽, 放松, 收窄, 缩窄, 缩小, 완화, 축소, eases, eased, loosens, narrows, narrowed, lockert, gelockert, \
         assouplit, flexibiliza, allenta, смягчил, смягчила, смягчает",
    ),
];
