/** A promise that was not kept, and the facts that show it. */
export interface Violation {
  readonly invariant: 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7' | 'I8' | 'I9' | 'R-35'
  readonly what: string
}
