/** Co se říká česky kolem slova, věty řečené znovu a toho, jak se na tomhle zařízení mluví. */
import type { TalkingMessages } from './messages.ts'

export const messages: TalkingMessages = {
  translation: { slowly: 'Přehrát pomalu', none: 'Překlad téhle věty není.', words: 'Slovo po slovu' },
  word: {
    title: (word) => `Slovo „${word}“`,
    unknown: 'Tohle slovo zatím ve slovníku není.',
    previous: 'Předchozí slovo',
    next: 'Další slovo',
    forms: 'Všechny tvary',
    cases: { nominative: '1. kdo? co?', genitive: '2. koho? čeho?', dative: '3. komu? čemu?', accusative: '4. koho? co?', vocative: '5. oslovení', locative: '6. o kom? o čem?', instrumental: '7. kým? čím?' },
    caseHead: 'Pád',
    numbers: { sg: 'jednotné číslo', pl: 'množné číslo' },
    genders: { m: 'mužský rod', f: 'ženský rod', n: 'střední rod' },
    past: 'minulý čas',
  },
  again: {
    begin: 'Říct znovu',
    say: 'Řekněte to ještě jednou, tentokrát správně:',
    type: 'Celá věta česky',
    speak: 'Mluvit',
    stop: 'Hotovo',
    check: 'Zkontrolovat',
    free: 'Jen cvičení: nestojí žádné kolo a hvězdu za něj není.',
    listening: 'Poslouchám…',
    yours: 'Vaše věta:',
    nearness: { right: 'Přesně tak!', nearly: 'Správně! Jen pozor na podtržená znaménka.', other: 'Ještě ne úplně. Pozor na podtržená slova.' },
    more: 'Ještě jednou',
    close: 'Stačí',
  },
  device: {
    title: 'Zvuk a text',
    textOnly: 'Jen text, bez zvuku',
    textOnlyHelp: 'Nic se nepřehrává a mikrofon je pryč. Všechno ostatní zůstává.',
    readFirst: 'Než se pošle, co říkám, chci si to přečíst',
    readFirstHelp: 'Co bylo rozumět, přijde do textového pole: opravte to a pošlete. S otevřeným mikrofonem ne.',
    voice: 'Honzíkův hlas',
    voiceHelp: 'Hlas vašeho zařízení zní přirozeněji než ten, který tu Mluv vyrábí sám.',
    voiceOfMluv: 'od Mluvu',
    voiceOfBrowser: (name) => `z tohoto zařízení (${name})`,
    kept: 'Pamatuje si to jen tenhle prohlížeč.',
  },
}
