// `npm start`: installs, builds and opens the demo. Needs Node and npm, nothing else.
import { install, pnpm } from './pnpm.mjs'

async function step(text, work) {
  console.log(text)
  if (!(await work())) process.exit(1)
}

await step('Installing …', install)
await step('Building …', () =>
  pnpm(['exec', 'turbo', 'run', 'build', '--filter=@bbb-room/demo...', '--output-logs=errors-only'], { quiet: true }),
)
await import('../apps/demo/dist/main.js')
