import type { Recording } from '@bbb-room/bff-api'
import { html, nothing } from 'lit'
import type { Messages } from '../localisation/en.ts'
import { fill } from '../localisation/fill.ts'
import { icon } from './icon.ts'
import type { ManagedRecording } from './recording-manage.ts'
import { alert, bin, clock, hidden, lock, play as playIcon, spinner } from './recording-icons.ts'

export interface RecordingRowContext {
  readonly t: Messages
  readonly tag: string
  readonly play: (id: string, format: string | undefined) => void
  /** Pictures are fetched from the meeting server, so only pages that say so have them. */
  readonly hasThumbnails: boolean
  /** What those who may manage it find beside the buttons that play it, and below. */
  readonly manage: (recording: Recording) => ManagedRecording
  /** Drawn in its place while its deletion can be undone. */
  readonly leaving: (recording: Recording) => unknown
  /** While somebody chooses: its box, `nothing` where it has none, and why the last change of it failed. */
  readonly choice: ((recording: Recording) => { box: unknown; failure: unknown }) | undefined
}

/** What a recording that cannot be played says instead, with its icon; `undefined` for one that can. */
const stateNotice = (
  { state, reason }: Pick<Recording, 'state' | 'reason'>,
  t: Messages,
): [text: string, path: string] | undefined => {
  switch (state) {
    case 'expected':
      return [t.recordingExpected, clock]
    case 'processing':
      return [t.recordingProcessing, spinner]
    case 'unpublished':
      return [t.recordingUnpublished, hidden]
    case 'deleting':
    case 'deleted':
      return [t.recordingDeleting, bin]
    case 'missing':
      return reason === 'not-delivered'
        ? [t.recordingNotDelivered, alert]
        : reason === 'not-recorded'
          ? [t.recordingNotRecorded, hidden]
          : [t.recordingMissing, alert]
    case 'ready':
    case 'published':
      return undefined
    default:
      return state satisfies never
  }
}

const formatName = (type: string, t: Messages): string =>
  ({
    presentation: t.formatPresentation,
    video: t.formatVideo,
    podcast: t.formatPodcast,
    notes: t.formatNotes,
    screenshare: t.formatScreenshare,
  })[type] ?? type

/** Hours, minutes: as the language writes them. */
const durationText = (seconds: number, tag: string): string => {
  const minutes = Math.max(1, Math.round(seconds / 60))
  const unit = (value: number, name: string) =>
    new Intl.NumberFormat(tag, { style: 'unit', unit: name, unitDisplay: 'short' }).format(value)
  return [minutes >= 60 && unit(Math.floor(minutes / 60), 'hour'), minutes % 60 && unit(minutes % 60, 'minute')]
    .filter(Boolean)
    .join(' ')
}

/** The picture of a recording, or a drawing in its place. For the eye and the mouse: a button beside it does the same. */
const cover = (
  { thumbnails: [first] }: Recording,
  path: string,
  hasThumbnails: boolean,
  press: (() => void) | undefined,
): unknown =>
  html`<div part="thumbnail" class="cover ${press ? 'playable' : ''}" aria-hidden="true" @click=${press ?? nothing}>
    ${
      hasThumbnails && first && /^https?:/.test(first.url)
        ? html`<img
            src=${first.url}
            alt=""
            loading="lazy"
            decoding="async"
            referrerpolicy="no-referrer"
            width="176"
            height="136"
          />`
        : nothing
    }<i>${icon(path, path === spinner ? 'turn' : '')}</i>
  </div>`

/** A button for each format, the first of them to be seen. */
const playButtons = ({ id, name, formats, can }: Recording, { t, play }: RecordingRowContext): unknown =>
  (formats.length ? formats : [{ type: '' }]).map(
    ({ type }, index) =>
      html`<button
        part="button ${index ? '' : 'primary'}"
        class=${index ? 'format' : 'tonal'}
        ?disabled=${!can.play}
        aria-label="${type ? fill(t.playFormat, { format: formatName(type, t) }) : t.play}: ${name}"
        @click=${() => play(id, type || undefined)}
      >
        ${index ? formatName(type, t) : html`${icon(playIcon)}${t.play}`}
      </button>`,
  )

/** One recording, in whatever state it is. */
export const recordingRow = (recording: Recording, context: RecordingRowContext) => {
  const { t, tag, play, hasThumbnails, manage, leaving, choice } = context
  const { id, name, state, started_at, duration_seconds, presenter, description, can } = recording
  const instead = leaving(recording)
  if (instead) return html`<li part="recording" class="leaving" data-id=${id}>${instead}</li>`
  const [unplayable, path = playIcon] = stateNotice(recording, t) ?? []
  const isHidden = can.play && state === 'unpublished'
  const isPlayable = can.play && (!unplayable || isHidden)
  const facts = [
    started_at &&
      new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(started_at)),
    duration_seconds && durationText(duration_seconds, tag),
    presenter,
  ].filter(Boolean)
  const chosen = choice?.(recording)
  const managed = can.manage && !chosen ? manage(recording) : undefined
  const flag =
    unplayable &&
    html`<span part="recording-state" class="flag ${isHidden ? 'wait' : ''}">${icon(path)}${unplayable}</span>`
  const buttons = unplayable && !isHidden ? nothing : playButtons(recording, context)
  const actions = html`<div part="actions">${buttons}${managed?.button}</div>`
  const press = isPlayable && !chosen ? () => play(id, undefined) : undefined
  return html`<li part="recording" class="${state} ${chosen ? 'choosing' : ''}" data-id=${id}>
    ${chosen?.box ?? nothing}${cover(recording, isHidden ? playIcon : path, hasThumbnails, press)}
    <div class="words">
      <h3 part="recording-name">${name}</h3>
      <p class="small">
        ${flag ?? nothing}${facts.map((fact) => html`<span>${fact}</span>`)}${
          recording.protected ? html`<span class="flag">${icon(lock)}${t.recordingProtected}</span>` : nothing
        }
      </p>
      ${description ? html`<p part="description" class="description">${description}</p>` : nothing}
    </div>
    ${chosen ? chosen.failure : [actions, managed?.desk]}
  </li>`
}
