/** What is said while cards are reviewed, in Czech. */
import { plural } from '../plural.ts'
import type { ReviewMessages } from './messages.ts'

export const messages: ReviewMessages = {
  left: plural('cs', { one: 'Zbývá # kartička', few: 'Zbývají # kartičky', other: 'Zbývá # kartiček' }),
  asks: { meaning: 'Co to znamená?', right: 'Jak je to správně?', czech: 'Jak se to řekne česky?' },
  show: 'Ukázat odpověď',
  check: 'Zkontrolovat',
  yours: 'Vaše odpověď:',
  heard: 'Slyšel jsem:',
  hear: 'Poslechnout',
  writes: 'Odpovědi píšu',
  speaks: 'Odpovědi říkám',
  howWell: 'Jak dobře jste to věděli?',
  ratings: ['Znovu', 'Těžké', 'Dobré', 'Lehké'],
  keys: 'Mezerník ukáže odpověď, 1 až 4 říkají, jak dobře jste ji věděli.',
  nearness: { right: 'Přesně tak.', nearly: 'Správně! Jen pozor na podtržené háčky a čárky.', other: 'Ještě ne úplně. Správně je to takhle:' },
  slipped: plural('cs', {
    one: 'Tahle kartička vám už jednou vypadla z hlavy. Použijte ji nahlas ve vlastní větě, nebo ji nechte být.',
    few: 'Tahle kartička vám už #krát vypadla z hlavy. Použijte ji nahlas ve vlastní větě, nebo ji nechte být: možná je důležitější jiné slovo.',
    other: 'Tahle kartička vám už #krát vypadla z hlavy. Použijte ji nahlas ve vlastní větě, nebo ji nechte být: možná je důležitější jiné slovo.',
  }),
  letGo: 'Nechat kartičku být',
  takeBack: 'Vzít poslední odpověď zpět',
  offline: 'Jste offline. Klidně pokračujte: odpovědi zůstanou tady a odešlou se, až bude zase spojení.',
  unsent: plural('cs', { one: '# odpověď čeká na odeslání.', few: '# odpovědi čekají na odeslání.', other: '# odpovědí čeká na odeslání.' }),
  done: {
    title: 'Pro dnešek hotovo!',
    reviewed: plural('cs', { one: 'Máte za sebou # kartičku. Výborně – teď ať se uleží.', few: 'Máte za sebou # kartičky. Výborně – teď ať se uleží.', other: 'Máte za sebou # kartiček. Výborně – teď ať se uleží.' }),
    nothing: 'Dnes nic nečeká. Co si při povídání uložíte, přijde sem, těsně než byste to zapomněli.',
    next: (when) => `Další kartička přijde ${when}.`,
    talk: 'Povídat si s Honzíkem',
  },
}
