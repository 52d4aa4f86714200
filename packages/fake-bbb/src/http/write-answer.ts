import { type Answer, verdictOf, type XmlAnswer } from '../answer.ts'
import { childText } from '../xml/element.ts'
import type { World } from '../world.ts'
import type { BbbRequest } from './read-request.ts'

/** An answer as it goes over the wire. */
export interface WrittenAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: Buffer
}

/** Turns an answer into bytes, as the product played here lays them out. */
export function writeAnswer(world: World, answer: Answer, request: BbbRequest): WrittenAnswer {
  switch (answer.kind) {
    case 'plain':
      return { status: answer.status, headers: answer.headers, body: Buffer.from(answer.body) }
    case 'json':
      return writeJson(answer.producer, answer.value)
    case 'xml': {
      const wantsJson = /\bapplication\/json\b/.test(request.headers['accept'] ?? '')
      if (wantsJson && world.profile.name === 'bbb' && verdictOf(answer).returncode === 'FAILED') {
        return writeJson('builder', { response: failureMembers(answer) })
      }
      const { body, contentType, status } = world.profile.write(answer)
      const headers = { 'Content-Type': contentType, 'Cache-Control': 'no-cache', ...answer.headers }
      return { status, headers, body: Buffer.from(body) }
    }
  }
}

function failureMembers({ root }: XmlAnswer): Record<string, string> {
  const names = ['returncode', 'messageKey', 'message']
  const members = names.map((name) => [name, childText(root, name)] as const)
  return Object.fromEntries(members.filter((member): member is readonly [string, string] => member[1] !== undefined))
}

function writeJson(producer: 'builder' | 'library', value: unknown): WrittenAnswer {
  const escaped = (text: string) =>
    text.replace(/[<>&'=]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
  const body = producer === 'builder' ? JSON.stringify(value, null, 4) : escaped(JSON.stringify(value))
  return {
    status: 200,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache' },
    body: Buffer.from(body),
  }
}
