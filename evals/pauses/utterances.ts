/** A hundred pauses as learners make them: sixty within an utterance, where they look for a word, and forty at its end. */

export type Utterance = { readonly first: string; /** What follows the pause; null where nothing does. */ readonly rest: string | null }

/** Broken off where Czech must go on. */
const unfinished = [
  ['Chtěl bych jet do', 'Prahy na víkend'], ['Včera jsem byla na', 'výstavě obrazů'], ['Nepřišel jsem, protože', 'jsem byl nemocný'], ['Mám ráda kávu, ale', 'nepiju ji večer'], ['Myslím si, že', 'to není pravda'],
  ['Koupil jsem chleba, mléko a', 'trochu sýra'], ['Bydlím v', 'malém městě'], ['Zeptám se, jestli', 'mají volný stůl'], ['Můj bratr pracuje jako', 'učitel ve škole'], ['Přijdu, až', 'dokončím práci'],
  ['No, ehm', 'já vlastně nevím'], ['Potřebuju lék na', 'bolest hlavy'], ['Jdeme s', 'kamarády do kina'], ['Chci se naučit česky, aby', 'mi všichni rozuměli'], ['Když', 'prší, zůstanu doma'],
  ['Ten člověk, který', 'tam stojí, je můj soused'], ['Dám si polévku nebo', 'salát'], ['Cestovali jsme přes', 'celou republiku'], ['Čekám na', 'autobus číslo pět'], ['Budeme bydlet u', 'moře'],
  ['Raději bych', 'zůstala doma'], ['Dárek je pro', 'moji maminku'], ['Nevím, kde', 'jsem nechal klíče'], ['Vrátím se před', 'osmou hodinou'], ['Mluvili jsme o', 'počasí'],
  ['Musím', 'ještě nakoupit'], ['Je to dražší než', 'minulý rok'], ['Ehm', 'mohla bych dostat účet'], ['Vlak jede z', 'Brna do Ostravy'], ['Telefonoval jsem, i když', 'bylo pozdě'],
] as const

/** Broken off anywhere, as those do who look for a word. */
const searching = [
  ['Moje sestra studuje', 'medicínu'], ['V sobotu ráno', 'běhám v parku'], ['Rád vařím', 'italská jídla'], ['Dneska večer', 'přijedou přátelé'], ['Na stole leží', 'nová kniha'],
  ['Před týdnem začal', 'velký festival'], ['Děti si hrály', 'celé odpoledne'], ['Náš pes nemá rád', 'cizí lidi'], ['Minulé léto', 'pršelo každý den'], ['Učitelka vysvětlila', 'novou gramatiku'],
  ['Můj počítač', 'zase nefunguje'], ['Poslední stanice', 'je konečná'], ['Často poslouchám', 'českou hudbu'], ['Starý most', 'opravují už rok'], ['Babička peče', 'nejlepší koláče'],
  ['Potkali jsme', 'starého známého'], ['Objednali jsme', 'dvě piva'], ['Letos v zimě', 'napadlo hodně sněhu'], ['Tady prodávají', 'čerstvé ryby'], ['Doktor mi řekl', 'ležet v posteli'],
  ['Zítra dopoledne', 'mám zkoušku'], ['Ve třídě sedí', 'dvacet studentů'], ['Kamarádka hledá', 'levný byt'], ['Zapomněla jsem', 'doma peněženku'], ['Soused opravuje', 'staré auto'],
  ['Hlavní nádraží', 'je za rohem'], ['Večer obvykle', 'čtu noviny'], ['Po obědě', 'půjdeme ven'], ['Bratr dostal', 'nové kolo'], ['Rodiče přijedou', 'až v neděli'],
] as const

const whole = [
  'Chtěl bych jedno pivo, prosím.', 'Včera jsme byli v divadle.', 'Kolik to stojí?', 'Můžu zaplatit kartou?', 'Líbí se mi vaše město.', 'Nerozumím.', 'Ano.', 'Děkuju, to je všechno.', 'Kde je tady zastávka?', 'Mám dva bratry a jednu sestru.',
  'Dneska je hezké počasí.', 'Pracuju v bance.', 'Zítra pojedu domů.', 'Bolí mě hlava.', 'Potřebuju nové boty.', 'Můžete to zopakovat?', 'Jsem tady poprvé.', 'Učím se česky dva roky.', 'Nemám rád ryby.', 'Dobrý den, jmenuju se Anna.',
  'To je dobrý nápad.', 'Přijdu později.', 'Jak se máte?', 'Mluvím trochu česky.', 'Chtěla bych si koupit lístek.', 'Vstávám každý den v šest.', 'Autobus jede za pět minut.', 'Můj byt je malý.', 'Nevím.', 'Děti spí.',
  'Zavolám ti večer.', 'Je tam zima.', 'Obchod už je zavřený.', 'Hrajeme spolu fotbal.', 'Ráda čtu knihy.', 'Prší celý den.', 'Pojďme do kina.', 'Nechci nic jíst.', 'Bydlíme blízko centra.', 'Na shledanou.',
] as const

export const utterances: readonly Utterance[] = [...[...unfinished, ...searching].map(([first, rest]) => ({ first, rest })), ...whole.map((first) => ({ first, rest: null }))]
