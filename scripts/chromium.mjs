import { installDebianPackages, isExecutable } from './debian.mjs'

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/**
 * Finds a Chromium for the browser suites: `CHROME_PATH`, then the usual places, then Debian's package when root.
 * @returns {Promise<string | undefined>} its path; `undefined`, with a message printed, when there is none
 */
export async function ensureChromium() {
  const named = process.env.CHROME_PATH
  if (named) {
    if (isExecutable(named)) return named
    console.error(`CHROME_PATH names no program that can be run: ${named}`)
    return undefined
  }
  const find = () => usualPlaces.find(isExecutable)
  const found = find() ?? ((await installDebianPackages(['chromium'])) ? find() : undefined)
  if (!found) {
    console.error(
      'No Chromium found, so the browser suites will fail. Install Chromium or Google Chrome, or set CHROME_PATH to one.',
    )
  }
  return found
}
