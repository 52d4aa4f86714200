import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../../../../shared/bbb/', import.meta.url))

/** Whether the sample answers and vectors lie beside the repository. Tests that need them say so and skip otherwise. */
export const hasSamples: boolean = existsSync(folder)
if (!hasSamples) process.stderr.write('No sample answers beside the repository: tests that compare with them skip.\n')

/** A sample answer, byte for byte. */
export const sampleAnswer = (name: string): string => readFileSync(`${folder}responses/${name}`, 'utf8')

/** A JSON file beside the samples. */
export const sampleData = (name: string): unknown => JSON.parse(readFileSync(folder + name, 'utf8'))
