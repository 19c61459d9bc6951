/** A recording in a multipart form: one file called `audio`, and perhaps the conversation it belongs to. */
import type { FastifyRequest } from 'fastify'
import { Failure } from '../../domain/failure.ts'
import { isId } from '../../domain/identity.ts'

export const recordingBytesMax = 5 * 1024 * 1024
/** A form has a file and a field or two. */
export const formLimits = { fileSize: recordingBytesMax, files: 1, fields: 4, fieldSize: 200, fieldNameSize: 100, parts: 5, headerPairs: 20 } as const

export async function readRecording(request: FastifyRequest): Promise<{ readonly recording: Uint8Array; readonly conversationId: string | undefined }> {
  if (!request.isMultipart()) throw new Failure('unsupported', 'Send the recording as a form (multipart/form-data) with a file called "audio".')
  const { recording, conversationId } = await readParts(request).catch(unread)
  if (!recording) throw fieldFault('audio', 'The form has no file called "audio".')
  return { recording, conversationId }
}

/** What the parser trips over is the sender's; it names only what it forbids. */
export function unread(error: unknown): never {
  throw error instanceof Failure || (error as { statusCode?: number }).statusCode !== undefined ? error : new Failure('invalid', 'The form could not be read to its end.', { cause: error })
}

type Parts = { readonly recording: Uint8Array | undefined; readonly conversationId: string | undefined }

async function readParts(request: FastifyRequest): Promise<Parts> {
  let recording: Uint8Array | undefined
  let conversationId: string | undefined
  for await (const part of request.parts({ limits: formLimits })) {
    if (part.type === 'file') {
      if (part.fieldname !== 'audio') throw fieldFault(part.fieldname, 'The file is expected under the name "audio".')
      recording = await part.toBuffer()
    } else if (part.fieldname === 'conversationId') {
      if (typeof part.value !== 'string' || !isId(part.value)) throw fieldFault('conversationId', 'This is no conversation.')
      conversationId = part.value
    } else throw fieldFault(part.fieldname, 'The form has a field that is not known.')
  }
  return { recording, conversationId }
}

const fieldFault = (field: string, detail: string) => new Failure('invalid', detail, { fields: [{ field: `/${field.replaceAll(/[^\w-]/g, '').slice(0, 40)}`, detail }] })
