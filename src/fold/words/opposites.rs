//! Words of opposite meaning, as normalised text writes them: simplified characters, lower case.

/// Two lists of words, parted by commas, the languages side by side: a text has some of the first
/// list or some of the second.
pub(super) struct Opposites(pub(super) &'static str, pub(super) &'static str);

/// The bit of the pair for prices, rates and indices.
pub(super) const MOVES: u32 = 1;

/// The bits of the pairs whose first words all say that something goes up.
pub(super) const UP_OR_DOWN: u32 = 1 | 1 << 1 | 1 << 2;

/// The bits of the pairs that name two stages of one matter: first and final figures, an
/// application and its approval, a draft and the rule, a bill and its passage, a plan and its
/// completion, a request and its answer.
pub(super) const STAGES: u32 = 1 << 14 | 1 << 18 | 1 << 20 | 1 << 21 | 1 << 22 | 1 << 23;

/// The bits of the pairs that tell an event. The others name a time of day, a comparison with
/// another month, or a profit, as the titles of daily columns do.
pub(super) const EVENTS: u32 = !(1 << 2 | 1 << 8 | 1 << 13 | 1 << 15 | 1 << 16 | 1 << 17 | 1 << 28);

// `Directions` has one bit of a `u32` for each pair.
const _: () = assert!(OPPOSITES.len() <= u32::BITS as usize);

