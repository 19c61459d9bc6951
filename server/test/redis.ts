/** A Redis of its own for a test, with nothing on disk. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createConnection } from 'node:net'
import { present } from './present.ts'
import { freePort } from './free-port.ts'

export type TestRedis = {
  readonly port: number
  readonly url: string
  /** Stopped where it stands, holding its connections; and going on. */
  pause(): void
  goOn(): void
  /** What it answers to a command, as it is on the wire. */
  ask(command: string): Promise<string>
  /** SIGTERM as an operator does; SIGKILL, unless it is said otherwise, as a crash does. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

/** On a port that is given, or any free one; `more` as on its command line. */
export async function startRedis({ port: wanted = 0, more = [] }: { readonly port?: number; readonly more?: readonly string[] } = {}): Promise<TestRedis> {
  const program = present('redis')
  if (program === undefined) throw new Error('There is no Redis here; ask leftOut first.')
  const port = wanted || (await freePort())
  const server = spawn(program, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', ...more], { stdio: ['ignore', 'pipe', 'inherit'], cwd: '/' })
  await ready(server.stdout)
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    pause: () => void server.kill('SIGSTOP'),
    goOn: () => void server.kill('SIGCONT'),
    async ask(command) {
      const line = createConnection(port, '127.0.0.1')
      line.write(`${command}\r\n`)
      const [answer] = await once(line, 'data') as [Buffer]
      line.destroy()
      return answer.toString()
    },
    async stop(signal = 'SIGKILL') {
      server.kill('SIGCONT')
      server.kill(signal)
      if (server.exitCode === null && server.signalCode === null) await once(server, 'exit')
    },
  }
}

async function ready(output: NodeJS.ReadableStream): Promise<void> {
  let said = ''
  for await (const piece of output) {
    said += String(piece)
    if (said.includes('eady to accept connections')) return void output.resume()
  }
  throw new Error(`Redis did not start: ${said.slice(-500)}`)
}
