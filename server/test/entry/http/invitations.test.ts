import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { startTelegram } from '../../../../bench/telegram/bot-api.ts'
import { InvitationList, InvitationMade, SignedIn, Ways } from '@mluv/protocol/sign-in.ts'
import { OperatorSession } from '@mluv/protocol/session.ts'
import { openMailServer, textOf, type MailServer } from '../../mail-server.ts'
import { assertRefused, openInstallation, type Installation } from '../../journeys/installation.ts'
import { turnableClock, type TurnableClock } from '../../journeys/turnable-clock.ts'

const operatorToken = 'an-operator-token-of-ours'
const dayMs = 86_400_000

type Opened = Installation & { readonly mail: MailServer; readonly clock: TurnableClock }

async function opened(signUp: string, database?: Installation['database']): Promise<Opened> {
  const [mail, clock] = [await openMailServer(), turnableClock()]
  const mluv = await openInstallation({ clock, warm: [], ...(database && { database }), settings: { SIGNUP: signUp, MLUV_OPERATOR_TOKEN: operatorToken, SMTP_URL: mail.url, PUBLIC_URL: 'https://mluv.example' } })
  return { ...mluv, mail, clock, close: async () => { await mluv.close(); await mail.close() } }
}

async function linkFor({ call, mail }: Opened, email: string): Promise<string> {
  const at = mail.lettersTo(email)
  assert.equal((await call('/session/email', { json: { email } })).status, 202)
  return /#sign-in=([\w-]+)/.exec(textOf(await mail.letterTo(email, at)))![1]!
}

async function operators({ call }: Opened) {
  const { token } = (await call('/session/operator', { json: { token: operatorToken } })).as(OperatorSession)
  return {
    invite: async (uses: number, days = 7) => (await call('/admin/invitations', { token, json: { uses, days } })).as(InvitationMade),
    list: async () => (await call('/admin/invitations', { token })).as(InvitationList).items.map(({ uses, used }) => [uses, used]),
    drop: (id: string) => call(`/admin/invitations/${id}`, { method: 'DELETE', token }),
  }
}

describe('an installation by invitation', () => {
  let mluv: Opened
  before(async () => { mluv = await opened('invite') })
  after(() => mluv.close())

  it('lets in a guest who has one, as often as it says, however many come at once', async () => {
    assert.equal((await mluv.call('/session/ways')).as(Ways).signUp, 'invite')
    const { invite, list } = await operators(mluv)
    const { code } = await invite(2)
    assert.match(code, /^([0-9A-HJKMNP-TV-Z]{5}-){2}[0-9A-HJKMNP-TV-Z]{5}$/)
    const guest = (invitation?: string) => mluv.call('/session/guest', { method: 'POST', json: { ...(invitation !== undefined && { invitation }) } })
    assertRefused(await guest(), 403, 'forbidden')
    const statuses = (await Promise.all([1, 2, 3, 4].map(() => guest(code.toLowerCase().replaceAll('-', ' '))))).map(({ status }) => status)
    assert.deepEqual(statuses.toSorted((one, other) => one - other), [201, 201, 403, 403])
    assert.equal((await guest(code)).text, (await guest('AAAAA-AAAAA-AAAAA')).text, 'used up and unknown are the same')
    assert.deepEqual((await list())[0], [2, 2])
    assert.equal((await mluv.rows()).learners, 2)
    const [row] = await mluv.database.database.kysely.selectFrom('invitations').selectAll().execute()
    assert.ok(!Buffer.from(row!.code_hash).toString().includes(code))
  })

  it('lets in by a letter whoever has one, asks nothing of who is known, and keeps the link of who forgot it', async () => {
    const { invite, list } = await operators(mluv)
    const { code } = await invite(1)
    const confirm = (token: string, invitation?: string) => mluv.call('/session/email/confirm', { json: { token, ...(invitation !== undefined && { invitation }) } })
    const link = await linkFor(mluv, 'a@example.org')
    assertRefused(await confirm(link), 403, 'forbidden')
    assertRefused(await confirm(link, 'wrong'), 403, 'forbidden')
    assert.equal((await confirm(link, code)).as(SignedIn).how, 'new')
    assert.equal((await confirm(await linkFor(mluv, 'a@example.org'))).as(SignedIn).how, 'back')
    assertRefused(await confirm(await linkFor(mluv, 'b@example.org'), code), 403, 'forbidden')
    assert.deepEqual((await list())[0], [1, 1])
  })

  it('ends an invitation with its days, and when an operator takes it back', async () => {
    const { invite, drop } = await operators(mluv)
    const [short, taken] = [await invite(5, 1), await invite(5, 30)]
    const guest = async (invitation: string) => (await mluv.call('/session/guest', { json: { invitation } })).status
    assert.deepEqual([await guest(short.code), await guest(taken.code)], [201, 201])
    assert.equal((await drop(taken.invitationId)).status, 204)
    assertRefused(await drop(taken.invitationId), 404)
    mluv.clock.turn(dayMs + 1)
    assert.deepEqual([await guest(short.code), await guest(taken.code)], [403, 403])
  })

  it('leaves invitations to operators', async () => {
    const { invite } = await operators(mluv)
    const { token } = await mluv.guest({ invitation: (await invite(1)).code })
    assertRefused(await mluv.call('/admin/invitations', { token, json: { uses: 1, days: 1 } }), 403, 'forbidden')
    assertRefused(await mluv.call('/admin/invitations', { token }), 403, 'forbidden')
  })
})

describe('a closed installation', () => {
  it('lets in nobody new, and everybody who is known', async () => {
    const earlier = await openInstallation({ warm: [] })
    const guest = await earlier.guest()
    assert.equal((await earlier.call('/learner/password', { method: 'PUT', token: guest.token, json: { name: 'known', password: 'tři sta třicet tři' } })).status, 200)
    await earlier.close({ keep: true })
    const mluv = await opened('closed', earlier.database)
    assert.equal((await mluv.call('/session/ways')).as(Ways).signUp, 'closed')
    assertRefused(await mluv.call('/session/guest', { method: 'POST' }), 403, 'forbidden')
    assertRefused(await mluv.call('/session/guest', { json: { invitation: 'AAAAA-AAAAA-AAAAA' } }), 403, 'forbidden')
    assertRefused(await mluv.call('/session/email/confirm', { json: { token: await linkFor(mluv, 'new@example.org') } }), 403, 'forbidden')
    assert.equal((await mluv.call('/session/password', { json: { name: 'known', password: 'tři sta třicet tři' } })).as(SignedIn).learnerId, guest.learnerId)
    assert.equal((await mluv.call('/session/recover', { json: { recoveryCode: guest.recoveryCode } })).status, 201)
    assert.equal((await mluv.rows()).learners, 1)
    await mluv.close()
  })
})

describe('a closed installation in Telegram', () => {
  it('tells whoever is new so, in their tongue, and makes nobody of them', async () => {
    const telegram = await startTelegram()
    const closed = await openInstallation({ warm: [], settings: { SIGNUP: 'closed', TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_URL: telegram.url } })
    try {
      const chat = telegram.chat(7, { languageCode: 'uk' })
      chat.say('/start')
      while (chat.messages().length === 0) await new Promise((resolve) => { setTimeout(resolve, 10) })
      assert.match(chat.messages()[0]!.text, /^Нових людей сюди зараз не пускаю/)
      assert.equal((await closed.rows()).learners, 0)
    } finally {
      await closed.close()
      await telegram.stop()
    }
  })
})
