/** The peer: an echo in the manner of ELIZA (Weizenbaum, 1966). It says back what it is told, with *I* as *you*, and asks on. */
import type { LanguageModel } from '../../server/src/ports/language-model.ts'

const turned: Readonly<Record<string, string>> = {
  já: 'ty', jsem: 'jsi', mám: 'máš', nemám: 'nemáš', bydlím: 'bydlíš', můj: 'tvůj', moje: 'tvoje', moji: 'tvoji', mi: 'ti', mě: 'tě', mně: 'tobě',
  chci: 'chceš', můžu: 'můžeš', pracuju: 'pracuješ', pracuji: 'pracuješ', učím: 'učíš', my: 'vy', jsme: 'jste',
}
const questions = ['Řekneš mi o tom víc?', 'Proč myslíš?', 'A jak to vidíš dál?', 'Co z toho plyne?', 'Jak dlouho to tak je?', 'Co na to říká rodina?', 'Jak se při tom cítíš?'] as const

export function eliza(): LanguageModel {
  return {
    name: 'eliza',
    async *write({ utterance, exchanges }) {
      const echo = utterance.replace(/[.!?…]+$/u, '').replace(/\p{L}+/gu, (word) => turned[word.toLowerCase()] ?? word)
      yield { type: 'author', by: 'eliza' }
      yield { type: 'sentence', text: `Říkáš: ${echo}.`, translation: null }
      yield { type: 'sentence', text: questions[exchanges.length % questions.length]!, translation: null }
    },
  }
}
