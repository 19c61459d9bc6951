/** The room to practise in, in Czech. */
import type { PracticeMessages } from './messages.ts'

export const messages: PracticeMessages = {
  drills: 'Hry na pár minut',
  scenes: 'Scénky',
  grammar: 'Gramatika',
  slang: 'Jak se mluví mezi kamarády',
  today: 'Dnešní výraz',
  back: 'Zpět',
  check: 'Zkontrolovat',
  next: 'Další',
  right: 'Správně!',
  wrong: 'Tentokrát ne.',
  shouldBe: 'Správně je:',
  keep: 'Uložit chybu',
  again: 'Hrát znovu',
  exercises: 'Procvičte si to',
  allSlang: 'Všechny výrazy',
  at: (at, of) => `${at}. z ${of}`,
  score: (right, of) => `Správně ${right} z ${of}`,
  praise: ['Bez jediné chyby, výborně!', 'Dobře, jen tak dál.', 'Každá chyba k něčemu je: zkuste to ještě jednou.'],
}
