// One contender in a process of its own: parsers slow each other down when they share one.
import { readFileSync } from 'node:fs'
import { contenders } from './contenders.mjs'

const [name, file, warmUpMs, countMs] = process.argv.slice(2)
const bytes = readFileSync(file)
const parse = contenders[name]()

function run(ms) {
  const start = performance.now()
  for (let times = 1; ; times++) {
    parse(bytes)
    const spent = performance.now() - start
    if (spent >= ms) return (times * 1000) / spent
  }
}

run(Number(warmUpMs))
console.log(run(Number(countMs)))
