import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A package's archive, made as for the registry. */
export async function packArchive(folder: string): Promise<Buffer> {
  const scratch = await mkdtemp(join(tmpdir(), 'bbb-room-pack-'))
  try {
    await run('pnpm', ['pack', '--pack-destination', scratch], { cwd: folder })
    const [archive = ''] = await readdir(scratch)
    return await readFile(join(scratch, archive))
  } finally {
    await rm(scratch, { recursive: true })
  }
}
