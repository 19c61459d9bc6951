/** The nginx of `ops/nginx.conf` on this machine, with other ports in it. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from './free-port.ts'
import { eventually } from './journeys/eventually.ts'
import { present } from './present.ts'

export type Nginx = { readonly url: string; stop(): Promise<void> }

export async function startNginx(ports: readonly [number, number]): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'mluv-nginx-'))
  chmodSync(folder, 0o777)
  const port = await freePort()
  let server = readFileSync(fileURLToPath(new URL('../../ops/nginx.conf', import.meta.url)), 'utf8')
  for (const [said, meant] of [['127.0.0.1:3001', `127.0.0.1:${ports[0]}`], ['127.0.0.1:3002', `127.0.0.1:${ports[1]}`], ['listen 8080', `listen 127.0.0.1:${port}`]] as const) {
    assert.ok(server.includes(said), `ops/nginx.conf says ${said} no longer`)
    server = server.replace(said, meant)
  }
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`)
  const conf = join(folder, 'nginx.conf')
  writeFileSync(conf, `daemon off; pid ${folder}/pid; error_log ${folder}/errors;\nevents {}\nhttp { access_log off; ${paths.join(' ')}\n${server}\n}\n`)
  const nginx = spawn(present('nginx')!, ['-p', folder, '-c', conf], { stdio: ['ignore', 'ignore', 'inherit'] })
  const gone = once(nginx, 'exit')
  await eventually(() => answers(port), () => 'nginx did not start')
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      nginx.kill('SIGTERM')
      await gone
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
    },
  }
}

async function answers(port: number): Promise<boolean> {
  const line = createConnection(port, '127.0.0.1')
  return new Promise((resolve) => {
    line.once('connect', () => resolve(true)).once('error', () => resolve(false))
  }).then((is) => {
    line.destroy()
    return is as boolean
  })
}
