/** Texts one after the other, each ended by a full stop where it has no mark of its own. */
export const sentences = (...texts: readonly (string | undefined)[]): string =>
  texts.flatMap((text) => (text ? [/\p{P}$/u.test(text) ? text : `${text}.`] : [])).join(' ')
