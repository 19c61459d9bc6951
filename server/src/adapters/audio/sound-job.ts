/** What passes between the server and the thread that works on sound. */
import type { FailureCode } from '../../domain/failure.ts'
import type { Pcm, SoundForm } from '../../ports/audio.ts'

export type SoundJob =
  | { readonly task: 'decode'; readonly bytes: Uint8Array; readonly durationMsMax: number }
  | { readonly task: 'encode'; readonly pcm: Pcm }
  | { readonly task: 'join'; readonly parts: readonly Uint8Array[] }
  | { readonly task: 'convert'; readonly bytes: Uint8Array; readonly form: SoundForm }

export type SoundResult = Pcm | Uint8Array

export type SoundAnswer =
  | { readonly result: SoundResult }
  | { readonly failure: { readonly code: FailureCode; readonly message: string } }
