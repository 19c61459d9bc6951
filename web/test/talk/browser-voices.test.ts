import assert from 'node:assert/strict'
import { test } from 'node:test'
import { voiceFor } from '../../src/talk/browser-voices.ts'

const zuzana = { name: 'Zuzana', lang: 'cs-CZ', localService: true }
const jakub = { name: 'Microsoft Jakub', lang: 'cs_CZ', localService: true }
const google = { name: 'Google čeština', lang: 'cs-CZ', localService: false }
const robot = { name: 'Czech espeak-ng', lang: 'cs', localService: true }
const slovak = { name: 'Laura', lang: 'sk-SK', localService: true }
const unchosen = { textOnly: false, voice: null }

test('a natural voice in the machine is preferred to the plain one of the server, and to no other', () => {
  const voices = [robot, google, slovak, zuzana, jakub]
  assert.equal(voiceFor(unchosen, 'espeak', voices), 'Zuzana')
  assert.equal(voiceFor(unchosen, null, voices), 'Zuzana')
  assert.equal(voiceFor(unchosen, 'elevenlabs', voices), null)
})

test('the learner chooses: another voice, or the server’s', () => {
  assert.equal(voiceFor({ textOnly: false, voice: 'Microsoft Jakub' }, 'elevenlabs', [zuzana, jakub]), 'Microsoft Jakub')
  assert.equal(voiceFor({ textOnly: false, voice: 'server' }, 'espeak', [zuzana]), null)
  assert.equal(voiceFor({ textOnly: true, voice: 'Zuzana' }, 'espeak', [zuzana]), null)
  assert.equal(voiceFor({ textOnly: false, voice: 'Gone' }, 'espeak', [zuzana]), 'Zuzana', 'a voice that is no longer there is as if none had been chosen')
})

test('neither a voice that asks somebody else, nor one that is no better, nor another language', () => {
  for (const voices of [[google], [robot], [slovak], []]) assert.equal(voiceFor(unchosen, 'espeak', voices), null)
})
