import { expect, waitUntil } from '@open-wc/testing'
import { meetingIcs } from '../calendar/meeting-ics.ts'
import { catalogue as t } from '../localisation/en.ts'
import { button, showRoom, textOf } from '../room.test-support.ts'
import { stub } from '../stub.test-support.ts'
import { mockRoom } from '../testing/mock-bff.ts'

describe('a scheduled class', () => {
  it('is written as a calendar file that others read', () => {
    const room = mockRoom({ name: 'Algebra, I; \\ 1\nx', opens_at: '2026-12-01T08:00:00.000Z', closes_at: null })
    expect(meetingIcs(room, 'https://school.example/class', new Date('2026-11-25T10:00:00Z'))).to.equal(
      [
        'BEGIN:VCALENDAR',
        'VERSION:2.0',
        'PRODID:-//bbb-room//EN',
        'BEGIN:VEVENT',
        'UID:algebra-101-20261201T080000Z@school.example',
        'DTSTAMP:20261125T100000Z',
        'DTSTART:20261201T080000Z',
        'DTEND:20261201T090000Z',
        'SUMMARY:Algebra\\, I\\; \\\\ 1\\nx',
        'URL:https://school.example/class',
        'END:VEVENT',
        'END:VCALENDAR',
        '',
      ].join('\r\n'),
    )
  })

  it('folds long lines at 75 octets, never inside a character', () => {
    const ics = meetingIcs(mockRoom({ name: 'Überübungsstunde '.repeat(12) }), location.href, new Date())
    for (const line of ics.split('\r\n')) expect(new TextEncoder().encode(line).length).to.be.at.most(75)
    expect(ics.replaceAll('\r\n ', '')).to.contain(`SUMMARY:${'Überübungsstunde '.repeat(12)}`)
  })

  it('is given to save, counts down, and is in the person’s own time zone', async () => {
    const opens_at = new Date(Date.now() + 7_200_000).toISOString()
    const blobs: Blob[] = []
    const names: string[] = []
    stub(URL, 'createObjectURL', (blob: Blob) => {
      blobs.push(blob)
      return 'blob:x'
    })
    stub(HTMLAnchorElement.prototype, 'click', function (this: HTMLAnchorElement) {
      names.push(this.download)
    })
    const { element } = await showRoom({ state: 'scheduled', opens_at }, 'scheduled')
    await waitUntil(() => element.shadowRoot!.querySelector('[part=countdown] b'))
    const when = new Intl.DateTimeFormat('en', {
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
      timeZoneName: 'short',
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    }).format(new Date(opens_at))
    expect(textOf(element)).to.contain(when)
    const left = () => element.shadowRoot!.querySelector('[part=countdown]')!.textContent
    const before = left()
    await waitUntil(() => left() !== before, 'the countdown goes on', { timeout: 5000 })
    button(element, t.saveDate).click()
    expect(names).to.deep.equal(['algebra-101.ics'])
    expect(await blobs[0]?.text()).to.contain('SUMMARY:Algebra I')
  })
})
