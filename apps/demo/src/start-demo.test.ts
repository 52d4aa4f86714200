import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { startDemo } from './start-demo.ts'

it('opens at another port where the one it wants is taken', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  try {
    const demo = await startDemo({ port })
    try {
      expect(new URL(demo.url).port).not.toBe(String(port))
      expect((await fetch(demo.url)).status).toBe(200)
    } finally {
      await demo.close()
    }
  } finally {
    taken.close()
  }
}, 60_000)
