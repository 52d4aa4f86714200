import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { packageNamed } from './workspace.ts'

it("core's API reference says what the docstrings say, and nothing exported lacks one", { timeout: 60_000 }, () => {
  const { folder } = packageNamed('@bbb-room/core')
  const out = mkdtempSync(join(tmpdir(), 'bbb-room-docs-'))
  try {
    execFileSync('pnpm', ['exec', 'typedoc', '--out', out], { cwd: folder, stdio: 'pipe' })
    const written = readFileSync(join(folder, 'docs/api.md'), 'utf8')
    expect(readFileSync(join(out, 'api.md'), 'utf8') === written, 'run the script docs:api of packages/core').toBe(true)
  } finally {
    rmSync(out, { recursive: true })
  }
})
