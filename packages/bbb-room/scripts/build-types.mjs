// What frameworks know of the elements, from the manifest that the analyzer wrote.
import { readFileSync } from 'node:fs'
import { generateJsxTypes } from '@wc-toolkit/jsx-types'
import { generateSvelteTypes } from 'custom-element-svelte-integration'
import { generateVuejsTypes } from 'custom-element-vuejs-integration'

const manifest = JSON.parse(readFileSync('dist/custom-elements.json', 'utf8'))
const componentTypePath = (_name, tag) => `./${tag}.js`
generateJsxTypes(manifest, { outdir: 'dist', fileName: 'jsx.d.ts', componentTypePath, stronglyTypedEvents: true })
generateVuejsTypes(manifest, { outdir: 'dist', fileName: 'vue.d.ts', componentTypePath, hideLogs: true })
generateSvelteTypes(manifest, { outdir: 'dist', fileName: 'svelte.d.ts', componentTypePath, hideLogs: true })
