/** `npm start -- serve | work | migrate | doctor`, and nothing else. */
const nodeMajorMin = 24

if (Number(process.versions.node.split('.')[0]) < nodeMajorMin) {
  console.error(`Mluv runs on Node ${nodeMajorMin} or newer, and this is ${process.version}. "npm ci" brings the right one along, and "npm start" uses it.`)
  process.exit(1)
}

const [command = 'serve'] = process.argv.slice(2)
const { commands } = await import('./commands.ts')
const run = commands[command]
if (run) await run()
else {
  console.error(`"${command}" is not something Mluv can do. It can: ${Object.keys(commands).join(', ')}.`)
  process.exitCode = 1
}
