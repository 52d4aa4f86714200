const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** The date as Java writes it, in UTC: `Sun Nov 23 22:00:00 UTC 2025`. */
export function createDateOf(epochMs: number): string {
  const date = new Date(epochMs)
  const day = DAYS[date.getUTCDay()] ?? ''
  const month = MONTHS[date.getUTCMonth()] ?? ''
  const dayOfMonth = String(date.getUTCDate()).padStart(2, '0')
  return `${day} ${month} ${dayOfMonth} ${date.toISOString().slice(11, 19)} UTC ${date.getUTCFullYear()}`
}
