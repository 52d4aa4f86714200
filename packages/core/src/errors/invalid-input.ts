import { BbbError } from './bbb-error.ts'

/** A parameter was refused before anything was signed or sent. */
export class BbbInvalidRequest extends BbbError {
  /** Name of the parameter, never its value. */
  readonly parameter: string
  /** What the parameter must be. */
  readonly rule: string

  constructor(facts: { callName?: string | undefined; parameter: string; rule: string }) {
    const parameter = /^[\w.:/ -]{1,80}$/.test(facts.parameter) ? facts.parameter : 'a parameter'
    super({
      code: 'BBB_INVALID_REQUEST',
      kind: 'invalidRequest',
      message: `${parameter} ${facts.rule}.`,
      callName: facts.callName,
    })
    this.parameter = parameter
    this.rule = facts.rule
  }
}

/** The client was configured in a way that cannot work or is not safe. */
export class BbbInvalidConfiguration extends BbbError {
  /** Name of the option, never its value. */
  readonly option: string

  constructor(facts: { option: string; rule: string }) {
    super({
      code: 'BBB_INVALID_CONFIGURATION',
      kind: 'invalidRequest',
      message: `${facts.option} ${facts.rule}.`,
    })
    this.option = facts.option
  }
}
