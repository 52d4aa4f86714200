import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigurationError } from '@bbb-room/bff'
import { describe, expect, it } from 'vitest'
import { environmentSchema } from './env.ts'
import { readConfiguration } from './read-configuration.ts'

const key = (seed: string) => Buffer.from(`${seed} is a key of thirty-two bytes and more`).toString('base64')
const jwk = { kty: 'OKP', crv: 'Ed25519', kid: 'k1', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }
const good = {
  BBB_ROOM_BASE_URL: 'https://meet.example',
  BBB_ROOM_TICKET_KEY: key('ticket'),
  BBB_ROOM_ACCESS_TOKEN_KEY: key('access'),
  BBB_ROOM_CALLBACK_KEY: key('callback'),
  BBB_ROOM_PSEUDONYM_KEY: key('pseudonym'),
  BBB_ROOM_TENANT: 'acme',
  BBB_URL: 'https://bbb.example/bigbluebutton/',
  BBB_SECRET: 'kT3qWz8nVb5mXc7rLp2s',
  BBB_ROOM_ISSUER: 'https://school.example',
  BBB_ROOM_ISSUER_JWK: JSON.stringify(jwk),
  BBB_ROOM_PAGE_ORIGINS: 'https://school.example, https://www.school.example',
}

function messageOf(variables: Record<string, string>): string {
  try {
    readConfiguration(variables)
    return ''
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError)
    return (error as Error).message
  }
}

describe('readConfiguration', () => {
  it('takes one tenant from variables', () => {
    const { config, tenants } = readConfiguration(good)
    expect(config.baseUrl).toBe('https://meet.example')
    expect(tenants.map(({ id }) => id)).toEqual(['acme'])
    expect(tenants[0]?.pageOrigins).toEqual(['https://school.example', 'https://www.school.example'])
  })

  it('names every problem in one message, and no value', () => {
    const message = messageOf({
      ...good,
      PORT: 'eighty-canary',
      BBB_ROOM_BASE_URL: 'http://canary.example',
      BBB_ROOM_TICKET_KEY: 'short-canary',
      BBB_URL: 'ftp://canary.example',
      BBB_SECRET: 'canary',
    })
    for (const name of ['PORT', 'BBB_ROOM_BASE_URL', 'BBB_ROOM_TICKET_KEY', 'tenants.acme.bbb.baseUrl']) {
      expect(message).toContain(name)
    }
    expect(message).not.toContain('canary')
  })

  it('counts an empty variable as unset', () => {
    expect(messageOf({ ...good, BBB_ROOM_PSEUDONYM_KEY: '' })).toContain('BBB_ROOM_PSEUDONYM_KEY is not set')
  })

  it.each(['', '   ', 'changeme', 'x'.repeat(31)])('JWT-17: refuses %j as a key of our own', (weak) => {
    expect(messageOf({ ...good, BBB_ROOM_TICKET_KEY: weak })).toContain('BBB_ROOM_TICKET_KEY')
  })

  it('SECRET-2: takes secrets from files', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bbb-room-'))
    const inFile = (name: string, text: string) => {
      writeFileSync(join(folder, name), `${text}\n`)
      return `file:${join(folder, name)}`
    }
    try {
      const { config, tenants } = readConfiguration({
        ...good,
        BBB_ROOM_TICKET_KEY: inFile('ticket', key('other')),
        BBB_SECRET: inFile('secret', 'aNother8Secret0fBbb5mXc7r'),
      })
      expect(config.keys.ticket.current.reveal()).toBe(key('other'))
      expect(tenants[0]?.bbb.sharedSecrets[0].reveal()).toBe('aNother8Secret0fBbb5mXc7r')
      expect(messageOf({ ...good, BBB_ROOM_TICKET_KEY: 'file:/nowhere/canary' })).toMatch(
        /problem:\n {2}BBB_ROOM_TICKET_KEY refers to a file that is missing or empty$/,
      )
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('.env.example lists every variable, and no other', () => {
    const example = readFileSync(join(import.meta.dirname, '../../../.env.example'), 'utf8')
    const listed = [...example.matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1])
    expect(listed.sort()).toEqual(Object.keys(environmentSchema.shape).sort())
  })

  it('what .env.example shows is no configuration: the keys are missing', () => {
    const example = readFileSync(join(import.meta.dirname, '../../../.env.example'), 'utf8')
    const variables = Object.fromEntries(
      [...example.matchAll(/^([A-Z_]+)=(.*)$/gm)].map((match) => [match[1] ?? '', match[2] ?? '']),
    )
    const message = messageOf(variables)
    for (const name of ['BBB_ROOM_BASE_URL', 'BBB_ROOM_TICKET_KEY', 'BBB_SECRET']) expect(message).toContain(name)
  })

  it('refuses one key for two purposes', () => {
    const message = messageOf({ ...good, BBB_ROOM_CALLBACK_KEY: good.BBB_ROOM_TICKET_KEY })
    expect(message).toContain('BBB_ROOM_CALLBACK_KEY has the value of BBB_ROOM_TICKET_KEY')
  })

  it('SECRET-2: prints no secret of what it read', () => {
    const printed = JSON.stringify(readConfiguration(good).config)
    expect(printed).not.toContain(good.BBB_ROOM_TICKET_KEY)
    expect(printed).toContain('[redacted]')
  })
})
