/** One thing wrong in the configuration: which field or variable, and what about it. Never a value. */
export interface ConfigurationProblem {
  /** `BBB_ROOM_TICKET_KEY`, or `tenants.acme.bbb.baseUrl` for a field of the tenants file. */
  where: string
  what: string
}

/** Every problem of the configuration at once; its message names each and holds no value, so it may be printed. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  readonly code = 'CONFIGURATION_INVALID'
  readonly problems: readonly ConfigurationProblem[]

  constructor(problems: readonly ConfigurationProblem[]) {
    super(
      `The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${list(problems)}`,
    )
    this.problems = problems
  }
}

function list(problems: readonly ConfigurationProblem[]): string {
  return problems.map(({ where, what }) => `  ${where} ${what}`).join('\n')
}
