/**
 * A backup, a restoration or an upgrade in a process that ends itself at one of its awaits: before each message to a database, and before and
 * after each time that a file or folder gets its name.
 *
 *     node crash-copy-process.ts <data folder> restore <file> 'before message 7'
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { Socket } from 'node:net'
import { readConfig } from '../../src/config.ts'
import { backUpInstallation, restoreInstallation, upgradeInstallation } from '../../src/installation.ts'
import { awaitsUntil } from './crash-awaits.ts'

const [folder, what, path, last] = process.argv.slice(2) as [string, string, string, string]
const { at, around } = awaitsUntil(last)
const { renameSync, promises: { rename } } = fs
const send = Socket.prototype.write as (...given: unknown[]) => boolean

Object.assign(Socket.prototype, {
  write(this: Socket, ...given: unknown[]) {
    at('before message')
    return send.apply(this, given)
  },
})
Object.assign(fs.promises, { rename: (...given: Parameters<typeof rename>) => around('rename', () => rename(...given)) })
Object.assign(fs, {
  renameSync(...given: Parameters<typeof renameSync>) {
    at('before rename')
    renameSync(...given)
    at('after rename')
  },
})
syncBuiltinESMExports()

const config = readConfig({ MLUV_DATA: folder })
const silent = () => {}
if (what === 'backup') await backUpInstallation(config, path, silent)
if (what === 'restore') await restoreInstallation(config, path, silent)
if (what === 'upgrade') await upgradeInstallation(config, path, silent)
