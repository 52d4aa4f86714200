// Loaded into a replica before its program: `node --import install.js main.js`. The program is the published one, byte
// for byte; only where it imports `@bbb-room/bff` and where that imports `@bbb-room/core` it gets the wrapped ones of
// this folder.
import { register } from 'node:module'
import { arm, obeyTest } from './failpoints.js'
import type { Failpoint } from './failpoint.js'

register('./redirect.js', import.meta.url)
arm(JSON.parse(process.env['CHAOS_FAILPOINTS'] ?? '[]') as Failpoint[])
obeyTest()
