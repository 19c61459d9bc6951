/** Calls about what a learner keeps to remember. */
import Type from 'typebox'
import { CardList, CardPatch, CardQuery, CardRequest, CardsBrought, CardsFileQuery, CardView, DueCards, Reviewed, ReviewRequest } from '@mluv/protocol/cards.ts'
import type { House } from '../house.ts'
import { cardFiles } from './card-files.ts'
import { cards } from './cards.ts'
import { Binary, ByText, type Routes } from './route.ts'

const Limit = Type.Object({ limit: Type.Optional(Type.String()) })
const CardsForm = Type.Object({ file: Binary('A table (CSV, TSV; UTF-8) of at most 4 MB, or a package of Anki’s (.apkg) of at most 20 MB; at most 5,000 cards.') })

export function cardRoutes(house: House): Routes {
  const { keep, list, due, review, change, drop } = cards(house)
  const { bring, take } = cardFiles(house)
  return {
    'GET /cards': { says: 'What you keep, newest first; or what of it you look for', query: CardQuery, gives: { 200: CardList }, answer: list },
    'POST /cards': { says: 'Keep a word, a phrase or a corrected mistake', body: CardRequest, gives: { 201: CardView }, answer: keep },
    'GET /cards/due': { says: 'What is due by the end of your day, the longest overdue first', query: Limit, gives: { 200: DueCards }, answer: due },
    'POST /cards/import': { says: 'Bring cards from elsewhere, all or none: a form with the file as `file`. What you keep already stays as it is', form: CardsForm, gives: { 200: CardsBrought }, answer: bring },
    'GET /cards/export': { says: 'Take your cards elsewhere', query: CardsFileQuery, gives: { 200: Binary('A file to keep.') }, as: 'application/octet-stream', answer: take },
    'POST /reviews': { says: 'How well you remembered; offline too, each counts once', body: ReviewRequest, gives: { 200: Reviewed }, answer: review },
    'PATCH /cards/:id': { says: 'Change what a card says, or put it aside', params: ByText, body: CardPatch, gives: { 200: CardView }, answer: change },
    'DELETE /cards/:id': { says: 'Keep it no longer', params: ByText, gives: { 204: null }, answer: drop },
  }
}