/// The pairs; the place of a pair is its bit.
#[rustfmt::skip]
pub(super) const OPPOSITES: [Opposites; 32] = [
    // 0: a price, rate or index moves.
    Opposites(
        "涨, 走高, 走强, 拉升, 反弹, 上扬, 上升, 急腾, 反発, 続伸, 値上がり, 상승, 급등, 올라, 올랐, 강세, \
         rise, rises, rose, risen, gain, gains, gained, climb, climbs, climbed, jump, jumps, jumped, \
         surge, surges, surged, soar, soars, soared, rally, rallies, rallied, leaps, rebounds, higher, \
         steigt, steigen, stieg, stiegen, gestiegen, klettert, klettern, springt, zugelegt, \
         hausse, progresse, grimpe, grimpent, grimpé, bondit, bondissent, rebondit, gagne, gagné, s'envole, \
         sube, suben, subió, subieron, avanza, avanzan, repunta, repuntan, se dispara, se disparan, \
         sobe, sobem, subiu, subiram, avança, salgono, salita, salite, balza, stijgt, stijgen, steeg, gestegen, stiger, \
         вырос, выросла, выросли, растет, растут, подорожал, подорожали, дорожает, дорожают, повысился, повысилась, взлетел, взлетели, \
         上伸, 高腾, 急伸, ストップ高, 상한가, 치솟, 뛰어, 뛰었, avançam, dispara, disparam, in rialzo, guadagna, rośnie, rosną, wzrósł, wzrosły",
        "跌, 走低, 走弱, 跳水, 下挫, 重挫, 回落, 下落, 急落, 反落, 続落, 値下がり, 하락, 급락, 내려, 내렸, 약세, \
         fall, falls, fell, falling, drop, drops, dropped, slip, slips, slipped, slide, slides, slid, \
         sink, sinks, sank, plunge, plunges, plunged, tumble, tumbles, tumbled, slump, slumps, slumped, \
         declines, retreats, retreated, lower, fällt, fallen, fiel, fielen, gefallen, sinkt, gesunken, \
         rutscht, gerutscht, stürzt, nachgegeben, baisse, recule, reculent, chute, chutent, chuté, plonge, \
         perd, perdu, s'effondre, baja, bajan, bajó, bajaron, cae, caen, cayó, cayeron, retrocede, \
         retroceden, desploma, desploman, desplomó, hunde, hunden, \
         cai, caem, caiu, caíram, recua, scende, scendono, scesa, scese, crolla, daalt, dalen, daalde, gedaald, \
         sjunker, faller, упал, упала, упали, падает, падают, подешевел, подешевели, дешевеет, дешевеют, снизился, снизилась, снизились, рухнул, рухнули, \
         暴落, 急反落, ストップ安, 하한가, 떨어져, 떨어졌, recuam, despenca, despencam, in ribasso, spada, spadają, spadł, spadły",
    ),
    // 1: somebody moves it.
    Opposites(
        "升, 上调, 调高, 提高, 上修, 加息, 引き上げ, 値上げ, 上方修正, 増额, 인상, 상향, \
         raise, raises, raised, hike, hikes, hiked, upgrades, upgraded, lifts, boosts, increases, \
         erhöht, hebt, angehoben, hochgestuft, relève, relevé, augmente, eleva, elevou, elevó, aumenta, aumentou, aumentó, alza, rialza, \
         повысил, повысила, повысили, поднял, подняла, verhoogt, höjer, podnosi",
        "降, 下调, 调低, 下滑, 下修, 引き下げ, 値下げ, 下方修正, 减额, 인하, 하향, \
         cut, cuts, lowers, lowered, downgrades, downgraded, slashes, trims, reduces, \
         senkt, gesenkt, herabgestuft, abaisse, abaissé, réduit, recorta, recortó, reduce, redujo, rebaja, \
         reduz, reduziu, corta, cortou, taglia, riduce, abbassa, снизил, снизила, снизили, понизил, понизила, verlaagt, sänker, obniża",
    ),
    // 2
    Opposites(
        "增, 増益, 増収, 増配, 増产, 증가, 늘어, 늘었, grows, grew",
        "减, 减益, 减収, 감소, 줄어, 줄었, shrinks, shrank",
    ),
    // 3
    Opposites("放量", "缩量"),
    // 4
    Opposites("高开", "低开"),
    // 5
    Opposites("买入, 购入, 看多, 做多, buy, buys, bought, 매수", "卖出, 出售, 看空, 做空, sell, sells, sold, 매도"),
    // 6
    Opposites("流入", "流出"),
    // 7
    Opposites("投放", "回笼"),
    // 8: a balance.
    Opposites(
        "盈, 顺差, 黒字, 흑자, profit, surplus, gewinn, überschuss, bénéfice, excédent, ganancia, ganancias, superávit",
        "亏, 逆差, 赤字, 적자, loss, deficit, verlust, defizit, perte, déficit, pérdida, pérdidas",
    ),
    // 9
    Opposites("突破, 站上, 升破", "跌破, 失守"),
    // 10: it stops or goes on.
    Opposites(
        "停牌, 暂停, 停产, 停工, 停航, 停运, 중단, 정지, halts, halted, suspends, suspended, suspende, suspendida, \
         stoppt, gestoppt, unterbricht, unterbrochen, suspend, interrompt, interrompe, paralisa, sospende, sospesa, sospeso, \
         приостановил, приостановила, приостановили, остановил, остановила, \
         关闭, 封闭, 闭馆, 闭园, 闭锁, 通行止め, 폐쇄, 통제, shuts, shut, closes, closed, sperrt, gesperrt, schließt, geschlossen, \
         ferme, fermé, fermée, cierra, cerrado, cerrada, chiude, chiuso, chiusa, fechado, fechada, закрыл, закрыла, закрыли, \
         закрыт, закрыта",
        "复牌, 恢复, 复产, 复工, 复航, 再开, 재개, resumes, resumed, reprend, reanuda, reanudada, \
         wieder auf, wiederaufgenommen, retoma, retomou, reabre, riprende, riapre, riavvia, \
         возобновил, возобновила, возобновили, \
         重新开放, 重开, 重启, reopens, reopened, öffnet wieder, wieder offen, wieder frei, wiedereröffnet, rouvre, rouvert, rouverte, \
         reabierto, reabierta, riaperto, riaperta, reaberto, reaberta, вновь открыл, вновь открыли, 개통",
    ),
    // 11
    Opposites("拟, 将, 计划, 预计", "已, 完成, 实施完毕, 届满"),
    // 12
    Opposites("否认, 否定, denies, denied, dementiert, dément, desmiente, niega, nega, smentisce, опроверг, опровергла, опровергли, 부인", "确认, 证实, confirms, confirmed, bestätigt, confirme, confirma, confirmó, confirmou, conferma, подтвердил, подтвердила, подтвердили, 시인"),
    // 13
    Opposites("首次, 首个", "再次, 累计"),
    // 14: a stage, the first and the final figure.
    Opposites(
        "初值, 初裁, 初步裁定, 速报値, 暂定値, 잠정치, 속보치, preliminary, flash, first estimate, vorläufig, vorläufige, schnellschätzung, \
         première estimation, preliminar, preliminare, stima flash, prévia, предварительная, предварительные",
        "终值, 终裁, 最终裁定, 修正值, 改定値, 确报, 확정치, final, second estimate, third estimate, endgültig, endgültige, \
         définitive, définitif, definitivo, definitiva, seconda stima, окончательная, окончательные",
    ),
    // 15
    Opposites("同比", "环比"),
    // 16
    Opposites("开盘", "收盘"),
    // 17
    Opposites("早盘, 午间, 午评", "尾盘, 收评"),
    // 18: a stage, the application and the approval.
    Opposites(
        "受理, 신청, 접수, applies for, files for, beantragt, sollicite, solicita, chiede l'autorizzazione, \
         подала заявку, подал заявку",
        "获批, 批准, 승인, 허가, wins approval, cleared, genehmigt, approuvé, autoriza, \
         autorizza, одобрил, одобрила, разрешил, разрешила",
    ),
    // 19
    Opposites("终止, 取消, 撤回", "启动, 推进, 签署"),
    // 20: a stage, the draft and the rule.
    Opposites(
        "征求意见, 草案, 초안, draft, entwurf, projet de loi, borrador, anteproyecto, minuta, bozza, законопроект, проект закона",
        "正式稿, 正式发布, 表决通过, 印发, 시행, in force, in kraft, promulguée, en vigor, en vigueur, em vigor, in vigore, вступил в силу, вступила в силу, вступили в силу",
    ),
    // 21: a stage, the bill and its passage.
    Opposites(
        "발의, 상정, 阁议决定, 国会提出, introduce, introduces, introduced, proposes, proposed, erste lesung, berät, \
         beraten, debattiert, eingebracht, bringt ein, to debate, debates, begins debate, opens debate, examine, examinent, examiné, \
         débattent, congreso debate, senado debate, pleno debate, câmara debate, tramita, tramitan, analisa, discute, esamina, \
         all'esame, рассматривает, рассмотрит, внес, внесла, внесли, внесен, 初审, 一读, 审议入り",
        "통과, 가결, 成立, 可决, pass, passes, passed, passage, approve, approves, approved, adopts, adopted, \
         beschließt, beschlossen, verabschiedet, billigt, billigte, gebilligt, nimmt an, angenommen, stimmt zu, zugestimmt, \
         adopte, adopté, adoptée, aprueba, aprueban, aprobó, aprobada, aprobado, aprova, aprovou, aprovada, conclui votação, \
         approva, approvato, approvata, via libera, принял, приняла, приняли, принят, принята, одобрил, одобрила, одобрили, \
         三读, 表决通过, 采択",
    ),
    // 22: a stage, the plan and its completion.
    Opposites(
        "拟, 추진, 합의, 검토, 买収へ, 検讨, 方针, plan, plans, planned, agree, agrees, agreed, considers, weighs, explores, \
         plant, vereinbart, erwägt, prüft, prévoit, projette, envisage, négocie, étudie, négociations, planea, negocia, acuerda, estudia, \
         planeja, avalia, estuda, acerta, valuta, tratta, studia, планирует, планируют, ведет переговоры",
        "投产, 竣工, 投运, 완료, 完了, complete, completes, completed, abgeschlossen, vollzogen, finalise, finalisé, achève, achevé, boucle, \
         bouclé, completa, completó, culmina, cierra la, conclui, concluiu, finaliza, completato, completata, perfeziona, perfezionato, \
         завершил, завершила, завершили, закрыл сделку, закрыла сделку",
    ),
    // 23: a stage, one step before an authority, a court or a partner and the next one.
    Opposites(
        "subcommittee, 中标, preferred bidder, 우선협상대상자, 收到, 조회공시 요구, \
         arrest, arrests, arrested, detained, held, festnahme, festgenommen, arrestation, arrêté, interpellé, detenido, 逮捕, 被捕, 刑拘, 체포",
        "full committee, full senate, full appropriations, 签订, 签署, 签约, signs contract, 계약 체결, 回复, 조회공시 답변, \
         charges, charged, indicted, anklage, angeklagt, mise en examen, mis en examen, 起诉, 公诉, 기소",
    ),
    // 24
    Opposites("审议, 审核", "通过"),
    // 25
    Opposites("opens, opened, eröffnet", "closes, closed, schließt"),
    // 26
    Opposites("wins, won, gewinnt, 승리", "loses, lost, verliert, 패배"),
    // 27: the law takes hold of somebody, or lets go.
    Opposites(
        "arrested, convicted, sentenced, festgenommen, verurteilt, arrêté, condamné, detenido, condenado, preso, detido, \
         arrestato, condannato, арестован, арестована, задержан, задержана, осужден, осуждена, 逮捕, 체포, 有罪, 유죄, 被捕, 获刑",
        "released, acquitted, freigelassen, freigesprochen, libéré, acquitté, liberado, absuelto, solto, absolvido, \
         scarcerato, assolto, rilasciato, освобожден, освобождена, оправдан, оправдана, 釈放, 석방, 无罪, 무죄, 获释",
    ),
    // 28: better or worse.
    Opposites(
        "up, upbeat, bullish, hawkish, outperform, overweight, beats, tops, 利好, 鹰派, 超配, im plus, en hausse, al alza",
        "down, bearish, dovish, underperform, underweight, misses, 利空, 鸽派, 低配, im minus, en baisse, a la baja",
    ),
    // 29: somebody decides.
    Opposites(
        "approves, approved, clears, cleared, genehmigt, billigt, approuve, autorise, aprueba, aprobó, \
         gibt frei, freigegeben, erlaubt, aprova, aprovou, libera, approva, approvato, autorizza, одобрил, одобрила, разрешил, разрешила, \
         goedgekeurd, 批准, 获批, 可决, \
         承认, 승인, 가결",
        "rejects, rejected, blocks, blocked, vetoes, vetoed, ablehnt, lehnt, abgelehnt, untersagt, rejette, rechaza, \
         rechazó, rejeita, rejeitou, veta, vetou, barra, respinge, boccia, bocciato, отклонил, отклонила, запретил, запретила, \
         afgewezen, 否决, 驳回, 未获, 却下, 거부, 부결, 반려",
    ),
    // 30: people in danger.
    Opposites(
        "被困, 失联, 失踪, 不明, 실종, trapped, missing, vermisst, vermisste, disparu, disparus, desaparecido, desaparecidos, \
         disperso, dispersi, пропал, пропали, пропавших",
        "获救, 脱险, 生还, 救出, 救助, 구조, rescued, found, gerettet, gefunden, sauvés, retrouvés, rescatados, hallados, resgatados, \
         encontrados, salvati, ritrovati, спасли, спасены, нашли",
    ),
    // 31: tighter or looser, wider or narrower.
    Opposites(
        "收紧, 从紧, 走阔, 扩大, 拡大, 강화, 확대, tightens, tightened, widens, widened, verschärft, durcit, endurece, inasprisce, ужесточил, ужесточила, ужесточает",
        "放宽, 放松, 收窄, 缩窄, 缩小, 완화, 축소, eases, eased, loosens, narrows, narrowed, lockert, gelockert, \
         assouplit, flexibiliza, allenta, смягчил, смягчила, смягчает",
    ),
];
