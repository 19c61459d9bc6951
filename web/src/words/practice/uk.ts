/** The room to practise in, in Ukrainian. */
import type { PracticeMessages } from './messages.ts'

export const messages: PracticeMessages = {
  drills: 'Ігри на кілька хвилин',
  scenes: 'Сценки',
  grammar: 'Граматика',
  slang: 'Як кажуть між друзями',
  today: 'Вислів дня',
  back: 'Назад',
  check: 'Перевірити',
  next: 'Далі',
  right: 'Правильно!',
  wrong: 'Цього разу ні.',
  shouldBe: 'Правильно так:',
  keep: 'Зберегти помилку',
  again: 'Зіграти ще раз',
  exercises: 'Спробуйте самі',
  allSlang: 'Усі вислови',
  at: (at, of) => `${at} з ${of}`,
  score: (right, of) => `Правильно: ${right} з ${of}`,
  praise: ['Жодної помилки, чудово!', 'Добре, так тримати.', 'Кожна помилка чогось учить: спробуйте ще раз.'],
}
