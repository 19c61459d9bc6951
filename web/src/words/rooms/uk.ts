/** The places, in Ukrainian. */
import type { RoomMessages } from './messages.ts'

export const messages: RoomMessages = {
  places: 'Місця',
  beenHere: 'Мене тут уже знають',
  house: 'Про цей Mluv',
  privacy: 'Приватність',
  docs: 'Для програм',
  source: 'Вихідний код',
  names: { talk: 'Розмова', review: 'Повторити', words: 'Слова', practice: 'Вправи', progress: 'Поступ' },
  opens: { choose: 'Про що говорити', talks: 'Про що ми говорили', device: 'Звук і текст', settings: 'Налаштування', account: 'Обліковий запис' },
}
