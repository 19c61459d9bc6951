/** `npm run bench -- NAME [--quick]` runs `bench/NAME.ts`; without a name it lists them. */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const [name = '', ...rest] = process.argv.slice(2)
const file = join(import.meta.dirname, `${name}.ts`)
const names = readdirSync(import.meta.dirname).filter((each) => each.endsWith('.ts') && each !== 'run.ts').map((each) => each.slice(0, -3))
if (!/^[\w-]+$/.test(name) || !existsSync(file)) {
  console.error(`There is no bench "${name}". There are: ${names.join(', ')}.`)
  process.exit(1)
}
spawn(process.execPath, [file, ...rest], { stdio: 'inherit' }).on('exit', (code) => {
  process.exitCode = code ?? 1
})
