import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { root } from './workspace.ts'

interface ElementDeclaration {
  tagName: string
  attributes: { name: string }[]
  events: { name: string }[]
  members: { name: string; privacy?: string }[]
  slots: { name: string }[]
}

const manifestPath = createRequire(import.meta.url).resolve('bbb-room/custom-elements.json')
const { modules } = JSON.parse(readFileSync(manifestPath, 'utf8')) as {
  modules: { path: string; declarations: ElementDeclaration[] }[]
}
const element = (tagName: string) => {
  const found = modules.flatMap(({ declarations }) => declarations).find((each) => each.tagName === tagName)
  if (!found) throw new Error(`The manifest has no <${tagName}>`)
  return found
}
const names = (list: readonly { name: string }[]) => list.map(({ name }) => name).sort()

describe('the manifest of the elements', () => {
  it('lists the attributes and the events of <bbb-room>, and each state as a slot', () => {
    const { attributes, events, slots } = element('bbb-room')
    expect(names(attributes)).toEqual(
      ['endpoint', 'room', 'token-endpoint', 'display', 'autojoin', 'loading', 'theme'].sort(),
    )
    const source = readFileSync(join(root, 'packages/bbb-room/src/events.ts'), 'utf8')
    const declared = [...source.matchAll(/^ {4}'(bbb-room-[\w-]+)': BbbRoomEvent/gm)].map(([, name]) => name!)
    expect(declared.length).toBeGreaterThan(5)
    expect(names(events)).toEqual(declared.sort())
    expect(slots).toHaveLength(13)
  })

  it('lists the attributes of <bbb-recordings>', () => {
    const expected = ['endpoint', 'room', 'token-endpoint', 'theme', 'thumbnails'].sort()
    expect(names(element('bbb-recordings').attributes)).toEqual(expected)
  })

  it('points at published files, and at nothing private', () => {
    expect(modules.map(({ path }) => path)).toEqual(['dist/bbb-room.js', 'dist/bbb-recordings.js'])
    const members = modules.flatMap(({ declarations }) => declarations.flatMap((each) => each.members))
    expect(members.filter(({ name, privacy }) => privacy === 'private' || name.startsWith('#'))).toEqual([])
  })
})

describe('the types for frameworks', () => {
  it.each(['react.tsx', 'vue.ts', 'svelte.ts'])(
    'accept what is right and refuse what is wrong: %s',
    (name) => {
      const folder = join(root, 'test/packaging/frameworks')
      const config = ts.getParsedCommandLineOfConfigFile(join(folder, 'tsconfig.json'), undefined, {
        ...ts.sys,
        onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
          throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'))
        },
      })
      if (!config) throw new Error('no tsconfig.json')
      const program = ts.createProgram([join(folder, name)], config.options)
      const ours = ts
        .getPreEmitDiagnostics(program)
        .filter(({ file }) => !file || /frameworks|bbb-room/.test(file.fileName.replace(root, '')))
      expect(ours.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([])
    },
    60_000,
  )
})
