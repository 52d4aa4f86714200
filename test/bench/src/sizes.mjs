import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { statedLine, verdictOf } from './lines.mjs'
import { loadPeer, peersFolder } from './peers.mjs'

const require = createRequire(import.meta.url)
/** The element as pages load it from the BFF or a CDN: one file, Lit included. */
const cdnFile = require.resolve('bbb-room/cdn/bbb-room.js')

/** Ways to put a meeting, or something else of others, into a page. What they load later is not counted for anyone. */
const peers = {
  '@whereby.com/browser-sdk/embed': [],
  giscus: [],
  '@daily-co/daily-js': [],
  '@jitsi/react-sdk': ['react', 'react/jsx-runtime'],
  'livekit-client': [],
}

/**
 * Bundles an entry as a page would load it.
 * @param {string} entry
 * @param {{ external?: string[], resolveDir?: string }} [options]
 * @returns {Promise<Buffer>}
 */
export async function bundle(entry, { external = [], resolveDir = peersFolder } = {}) {
  const { outputFiles, metafile } = await loadPeer('esbuild').build({
    stdin: { contents: `import ${JSON.stringify(entry)}; export * from ${JSON.stringify(entry)}`, resolveDir },
    bundle: true,
    minify: true,
    format: 'esm',
    splitting: true,
    outdir: resolveDir,
    absWorkingDir: resolveDir,
    target: 'es2022',
    external,
    write: false,
    metafile: true,
    logLevel: 'error',
  })
  // The entry and what it imports at once; parts that are loaded when they are needed stand in files of their own.
  const atOnce = new Set(['stdin.js'])
  for (const file of atOnce) {
    for (const { path, kind, external: isOutside } of metafile.outputs[file].imports) {
      if (kind === 'import-statement' && !isOutside) atOnce.add(path)
    }
  }
  const loaded = outputFiles.filter(({ path }) => atOnce.has(relative(resolveDir, path)))
  return Buffer.concat(loaded.map(({ contents }) => contents))
}

function measure(bytes) {
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }
  return { gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotliCompressSync(bytes, quality).length }
}

/** B1, B2: what a page has to load, beside what it would load for others. */
export async function sizeLines() {
  const own = measure(readFileSync(cdnFile))
  const entry = measure(
    await bundle('bbb-room', {
      external: ['lit', 'lit/*'],
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    }),
  )
  /** @type {Record<string, { gzip: number, brotli: number }>} */
  const others = {}
  for (const [name, external] of Object.entries(peers)) others[name] = measure(await bundle(name, { external }))

  /** @type {Pick<import('./lines.mjs').Line, 'id' | 'what' | 'contender' | 'bound'>} */
  const file = { id: 'B1', what: 'the file of a CDN', contender: 'bbb-room with Lit', bound: 'at most' }
  const whereby = '@whereby.com/browser-sdk/embed'
  const beside = (name, of, limit) => {
    const ratio = own[of] / others[name][of]
    const line = { ...file, what: `${file.what}, ${of}`, reference: name, target: limit, floor: limit }
    return {
      ...line,
      ...{ median: ratio, min: ratio, max: ratio, rounds: 1, isNoisy: false },
      verdict: limit === undefined ? 'for comparison' : verdictOf(line, ratio),
      measured: { [file.contender]: own[of], [name]: others[name][of] },
    }
  }
  return [
    statedLine({ ...file, reference: 'B gzip', target: 10_100, floor: 10_100 }, [own.gzip]),
    ...Object.keys(others).flatMap((name) => [
      beside(name, 'gzip', name === whereby ? 1 : undefined),
      beside(name, 'brotli', name === whereby ? 1 : undefined),
    ]),
    statedLine(
      {
        id: 'B2',
        what: 'the entry of npm',
        contender: 'bbb-room without Lit',
        reference: 'B gzip',
        target: 5000,
        floor: 5000,
        bound: 'at most',
      },
      [entry.gzip],
    ),
  ]
}
