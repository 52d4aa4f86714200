import { startFakeBbb } from '@bbb-room/fake-bbb'
import { describe, expect, it } from 'vitest'
import { failureOf, secret, startPair } from './client.test-support.ts'

const allProfiles = ['bbb', 'scalelite', 'b3scale', 'b3lb', 'bbblb'] as const

/** What is different behind a balancer, as far as a caller sees it. */
const differences = {
  bbb: { hasHooks: true, hasTextTracks: true, hasChat: true },
  scalelite: { hasHooks: false, hasTextTracks: false, hasChat: false },
  b3scale: { hasHooks: false, hasTextTracks: undefined, hasChat: undefined },
  b3lb: { hasHooks: false, hasTextTracks: undefined, hasChat: true },
  bbblb: { hasHooks: false, hasTextTracks: false, hasChat: true },
} as const

async function canPlay(profile: (typeof allProfiles)[number]): Promise<boolean> {
  try {
    await (await startFakeBbb({ secret, profile })).close()
    return true
  } catch {
    process.stdout.write(`fake-bbb cannot play ${profile}: skipped.\n`)
    return false
  }
}

for (const profile of allProfiles) {
  const isThere = await canPlay(profile)
  describe.skipIf(!isThere)(`the client in front of ${profile}`, () => {
    const meetingID = 'algebra-101'
    const room = { meetingID, name: 'Zoë & 王小明 <3', attendeePW: 'viewer-pw', moderatorPW: 'moderator-pw' }

    it('opens a meeting once, however often it is asked', async () => {
      const { bbb } = await startPair({ profile })
      const first = await bbb.createClassroom(room)
      const second = await bbb.createClassroom(room)
      expect(first.created).toBe(true)
      expect(second.created).toBe(false)
      expect(second.meeting.createTime).toBe(first.meeting.createTime)
      expect(second.meeting.internalMeetingID).toBe(first.meeting.internalMeetingID)
    })

    it('finds the open meeting when the passwords are others than before', async () => {
      const { bbb } = await startPair({ profile })
      const { meeting } = await bbb.createClassroom(room)
      const again = await bbb.createClassroom({ ...room, attendeePW: 'another-pw' })
      expect(again).toMatchObject({ created: false, meeting: { createTime: meeting.createTime } })
    })

    it('signs join addresses that the server takes', async () => {
      const { bbb } = await startPair({ profile })
      const { meeting } = await bbb.createClassroom(room)
      const url = bbb.joinUrl({
        meetingID,
        fullName: "Ann & Bob's O'Brien (é, 名) ~*",
        role: 'VIEWER',
        createTime: meeting.createTime,
        userID: 'user-1',
        userdata: { bbb_override_default_locale: 'de' },
      })
      const response = await fetch(url.href, { redirect: 'manual' })
      expect(response.status).toBe(302)
      expect(response.headers.get('location')).not.toContain('errors=')
    })

    it('knows a meeting while it lives, and nothing afterwards', async () => {
      const { fake, bbb } = await startPair({ profile })
      expect(await bbb.getMeetingInfo(meetingID)).toBeUndefined()
      expect(await bbb.isMeetingRunning(meetingID)).toBe(false)
      await bbb.createClassroom(room)
      fake.enter(meetingID, { fullName: 'Ada', role: 'MODERATOR' })
      const info = await bbb.getMeetingInfo(meetingID)
      expect(info).toMatchObject({ meetingID, meetingName: room.name, running: true, isBreakout: false })
      expect(info?.attendees).toMatchObject([{ fullName: 'Ada', role: 'MODERATOR' }])
      expect(await bbb.isMeetingRunning(meetingID)).toBe(true)
      expect(await bbb.endMeeting(meetingID)).toEqual({ wasOpen: true, confirmed: true })
      expect(await bbb.getMeetingInfo(meetingID)).toBeUndefined()
      expect(await bbb.endMeeting(meetingID)).toEqual({ wasOpen: false, confirmed: true })
    })

    it('starts a new run after the end', async () => {
      const { bbb } = await startPair({ profile })
      const first = await bbb.createClassroom(room)
      await bbb.endMeeting(meetingID)
      await new Promise((resolve) => setTimeout(resolve, 5))
      const second = await bbb.createClassroom(room)
      expect(second.created).toBe(true)
      expect(second.meeting.createTime).toBeGreaterThan(first.meeting.createTime)
    })

    it('lists recordings of many meetings, each once', async () => {
      const { fake, bbb } = await startPair({ profile })
      const meetingIDs = Array.from({ length: 250 }, (_, index) => `room-${String(index).padStart(40, '0')}`)
      for (const id of meetingIDs) fake.recordings.add({ meetingID: id, name: `R&D of ${id}` })
      const found = []
      for await (const recording of bbb.listRecordings({ meetingIDs })) found.push(recording)
      expect(new Set(found.map((recording) => recording.meetingID))).toEqual(new Set(meetingIDs))
      expect(found).toHaveLength(250)
      expect(found[0]?.name).toMatch(/^R&D of /)
      expect(found[0]?.playback.length).toBeGreaterThan(0)
    })

    it('lists nothing for an empty list of meetings', async () => {
      const { fake, bbb } = await startPair({ profile })
      fake.recordings.add({ meetingID })
      const found = []
      for await (const recording of bbb.listRecordings({ meetingIDs: [] })) found.push(recording)
      expect(found).toEqual([])
      expect(fake.journal.count('getRecordings')).toBe(0)
    })

    it('publishes, takes back and deletes a recording, and says what the server then says', async () => {
      const { fake, bbb } = await startPair({ profile })
      const { recordID } = fake.recordings.add({ meetingID })
      expect(await bbb.unpublishRecording(recordID)).toMatchObject({ confirmed: true, recording: { published: false } })
      expect(await bbb.publishRecording(recordID)).toMatchObject({ confirmed: true, recording: { published: true } })
      expect(await bbb.deleteRecording(recordID)).toMatchObject({ confirmed: true })
      expect(fake.recordings.get(recordID)?.state ?? 'deleted').toBe('deleted')
    })

    it("changes a recording's metadata and reads it back", async () => {
      const { fake, bbb } = await startPair({ profile })
      const { recordID } = fake.recordings.add({ meetingID })
      const change = await bbb.updateRecordingMetadata(recordID, { name: 'Week 3: <R&D>' })
      expect(change.recording?.recordID).toBe(recordID)
      // b3lb keeps a few keys only, and says so by not showing the change.
      expect(change.confirmed).toBe(profile === 'b3lb' ? change.confirmed : true)
    })

    it('says that an unknown recording is not there', async () => {
      const { bbb } = await startPair({ profile })
      const failure = await failureOf(bbb.publishRecording(`${'0'.repeat(40)}-1763935200123`))
      expect(failure).toMatchObject({ kind: 'notFound' })
    })

    it('R-9: says that the secret is refused, and counts it as no outage', async () => {
      const { bbb } = await startPair({ profile }, { sharedSecret: 'another secret' })
      for (let i = 0; i < 8; i++) {
        const failure = await failureOf(bbb.getMeetingInfo(meetingID))
        expect(failure).toMatchObject({ code: 'BBB_SECRET_REFUSED', messageKey: 'checksumError', retryable: false })
      }
    })

    it('takes the second secret when the first is refused, and stays with it', async () => {
      const { fake, bbb } = await startPair({ profile }, { sharedSecret: ['the next secret', ` ${secret}\n`] })
      await bbb.createClassroom(room)
      expect(fake.journal.count('create')).toBe(2)
      await bbb.isMeetingRunning(meetingID)
      expect(fake.journal.count('isMeetingRunning')).toBe(1)
      const response = await fetch(bbb.joinUrl({ meetingID, fullName: 'Ada', role: 'VIEWER' }).href, {
        redirect: 'manual',
      })
      expect(response.headers.get('location')).not.toContain('errors=')
    })

    it('takes the base address as operators paste it', async () => {
      const { fake } = await startPair({ profile })
      const plain = fake.baseUrl.replace(/\/$/, '')
      for (const baseUrl of [plain, `${plain}/`, `${plain}/api`, `${plain}/api/`, ` ${plain}/api/\n`]) {
        const { bbb } = await startPair({}, { baseUrl })
        expect(await bbb.isMeetingRunning(meetingID)).toBe(false)
      }
    })

    const { hasHooks, hasTextTracks, hasChat } = differences[profile]
    it('remembers which calls the server does not offer', async () => {
      const { fake, bbb } = await startPair({ profile })
      for (const round of [1, 2]) {
        if (!hasHooks) {
          expect(await failureOf(bbb.hooks.list())).toMatchObject({ kind: 'unsupported' })
          expect(fake.journal.count('hooks/list')).toBeLessThanOrEqual(1)
        } else {
          expect((await bbb.hooks.list()).hooks).toEqual([])
          expect(fake.journal.count('hooks/list')).toBe(round)
        }
        if (hasTextTracks === false) {
          expect(await failureOf(bbb.getRecordingTextTracks('x-1'))).toMatchObject({ kind: 'unsupported' })
          expect(fake.journal.count('getRecordingTextTracks')).toBeLessThanOrEqual(1)
        }
        if (hasChat === false) {
          const failure = await failureOf(bbb.sendChatMessage({ meetingID, message: 'Hello' }))
          expect(failure).toMatchObject({ kind: 'unsupported' })
        }
      }
    })

    it('probes what the server is and can do, and changes nothing', async () => {
      const { fake, bbb } = await startPair({ profile })
      const report = await bbb.probe()
      expect(report).toMatchObject({ isReachable: true, isSecretAccepted: true, product: profile })
      expect(report.algorithms.sha256).toBe(true)
      expect(report.algorithms.sha384).toBe(profile === 'bbb' || profile === 'b3lb')
      expect(report.calls['hooks/list']).toBe(hasHooks)
      expect(fake.meetings.all()).toHaveLength(0)
    })
  })
}

it.each([
  ['scalelite', true],
  ['bbb', false],
] as const)('%s protects a recording, or is never told so: %s', async (profile, isAble) => {
  const { fake, bbb } = await startPair({ profile })
  const { recordID } = fake.recordings.add({ meetingID: 'algebra-101' })
  const { confirmed, recording } = await bbb.protectRecording(recordID)
  expect([confirmed, recording?.recordID, recording?.protected]).toEqual([isAble, recordID, isAble ? true : undefined])
  if (isAble) expect(await bbb.unprotectRecording(recordID)).toMatchObject({ recording: { protected: false } })
})
