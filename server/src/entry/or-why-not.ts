/** A door that is being opened, or why it could not be, for whoever set where it is: each setting with its value. */
import { Failure } from '../domain/failure.ts'

type Set = readonly [name: string, value: string | null]

export async function orWhyNot<Opened>(opening: Promise<Opened>, [portName, port]: Set, [hostName, host]: Set): Promise<Opened> {
  try {
    return await opening
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'EADDRINUSE') throw new Failure('conflict', `Something else listens on port ${port} already. Stop it, or set ${portName} to another number.`, { cause: error })
    if (code === 'EACCES') throw new Failure('forbidden', `Port ${port} is not allowed to this user. Set ${portName} to 1024 or above.`, { cause: error })
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') throw new Failure('invalid', `This machine has no address ${host}. Set ${hostName} to 127.0.0.1 or 0.0.0.0.`, { cause: error })
    throw error
  }
}
