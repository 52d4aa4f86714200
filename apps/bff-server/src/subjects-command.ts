import { blockPerson, erasePerson, type PersonServices, showPerson, unblockPerson } from '@bbb-room/bff'

export const subjectsUsage = `Usage: cli.js subjects show TENANT         what is held of a person; reads the subject from standard input
       cli.js subjects block TENANT        keeps a person out of every room, from now on
       cli.js subjects unblock TENANT      lets them in again
       cli.js subjects erase TENANT        forgets a person; the audit log stays, and verifies
`

export interface SubjectsPorts extends PersonServices {
  tenantIds: readonly string[]
  /** All of standard input: the subject never stands in the argument list, which every user of the machine can read. */
  readInput: () => Promise<string>
  write: (text: string) => void
  writeError: (text: string) => void
}

const verbs = {
  show: async (services: PersonServices, tenantId: string, subject: string) => showPerson(services, tenantId, subject),
  block: async (services: PersonServices, tenantId: string, subject: string) => ({
    changed: await blockPerson(services, tenantId, subject),
  }),
  unblock: async (services: PersonServices, tenantId: string, subject: string) => ({
    changed: await unblockPerson(services, tenantId, subject),
  }),
  erase: async (services: PersonServices, tenantId: string, subject: string) => ({
    deleted: await erasePerson(services, tenantId, subject),
  }),
}

/**
 * Does for an operator what concerns one person.
 * @param words behind `subjects`
 * @returns the exit code: 0, or 2 for words that are not understood
 */
export async function subjectsCommand(words: readonly string[], ports: SubjectsPorts): Promise<0 | 2> {
  const [verb = '', tenantId, ...rest] = words
  const { tenantIds, readInput, write, writeError } = ports
  if (!isVerb(verb) || tenantId === undefined || rest.length > 0) return refuse(subjectsUsage)
  if (!tenantIds.includes(tenantId)) return refuse('The configuration has no such tenant.\n')
  const subject = (await readInput()).replace(/\r?\n$/, '')
  if (subject === '' || subject.length > 128 || subject.includes('\n')) {
    return refuse('Standard input has to hold one subject of up to 128 characters, as `sub` of its tokens.\n')
  }
  write(`${JSON.stringify(await verbs[verb](ports, tenantId, subject))}\n`)
  return 0

  function refuse(text: string): 2 {
    writeError(text)
    return 2
  }
}

function isVerb(word: string): word is keyof typeof verbs {
  return Object.hasOwn(verbs, word)
}
