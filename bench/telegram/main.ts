/** The simulated Telegram as a process of its own: `node bench/telegram/main.ts --port 4011 --token 1234567:simulated`. */
import { parseArgs } from 'node:util'
import { startTelegram } from './bot-api.ts'

const { values } = parseArgs({ options: { port: { type: 'string', default: '4011' }, token: { type: 'string', default: '1234567:simulated' } } })
const telegram = await startTelegram({ port: Number(values.port), token: values.token })
console.log(JSON.stringify({ url: telegram.url }))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void telegram.stop())
