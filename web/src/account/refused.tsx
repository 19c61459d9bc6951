/** Why something was not done, where it was asked for. */
import type { Trouble } from '../api.ts'
import { TroubleText } from '../kit/trouble.tsx'

/** `unauthorized` is what it means here that somebody is not who they say. */
export function Refused({ trouble, unauthorized }: { readonly trouble: Trouble; readonly unauthorized?: string }) {
  return <p role="alert" className="text-rust">{trouble.code === 'unauthorized' && unauthorized ? unauthorized : <TroubleText trouble={trouble} />}</p>
}
