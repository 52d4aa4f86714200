import type { RoomInfo } from '@bbb-room/bff-api'

const utc = (moment: Date) => moment.toISOString().replace(/[-:]|\.\d+/g, '')
const text = (value: string) => value.replace(/[\\;,]/g, '\\$&').replace(/\r?\n/g, '\\n')

/** A line longer than 75 octets goes on in the next one, after a space. */
const folded = (line: string): string => {
  let text = ''
  let octets = 0
  for (const character of line) {
    const size = new TextEncoder().encode(character).length
    const isFull = octets + size > 74
    text += isFull ? `\r\n ${character}` : character
    octets = isFull ? size + 1 : octets + size
  }
  return text
}

/**
 * A scheduled room as a calendar file; an hour long where no end is known.
 * @param address of the page to come back to
 * @see https://www.rfc-editor.org/rfc/rfc5545
 */
export const meetingIcs = ({ room, name, opens_at, closes_at }: RoomInfo, address: string, now: Date): string => {
  const start = new Date(opens_at ?? now)
  const end = closes_at ? new Date(closes_at) : new Date(start.getTime() + 3_600_000)
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//bbb-room//EN',
    'BEGIN:VEVENT',
    `UID:${room}-${utc(start)}@${new URL(address).hostname}`,
    `DTSTAMP:${utc(now)}`,
    `DTSTART:${utc(start)}`,
    `DTEND:${utc(end)}`,
    `SUMMARY:${text(name)}`,
    `URL:${address}`,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ]
    .map(folded)
    .join('\r\n')
}

/** Gives the person the calendar file to save. */
export const saveMeetingDate = (info: RoomInfo): void => {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([meetingIcs(info, location.href, new Date())], { type: 'text/calendar' }))
  link.download = `${info.room}.ics`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
