import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ChecksumAlgorithm } from './protocol/checksum.ts'

/** The folder of shared vectors: a sibling of the repository. Suites that need it are skipped without it. */
export const sharedFolder: string | undefined = findShared(import.meta.dirname)

function findShared(from: string): string | undefined {
  if (existsSync(join(from, 'pnpm-workspace.yaml'))) {
    const folder = join(from, '..', 'shared', 'bbb')
    if (existsSync(folder)) return folder
    process.stdout.write('The shared vectors are not here: their tests are skipped.\n')
    return undefined
  }
  return from === dirname(from) ? undefined : findShared(dirname(from))
}

export function readShared(name: string): Buffer {
  return readFileSync(join(sharedFolder ?? '', name))
}

function readJson(name: string): unknown {
  return sharedFolder === undefined ? {} : JSON.parse(readShared(name).toString('utf8'))
}

/** One query, signed with all four algorithms. */
export interface SigningVector {
  id: string
  call: string
  secret: string
  params: [string, string][]
  encoding: string
  query: string
  checksum: Record<ChecksumAlgorithm, string>
  signedQuery: Record<ChecksumAlgorithm, string>
}

export interface SigningVectors {
  vectors?: SigningVector[]
  negative?: { why: string; call: string; secret: string; query: string; checksum: string }[]
  placement?: { position: string; sentQuery: string; call: string; secret: string }[]
  webhookCallback?: {
    callbackURL: string
    rawBody: string
    secret: string
    checksum: Record<ChecksumAlgorithm, string>
  }[]
  jwt?: {
    id: string
    valid: boolean
    algorithm: string
    secret: string
    claims: Record<string, unknown>
    token: string
    formBody?: string
  }[]
  internalMeetingID?: { samples: { meetingID: string; createTime: number; internalMeetingID: string }[] }
}

export const signingVectors = readJson('signing-vectors.json') as SigningVectors

/** One sample answer and what it says. */
export interface SampleAnswer {
  file: string
  call: string
  httpStatus: number
  expected: {
    format: string
    returncode?: string | null
    messageKey?: string | null
    message?: string | null
    parse?: string
    counts?: Record<string, number>
    values?: Record<string, string | string[]>
    valuesFirstThree?: boolean
    valuesCut?: boolean
    tracks?: Record<string, string>[]
    errors?: { key: string; message: string }[]
    url?: string
  }
}

export const sampleAnswers: SampleAnswer[] =
  (readJson('responses/index.json') as { files?: SampleAnswer[] }).files ?? []
