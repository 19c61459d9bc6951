/** `npm start -- serve | work | migrate | doctor | move | backup | restore | upgrade`, and nothing else. */
const nodeMajorMin = 24

if (Number(process.versions.node.split('.')[0]) < nodeMajorMin) {
  console.error(`Mluv runs on Node ${nodeMajorMin} or newer, and this is ${process.version}. "npm ci" brings the right one along, and "npm start" uses it.`)
  process.exit(1)
}

// What was compiled is kept for the next start; threads learn where from the environment alone.
const { enableCompileCache } = await import('node:module')
const { directory } = enableCompileCache()
if (directory !== undefined) process.env.NODE_COMPILE_CACHE ??= directory

// Whoever reads may have read enough, as `| head` does.
process.stdout.on('error', (error) => {
  if (!('code' in error) || error.code !== 'EPIPE') throw error
})

const { command } = await import('./commands.ts')
await command(process.argv.slice(2))
