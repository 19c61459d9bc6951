/** Pokroky, česky. */
import { plural } from '../plural.ts'
import type { ProgressMessages } from './messages.ts'

const days = plural('cs', { one: '# den', few: '# dny', other: '# dní' })

export const messages: ProgressMessages = {
  none: 'Řekněte něco Honzíkovi a začne se to tu plnit: dny, minuty a chyby, které už neděláte.',
  table: 'Jako tabulka',
  challenges: {
    title: 'Výzvy', day: 'Dnes', week: 'Tento týden', done: 'hotovo',
  },
  streak: {
    title: 'Dny v řadě', days, longest: (count) => `nejdelší řada: ${days(count)}`,
    shields: plural('cs', { one: '# štít na den volna', few: '# štíty na dny volna', other: '# štítů na dny volna' }),
    calendar: (count) => `Posledních dvanáct týdnů: mluvilo se v těchto dnech: ${count}.`,
    legend: 'Čím větší tečka, tím víc jste toho řekli. Kroužek: řadu udržel štít. Rámeček: dnešek.', shielded: 'štít',
  },
  practice: { title: 'Minuty', lately: plural('cs', { one: '# minuta za dvanáct týdnů', few: '# minuty za dvanáct týdnů', other: '# minut za dvanáct týdnů' }), help: 'Počítá se od věty k větě; přestávka delší než pět minut ne.', chart: 'Minuty po týdnech' },
  score: { title: 'Skóre', chart: (last) => `Průměrné skóre po dnech, naposledy ${last} ze 100.`, none: 'V těchto týdnech se nic nekontrolovalo.' },
  mistakes: {
    title: 'Chyby',
    trend: (now, before) => `Za poslední čtyři týdny bez ní ${now} vět z 10, za čtyři předtím ${before} z 10.`,
    help: 'V kolika z deseti zkontrolovaných vět chyba byla, týden po týdnu.',
    few: 'Až bude deset zkontrolovaných vět v posledních čtyřech týdnech a deset ve čtyřech předtím, bude tu stát, co už vám jde líp.',
    chart: (kind) => `${kind}: v kolika větách z deseti, po týdnech`, none: 'V těchto týdnech bez chyb.', times: 'kolikrát',
  },
  words: {
    title: 'Slovíčka', met: plural('cs', { one: '# nové slovo', few: '# nová slova', other: '# nových slov' }), kept: plural('cs', { one: '# kartička', few: '# kartičky', other: '# kartiček' }),
    states: { new: 'nové', learning: 'učíte se', young: 'pamatujete si', firm: 'pevné' }, help: 'Pevné: budete si je pamatovat aspoň tři týdny.',
  },
  stars: {
    title: 'Hvězdy', total: plural('cs', { one: '# hvězda', few: '# hvězdy', other: '# hvězd' }), ledger: 'Za co byly', sum: 'celkem',
    reasons: { turn: 'za větu', clean: 'bez chyby', 'fifth-turn': 'pátá věta dne', 'streak-7': 'týden v řadě', 'streak-30': 'měsíc v řadě' },
  },
  marks: {
    title: 'Úspěchy', earned: (day) => `dosaženo ${day}`,
    names: {
      'first-turn': 'První věta', 'hundred-turns': 'Sto vět', 'thousand-turns': 'Tisíc vět', 'week-streak': 'Sedm dní v řadě', 'month-streak': 'Třicet dní v řadě',
      'hundred-day-streak': 'Sto dní v řadě', 'thousand-words': 'Tisíc českých slov', 'ten-thousand-words': 'Deset tisíc českých slov', 'hundred-stars': 'Sto hvězd', 'thousand-stars': 'Tisíc hvězd',
    },
  },
  board: {
    title: 'Kdo vede', consent: 'Ukazovat mě tu ostatním', help: 'Ostatní uvidí vaši přezdívku, nebo jméno, které nic neprozradí, a vaše čísla. Ukazují se jen ti, kdo souhlasili.',
    period: 'Období', periods: { week: 'tento týden', month: 'tento měsíc', all: 'za celou dobu' }, metric: 'Podle', metrics: { stars: 'hvězd', streak: 'dnů v řadě', turns: 'vět' },
    place: 'Místo', name: 'Jméno', you: (place) => `Jste na ${place}. místě.`, soon: 'Do hodiny tu budete.', empty: 'Zatím nikdo nesouhlasil, že tu bude.',
  },
  columns: { day: 'Den', week: 'Týden od', turns: 'Věty', words: 'Slova', minutes: 'Minuty', stars: 'Hvězdy', score: 'Skóre', checked: 'Ověřeno' },
}
