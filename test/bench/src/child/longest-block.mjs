// The longest time for which the event loop stood still: while core reads a stream, or a peer the whole text.
import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { parseResponseStream } from '@bbb-room/core'
import { contenders } from './contenders.mjs'

const [name, file] = process.argv.slice(2)
const bytes = readFileSync(file)
let longest = 0

if (name === 'core') {
  let last = performance.now()
  let isDone = false
  const watch = async () => {
    while (!isDone) {
      await nextTurn()
      const now = performance.now()
      longest = Math.max(longest, now - last)
      last = now
    }
  }
  const watching = watch()
  const chunkLength = 64 * 1024
  const chunks = function* () {
    for (let from = 0; from < bytes.length; from += chunkLength) yield bytes.subarray(from, from + chunkLength)
  }
  await parseResponseStream('getRecordings', Readable.from(chunks()))
  isDone = true
  await watching
} else {
  const parse = contenders[name]()
  const start = performance.now()
  parse(bytes)
  longest = performance.now() - start
}
console.log(longest)
