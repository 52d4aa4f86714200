import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual, promisify } from 'node:util'
import { parseResponse } from '@bbb-room/core'
import { createRandom } from './input/random.mjs'
import { recordingsXml } from './input/recordings-xml.mjs'
import { measureLines } from './lines.mjs'

const run = promisify(execFile)

/** What a process of its own prints: one figure. */
async function figure(child, ...args) {
  const program = fileURLToPath(new URL(`child/${child}.mjs`, import.meta.url))
  const { stdout } = await run(process.execPath, [program, ...args.map(String)])
  return Number(stdout)
}

/** P1 to P6: how fast, how small and how smoothly getRecordings is read. */
export async function parsingLines({ quick }) {
  const folder = mkdtempSync(join(tmpdir(), 'bbb-room-bench-'))
  try {
    const thousand = join(folder, '1000.xml')
    const tenThousand = join(folder, '10000.xml')
    const typed = join(folder, '1000.json')
    const xml = recordingsXml(1000)
    const answer = parseResponse('getRecordings', xml)
    const json = JSON.stringify(answer)
    const plain = (value) => JSON.stringify(value)
    if (!isDeepStrictEqual(plain(JSON.parse(json)), plain(answer))) throw new Error('JSON gives other data than core')
    writeFileSync(thousand, xml)
    writeFileSync(typed, json)
    const times = quick ? [300, 400] : [700, 900]
    const throughput = (name, file) => () => figure('throughput', name, file, ...times)
    const random = createRandom(2)
    const speed = {
      core: throughput('core', thousand),
      'bigbluebutton-js': throughput('bigbluebutton-js', thousand),
      'JSON.parse': throughput('JSON.parse', typed),
    }
    const typedIn1000 = 'read 1,000 recordings'
    /** @type {import('./lines.mjs').Line} */
    const p1 = {
      id: 'P1',
      what: typedIn1000,
      contender: 'core',
      reference: 'bigbluebutton-js',
      target: 2.5,
      floor: 1.8,
      bound: 'at least',
    }
    /** @type {import('./lines.mjs').Line} */
    const p2 = {
      id: 'P2',
      what: typedIn1000,
      contender: 'core',
      reference: 'xml2js',
      target: 4,
      floor: 3,
      bound: 'at least',
    }
    /** @type {import('./lines.mjs').Line} */
    const p3 = {
      id: 'P3',
      what: typedIn1000,
      contender: 'core',
      reference: 'JSON.parse',
      target: 0.25,
      floor: 0.18,
      bound: 'at least',
    }
    if (quick) return await measureLines({ rounds: 7, random, contenders: speed, lines: [p1, p3] })

    writeFileSync(tenThousand, recordingsXml(10_000))
    return [
      ...(await measureLines({
        rounds: 7,
        random,
        contenders: {
          ...speed,
          xml2js: throughput('xml2js', thousand),
          'core, 10,000': async () => 10 * (await throughput('core', tenThousand)()),
        },
        lines: [
          p1,
          p2,
          p3,
          {
            id: 'P4',
            what: 'as fast for 10,000',
            contender: 'core, 10,000',
            reference: 'core',
            target: 0.8,
            floor: 0.65,
            bound: 'at least',
          },
        ],
      })),
      ...(await measureLines({
        rounds: 3,
        random,
        contenders: {
          core: () => figure('memory', 'core', tenThousand),
          'bigbluebutton-js': () => figure('memory', 'bigbluebutton-js', tenThousand),
        },
        lines: [
          {
            id: 'P5',
            what: 'peak memory for 10,000',
            contender: 'core',
            reference: 'byte of XML',
            target: 5,
            floor: 6.5,
            bound: 'at most',
          },
          {
            id: 'P5',
            what: 'peak memory for 10,000',
            contender: 'core',
            reference: 'bigbluebutton-js',
            target: 0.6,
            floor: 0.8,
            bound: 'at most',
          },
        ],
      })),
      ...(await measureLines({
        rounds: 7,
        random,
        contenders: {
          core: () => figure('longest-block', 'core', tenThousand),
          xml2js: () => figure('longest-block', 'xml2js', tenThousand),
        },
        lines: [
          {
            id: 'P6',
            what: 'longest block, 10,000',
            contender: 'core',
            reference: 'xml2js',
            target: 1 / 40,
            floor: 1 / 20,
            bound: 'at most',
          },
        ],
      })),
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}
