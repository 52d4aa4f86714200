/* global document */
// Photographs every scene at three widths in light and dark, right to left and in forced colours, and puts the pictures
// of a kind together on one sheet: to look at them all. `node scripts/take-screenshots.mjs [words in the scenes' names]`,
// after a build; the pictures are then in reports/screenshots.
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { chromium } from 'playwright-core'
import { recordingScenes, scenes } from '../dist/testing.js'
import { serveFiles } from './serve-files.mjs'

const out = 'reports/screenshots'
const words = process.argv.slice(2)
const isWanted = (name) => words.length === 0 || words.some((word) => name.includes(word))
const names = [...scenes, ...recordingScenes].map(({ name }) => name).filter(isWanted)
const kinds = [
  ...[320, 480, 960].flatMap((width) => ['light', 'dark'].map((colorScheme) => ({ width, colorScheme, lang: 'en' }))),
  { width: 480, colorScheme: 'light', lang: 'ar' },
  { width: 320, colorScheme: 'dark', lang: 'de' },
  { width: 480, colorScheme: 'dark', lang: 'en', forcedColors: 'active' },
].map((kind) => ({
  ...kind,
  sheet: [kind.width, kind.colorScheme, kind.lang, kind.forcedColors && 'forced'].filter(Boolean).join('-'),
}))

const { url, close } = await serveFiles()
const browser = await chromium.launch({
  executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--use-fake-device-for-media-stream'],
})
if (words.length === 0) rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })

const photograph = async (name, lang, kindsOfIt) => {
  const context = await browser.newContext({ viewport: { width: 1000, height: 900 }, deviceScaleFactor: 1 })
  const page = await context.newPage()
  await page.goto(`${url}/playground/?scene=${name}&lang=${lang}&bare`)
  await page.waitForFunction((scene) => document.body.dataset.shown === scene, name)
  for (const { width, colorScheme, forcedColors = 'none', sheet } of kindsOfIt) {
    await page.setViewportSize({ width, height: 100 })
    await page.emulateMedia({ colorScheme, forcedColors, reducedMotion: 'reduce' })
    await page.screenshot({ path: `${out}/${sheet}-${name}.png`, fullPage: true })
  }
  await context.close()
}
const languages = [...new Set(kinds.map(({ lang }) => lang))]
const jobs = names.flatMap((name) => languages.map((lang) => [name, lang, kinds.filter((kind) => kind.lang === lang)]))
const work = async () => {
  for (let job = jobs.shift(); job; job = jobs.shift()) await photograph(...job)
}
await Promise.all([work(), work(), work()])

const perSheet = 21
for (const { sheet, width, colorScheme } of kinds) {
  for (let first = 0; first < names.length; first += perSheet) {
    const page = await browser.newPage({ viewport: { width: 1560, height: 600 } })
    const figures = names.slice(first, first + perSheet).map((name) => {
      const picture = readFileSync(`${out}/${sheet}-${name}.png`, 'base64')
      return `<figure><img src="data:image/png;base64,${picture}"><figcaption>${name}</figcaption></figure>`
    })
    await page.setContent(
      `<!doctype html><style>
        body { margin: 10px; columns: ${Math.min(width, 720)}px; column-gap: 10px; font: 11px monospace;
               background: ${colorScheme === 'dark' ? '#000' : '#ccc'}; color: #888 }
        figure { margin: 0 0 8px; break-inside: avoid } img { display: block; width: 100% }
      </style>${figures.join('')}`,
    )
    const path = `${out}/sheet-${sheet}-${first / perSheet + 1}.png`
    await page.screenshot({ path, fullPage: true })
    await page.close()
    console.log(path)
  }
}
await browser.close()
close()
