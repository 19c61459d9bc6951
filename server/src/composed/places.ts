/** Where the project's own files are, and which version they are. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Repository } from '../config.ts'

export const projectFolder = resolve(import.meta.dirname, '../../..')
export const contentFolder = join(projectFolder, 'server/content')
export const webFolder = join(projectFolder, 'web')
export const { version, repository } = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')) as { version: string; repository?: Repository }
