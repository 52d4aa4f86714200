// Bundles the built modules with Lit into dist/cdn: one file for `<bbb-room>`, and beside it the parts that are fetched
// only when needed. A second copy stands in a folder named by the version; integrity.json has the hashes of all.
import { createHash } from 'node:crypto'
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import nodeResolve from '@rollup/plugin-node-resolve'
import { rollup } from 'rollup'
import { minify } from 'terser'

const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
const out = 'dist/cdn'
rmSync(out, { recursive: true, force: true })

/** Indentation inside templates and style sheets is for readers of the source. */
const withoutIndentation = {
  name: 'without-indentation',
  transform: (code) => ({ code: code.replace(/\n\s+/g, '\n'), map: null }),
}

/** An element of the page whose id is the name of one of Lit's globals would stand in its place, and stop the script. */
const withoutGlobals = {
  name: 'without-globals',
  transform: (code) => ({
    code: code
      .replace(/\(\w+\.\w+Versions\?\?=\[\]\)\.push\("[\d.]+"\)/g, 'void 0')
      .replace(/\b\w+\.\w+PolyfillSupport\b/g, 'void 0'),
    map: null,
  }),
}

const minified = {
  name: 'minified',
  renderChunk: async (code) => (await minify(code, { module: true, ecma: 2020, compress: { passes: 3 } })).code,
}

/** What the first view needs beside the first file is one file: parts of it that others share would each be a request. */
const inRoomParts = (id, { getModuleInfo }) => {
  const reached = (name) => {
    const ids = new Set()
    const visit = (each) => {
      if (ids.has(each)) return
      ids.add(each)
      getModuleInfo(each).importedIds.forEach(visit)
    }
    visit(resolve(`dist/${name}.js`))
    return ids
  }
  return reached('room-parts').has(id) && !reached('index').has(id) ? 'room-parts' : undefined
}

const bundle = await rollup({
  input: { 'bbb-room': 'dist/index.js' },
  // What a later part shares with the first file is exported by the first file, so that it stays one file.
  preserveEntrySignatures: 'allow-extension',
  plugins: [nodeResolve(), withoutIndentation, withoutGlobals, minified],
})
await bundle.write({
  dir: out,
  format: 'es',
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name]-[hash].js',
  manualChunks: inRoomParts,
  onlyExplicitManualChunks: true,
})
await bundle.close()

cpSync(out, `${out}-versioned`, { recursive: true })
cpSync(`${out}-versioned`, `${out}/${version}`, { recursive: true })
rmSync(`${out}-versioned`, { recursive: true })

const files = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js'))
const integrity = {}
for (const file of files.sort()) {
  integrity[file] = `sha384-${createHash('sha384')
    .update(readFileSync(`${out}/${file}`))
    .digest('base64')}`
}
writeFileSync(`${out}/integrity.json`, `${JSON.stringify(integrity, null, 2)}\n`)

for (const file of files.filter((file) => !file.startsWith(version))) {
  console.log(`${file}  ${gzipSync(readFileSync(`${out}/${file}`), { level: 9 }).length} B gzip`)
}
