/** What a vendor lists of itself, in its own form: the models that are usual of it. */
import { vendors } from '../../server/src/adapters/models/vendors.ts'
import type { Answer } from './call.ts'

const usualOf = (vendor: string): readonly string[] => Object.values(vendors[vendor]?.usual ?? {}).flat().map((model) => model.split('@')[0]!)

export const models: Answer = async ({ headers, url, line }) => {
  if (url.pathname.endsWith('/projects')) return line.json({ projects: [{ project_id: 'simulated', name: 'simulated' }] })
  if (url.pathname.startsWith('/v1beta/')) return line.json({ models: usualOf('google').map((name) => ({ name: `models/${name}` })) })
  if (headers['xi-api-key'] !== undefined) return line.json(usualOf('elevenlabs').map((id) => ({ model_id: id, name: id })))
  if (headers['anthropic-version'] === undefined) return line.json({ object: 'list', data: usualOf('openai').map((id) => ({ id, object: 'model', created: 0, owned_by: 'simulated' })) })
  const data = usualOf('anthropic').map((id) => ({ id, type: 'model', display_name: id, created_at: '2026-01-01T00:00:00Z' }))
  return line.json({ data, has_more: false, first_id: data[0]!.id, last_id: data.at(-1)!.id })
}
