/** The places, in Czech. */
import type { RoomMessages } from './messages.ts'

export const messages: RoomMessages = {
  places: 'Místa',
  beenHere: 'Už mě tu znáte',
  house: 'O tomto Mluv',
  privacy: 'Soukromí',
  docs: 'Pro programy',
  source: 'Zdrojový kód',
  names: { talk: 'Mluvit', review: 'Opakovat', words: 'Slovíčka', practice: 'Cvičení', progress: 'Pokroky' },
  opens: { choose: 'O čem mluvit', talks: 'O čem jsme mluvili', device: 'Zvuk a text', settings: 'Nastavení', account: 'Účet' },
}
