import { existsSync } from 'node:fs'
import { esbuildPlugin } from '@web/dev-server-esbuild'
import { defaultReporter } from '@web/test-runner'
import { chromeLauncher } from '@web/test-runner-chrome'
import { countsReporter } from './scripts/counts-reporter.mjs'
import { launchPages } from './scripts/launch-pages.mjs'

const places = [
  process.env.CHROME_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]
const executablePath = places.find((place) => place && existsSync(place))
if (!executablePath) {
  throw new Error('No Chromium found. Install one (on Debian: apt-get install chromium) or set CHROME_PATH.')
}

export default {
  files: ['src/**/*.test.ts'],
  nodeResolve: true,
  // One file at a time: the pages that a launch opens report to whoever listens.
  concurrency: 1,
  testsFinishTimeout: 240_000,
  testFramework: { config: { timeout: 15_000 } },
  browsers: [
    chromeLauncher({
      launchOptions: {
        executablePath,
        args: [
          '--no-sandbox',
          '--disable-background-networking',
          '--autoplay-policy=no-user-gesture-required',
          '--use-fake-device-for-media-stream',
          '--use-fake-ui-for-media-stream',
        ],
      },
    }),
  ],
  plugins: [esbuildPlugin({ ts: true, target: 'es2022' }), launchPages()],
  reporters: [defaultReporter({ reportTestProgress: false }), countsReporter('reports/browser.json')],
}
