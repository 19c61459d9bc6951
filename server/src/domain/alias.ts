/** What somebody is called on a leaderboard who chose no name: a Czech animal of some temper, the same everywhere, telling nothing about them. */
import type { LearnerId } from './identity.ts'
import { spread } from './spread.ts'

export function aliasOf(learnerId: LearnerId): string {
  const hash = spread(`alias ${learnerId}`)
  const gender = animals[hash % animals.length]!
  const [masculine, feminine] = tempers[Math.floor(hash / animals.length) % tempers.length]!
  return `${gender.feminine ? feminine : masculine} ${gender.name}`
}

const he = (name: string) => ({ name, feminine: false })
const she = (name: string) => ({ name, feminine: true })

const animals = [
  he('bobr'), he('jelen'), he('ježek'), he('krtek'), he('medvěd'), he('zajíc'), he('kocour'), he('tučňák'), he('papoušek'), he('rak'), he('sýček'), he('vlk'),
  she('liška'), she('kočka'), she('sova'), she('veverka'), she('vydra'), she('žába'), she('želva'), she('včela'), she('sýkora'), she('koza'), she('kachna'), she('lasička'),
]

const tempers = [
  ['Veselý', 'Veselá'], ['Zvědavý', 'Zvědavá'], ['Statečný', 'Statečná'], ['Pilný', 'Pilná'], ['Moudrý', 'Moudrá'], ['Klidný', 'Klidná'],
  ['Rychlý', 'Rychlá'], ['Toulavý', 'Toulavá'], ['Hravý', 'Hravá'], ['Tichý', 'Tichá'], ['Milý', 'Milá'], ['Odvážný', 'Odvážná'], ['Laskavý', 'Laskavá'],
] as const
