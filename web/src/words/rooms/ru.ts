/** The places, in Russian. */
import type { RoomMessages } from './messages.ts'

export const messages: RoomMessages = {
  places: 'Места',
  beenHere: 'Меня здесь уже знают',
  house: 'Об этом Mluv',
  privacy: 'Приватность',
  docs: 'Для программ',
  source: 'Исходный код',
  names: { talk: 'Разговор', review: 'Повторить', words: 'Слова', practice: 'Упражнения', progress: 'Успехи' },
  opens: { choose: 'О чём говорить', talks: 'О чём мы говорили', device: 'Звук и текст', settings: 'Настройки', account: 'Учётная запись' },
}
