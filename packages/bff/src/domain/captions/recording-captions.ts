import type { CaptionList, CaptionRule, CaptionUpload, CaptionUploaded } from '@bbb-room/bff-api'
import { BffFailure } from '../../failure.ts'
import type { Permit } from '../../policy/permit.ts'
import type { CaptionTrack } from '../../ports/meeting-gateway.ts'
import type { LedgerRecording } from '../../ports/store.ts'
import { auditEntry, findManaged, isChangeable } from '../recordings/find-managed.ts'
import type { Services } from '../services.ts'
import { noteCaptionsOffer } from './caption-offer.ts'
import { checkWebVtt } from './check-web-vtt.ts'

type Needs = Pick<Services, 'store' | 'clock' | 'gateways' | 'pseudonyms' | 'tenantOf'>

/**
 * What BBB has of a recording's captions, asked now: nothing of it is kept here.
 * @throws {BffFailure} `NOT_SUPPORTED_BY_BBB`; `CONFLICT` for a recording that BBB has not delivered; `BBB_*`
 */
export function createListCaptions(services: Needs) {
  return async (permit: Permit<'recording:manage'>, recordingId: string): Promise<CaptionList> => {
    const { recordID } = await findDelivered(services, permit, recordingId)
    return { tracks: await askOfCaptions(services, permit, (bbb) => bbb.listCaptions(recordID)) }
  }
}

/**
 * Sends a checked file to BBB, then reads back what BBB lists.
 * @throws {BffFailure} `CAPTIONS_INVALID` with the lines that are wrong; otherwise as {@link createListCaptions}
 */
export function createAddCaptions(services: Needs) {
  return async (
    permit: Permit<'recording:manage'>,
    recordingId: string,
    upload: CaptionUpload,
  ): Promise<CaptionUploaded> => {
    const line = await findDelivered(services, permit, recordingId)
    const { recordID } = line
    refuseFaults(upload.webvtt, longestPlayback(line))
    const { kind } = upload
    const lang = canonicalLanguage(upload.lang)
    const track = { kind, lang, label: upload.label ?? ownNameOf(lang) }
    await services.store.withTenant(permit.tenantId, (rows) =>
      rows.audit.append({
        ...auditEntry(services, permit, recordingId, 'recording:caption', services.clock.now()),
        detail: { kind, lang },
      }),
    )
    const tracks = await askOfCaptions(services, permit, async (bbb) => {
      await bbb.addCaptions(recordID, track, upload.webvtt)
      return bbb.listCaptions(recordID)
    })
    const isSame = (each: CaptionTrack) =>
      each.kind === kind && each.label === track.label && canonicalLanguage(each.lang) === lang
    return { tracks, is_listed: tracks.some(isSame) }
  }
}

async function findDelivered(
  services: Needs,
  permit: Permit<'recording:manage'>,
  recordingId: string,
): Promise<LedgerRecording> {
  const line = await findManaged(services, permit, recordingId)
  if (!isChangeable(line)) throw new BffFailure('CONFLICT', { detail: 'BBB has not delivered this recording.' })
  return line
}

function askOfCaptions<T>(
  { store, clock, gateways }: Needs,
  { tenantId }: Permit<'recording:manage'>,
  ask: (bbb: ReturnType<Services['gateways']>) => Promise<T>,
): Promise<T> {
  return noteCaptionsOffer({ store, now: () => clock.now() }, tenantId, () => ask(gateways(tenantId)))
}

const texts: Readonly<Record<CaptionRule, string>> = {
  'too-large': 'The file is larger than 512 KiB.',
  'too-many-cues': 'There are more than 10,000 cues.',
  'line-too-long': 'This line is longer than 1000 characters.',
  'control-character': 'This line holds a character that cannot be shown.',
  'no-signature': 'The file has to begin with WEBVTT.',
  'no-blank-line': 'A blank line has to follow the first lines.',
  'no-cues': 'There is no text in it.',
  'not-a-cue': 'A line with times, such as 00:01.000 --> 00:04.000, is missing here.',
  'timing-unreadable': 'The times have to look like 00:01.000 --> 00:04.000.',
  'ends-before-it-begins': 'This cue ends before it begins.',
  'begins-before-the-one-above': 'This cue begins before the one above it.',
  'after-the-end-of-the-recording': 'This cue begins after the end of the recording.',
  'setting-unknown': 'There is a setting here that WebVTT does not have.',
  'tag-unknown': 'There is a tag here that WebVTT does not have; write < as &lt;.',
  'tag-not-closed': 'There is a tag here that is not closed in turn.',
  'arrow-in-text': 'Only lines with times may hold -->: a blank line above may be missing.',
  'style-not-taken': 'A style may not name addresses or hide what it says.',
  'out-of-place': 'Styles and regions have to come before the first cue.',
}

function refuseFaults(webvtt: string, durationSeconds: number | undefined): void {
  const faults = checkWebVtt(webvtt, { durationSeconds })
  if (faults.length === 0) return
  throw new BffFailure('CAPTIONS_INVALID', {
    detail: `Line ${faults[0]?.line ?? 1}: ${texts[faults[0]?.rule ?? 'no-cues']}`,
    fields: faults.map(({ rule, line }) => ({ path: 'webvtt', message: texts[rule], line, rule })),
  })
}

/** BBB names lengths in whole minutes, rounded down, and leaves out what was not recorded: the meeting is the limit. */
function longestPlayback({ durationSeconds, startedAt, endedAt }: LedgerRecording): number | undefined {
  if (durationSeconds === null || startedAt === null || endedAt === null) return undefined
  return Math.max(durationSeconds, (endedAt - startedAt) / 1000) + 60
}

function canonicalLanguage(tag: string): string {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? tag
  } catch {
    return tag
  }
}

function ownNameOf(lang: string): string {
  return new Intl.DisplayNames([lang], { type: 'language' }).of(lang) ?? lang
}
