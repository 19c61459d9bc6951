/** A file of prices, which says of models what the list does not say, or what is true by now. */
import { readFile } from 'node:fs/promises'
import Type from 'typebox'
import { Value } from 'typebox/value'
import { Failure } from '../../domain/failure.ts'
import { linedYaml } from '../yaml.ts'
import { abilities, listedPrices, type PriceList } from './price-list.ts'

const closed = { additionalProperties: false }
const Amount = Type.Optional(Type.Number({ minimum: 0, maximum: 1_000_000 }))

const Entry = Type.Object({
  ability: Type.Optional(Type.Union(abilities.map((ability) => Type.Literal(ability)))),
  strength: Type.Optional(Type.Union([Type.Literal('light'), Type.Literal('strong')])),
  contextTokens: Type.Optional(Type.Union([Type.Integer({ minimum: 1 }), Type.Null()])),
  languages: Type.Optional(Type.Union([Type.Array(Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]+)*$' })), Type.Null()])),
  price: Type.Object({
    inputTokens: Amount, cachedInputTokens: Amount, cacheWrittenTokens: Amount, outputTokens: Amount, spokenCharacters: Amount, heardSound: Amount, spokenSound: Amount,
  }, closed),
  pricedOn: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
}, closed)

const PriceFile = Type.Record(Type.String({ pattern: '^[^/\\s]+/\\S+$' }), Entry, closed)

/** Prices as they are listed, with those of the file before them. Throws a `Failure` that names the file and every fault in it, with its line. */
export async function pricesWith(file: string | null): Promise<PriceList> {
  if (file === null) return listedPrices
  const { faults, value, lineOf } = await linedYaml(await textOf(file))
  if (faults.length > 0) throw unfit(file, faults.map(({ line, message }) => `line ${line}: ${message}`))
  const given = value ?? {}
  if (!Value.Check(PriceFile, given)) throw unfit(file, faultsOf(given).map(({ path, what }) => `line ${lineOf(path)}: ${path.join(' ') || 'the file'} ${what}`))
  const unable = Object.entries(given).filter(([name, { ability }]) => ability === undefined && !listedPrices.has(name))
  if (unable.length > 0) throw unfit(file, unable.map(([name]) => `line ${lineOf([name])}: ${name} is not listed; say its ability (${abilities.join(', ')})`))
  const otherwise = { ability: 'chat', strength: 'strong', contextTokens: null, languages: null } as const
  return new Map([...listedPrices, ...Object.entries(given).map(([name, entry]) => [name, { ...(listedPrices.get(name) ?? otherwise), ...entry }] as const)])
}

const unfit = (file: string, faults: readonly string[]): Failure => new Failure('invalid', `${file}: ${faults.join('; ')}`)

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    throw new Failure('invalid', `MLUV_PRICES names a file that cannot be read: ${file}`)
  }
}

type Path = readonly string[]

/** In words for whoever wrote the file; a name that is not known is said once, where it stands. */
function faultsOf(given: unknown): readonly { readonly path: Path; readonly what: string }[] {
  return Value.Errors(PriceFile, given).flatMap(({ keyword, instancePath, message }) => {
    const path = instancePath.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    if (keyword === 'additionalProperties') return []
    if (keyword === 'boolean') return [{ path, what: path.length === 1 ? 'must read like vendor/model' : 'is not known here' }]
    return [{ path, what: keyword === 'type' && path.length === 0 ? 'must list models by vendor/model' : message }]
  })
}
