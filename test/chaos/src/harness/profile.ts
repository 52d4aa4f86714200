/** `BBB_ROOM_CHAOS=full` runs the sizes that are promised; without it the whole suite takes a minute or so. */
export const isFull = process.env['BBB_ROOM_CHAOS'] === 'full'

/** @returns the promised size, or the one that fits into every test run */
export function size(sizes: { short: number; full: number }): number {
  return isFull ? sizes.full : sizes.short
}
