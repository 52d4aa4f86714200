import { startDemo } from './start-demo.ts'

const { PORT, DEMO_DATA, DEMO_DISPLAY } = process.env

const demo = await startDemo({
  ...(PORT && { port: Number(PORT) }),
  ...(DEMO_DATA && { dataFolder: DEMO_DATA }),
  ...(DEMO_DISPLAY === 'frame' && { display: 'frame' }),
})
process.stdout.write(`\nOpen ${demo.url}\nStop with Ctrl-C\n`)

const stop = () => {
  process.removeAllListeners('SIGINT')
  process.removeAllListeners('SIGTERM')
  void demo.close().then(() => process.exit(0))
}
process.once('SIGINT', stop)
process.once('SIGTERM', stop)
