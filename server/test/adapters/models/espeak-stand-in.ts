/** A voice that does what it is told: *zemři* kills it; *zemři podruhé* only where it has spoken before; *mlč* makes it silent. */
let said = 0

process.on('disconnect', () => process.exit())
process.on('message', ({ text }: { text: string }) => {
  if (text.startsWith('Zemři podruhé') ? said > 0 : text.startsWith('Zemři')) process.exit(1)
  said++
  if (!text.startsWith('Mlč')) process.send!({ pcm: new Int16Array(text.length), marks: [] })
})
