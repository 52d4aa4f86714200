// Peak memory above the loaded input while it is parsed once, per byte of it.
import { readFileSync } from 'node:fs'
import { contenders } from './contenders.mjs'

const [name, file] = process.argv.slice(2)
const parse = contenders[name]()
const bytes = readFileSync(file)
const before = process.memoryUsage.rss()
const kept = parse(bytes)
const peak = process.resourceUsage().maxRSS * 1024
if (!kept) throw new Error('Nothing was parsed')
console.log((peak - before) / bytes.length)
