/** The simulator as a process of its own: `node bench/simulator/main.ts --port 4010 --key sk-simulated`. */
import { parseArgs } from 'node:util'
import { startSimulator } from './simulator.ts'

const { values } = parseArgs({ options: { port: { type: 'string', default: '4010' }, key: { type: 'string', default: 'sk-simulated' }, remember: { type: 'boolean', default: false }, 'real-tokens': { type: 'boolean', default: false } } })
const simulator = await startSimulator({ port: Number(values.port), key: values.key, remember: values.remember, realTokens: values['real-tokens'] })
console.log(JSON.stringify({ url: simulator.url }))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void simulator.stop())
