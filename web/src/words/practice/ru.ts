/** The room to practise in, in Russian. */
import type { PracticeMessages } from './messages.ts'

export const messages: PracticeMessages = {
  drills: 'Игры на пару минут',
  scenes: 'Сценки',
  grammar: 'Грамматика',
  slang: 'Как говорят между друзьями',
  today: 'Выражение дня',
  back: 'Назад',
  check: 'Проверить',
  next: 'Дальше',
  right: 'Верно!',
  wrong: 'На этот раз нет.',
  shouldBe: 'Правильно так:',
  keep: 'Сохранить ошибку',
  again: 'Сыграть ещё раз',
  exercises: 'Попробуйте сами',
  allSlang: 'Все выражения',
  at: (at, of) => `${at} из ${of}`,
  score: (right, of) => `Верно: ${right} из ${of}`,
  praise: ['Ни одной ошибки, отлично!', 'Хорошо, так держать.', 'Каждая ошибка чему-то учит: попробуйте ещё раз.'],
}
