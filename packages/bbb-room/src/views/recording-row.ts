import type { Recording, RecordingState } from '@bbb-room/bff-api'
import { html, nothing } from 'lit'
import type { Messages } from '../localisation/en.ts'
import { fill } from '../localisation/fill.ts'

export interface RecordingRowContext {
  readonly t: Messages
  readonly tag: string
  readonly play: (id: string, format: string | undefined) => void
  /** Pictures are fetched from the meeting server, so only pages that say so have them. */
  readonly hasThumbnails: boolean
  /** What those who may manage it find below it; `nothing` for others. */
  readonly manage: (recording: Recording) => unknown
  /** Drawn in its place while its deletion can be undone. */
  readonly leaving: (recording: Recording) => unknown
}

/** What a recording that cannot be played says instead; `undefined` for one that can. */
const stateText = (state: RecordingState, t: Messages): string | undefined =>
  ({
    expected: t.recordingExpected,
    processing: t.recordingProcessing,
    unpublished: t.recordingUnpublished,
    deleting: t.recordingDeleting,
    deleted: t.recordingDeleting,
    missing: t.recordingMissing,
    ready: undefined,
    published: undefined,
  })[state]

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

const thumbnail = ({ thumbnails: [first] }: Recording): unknown =>
  first && /^https:/.test(first.url)
    ? html`<img
        part="thumbnail"
        src=${first.url}
        alt=""
        loading="lazy"
        decoding="async"
        referrerpolicy="no-referrer"
        width="176"
        height="136"
      />`
    : html`<div part="thumbnail" class="blank" aria-hidden="true"></div>`

/** One recording, in whatever state it is. */
export const recordingRow = (recording: Recording, context: RecordingRowContext) => {
  const { t, tag, play, hasThumbnails, manage, leaving } = context
  const { id, name, state, started_at, duration_seconds, formats, can } = recording
  const unplayable = stateText(state, t)
  const isHidden = can.play && state === 'unpublished'
  const facts = [
    isHidden && unplayable,
    started_at &&
      new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(started_at)),
    duration_seconds && durationText(duration_seconds, tag),
  ].filter(Boolean)
  const instead = leaving(recording)
  if (instead) return html`<li part="recording" class="leaving" data-id=${id}>${instead}</li>`
  return html`<li part="recording" class=${state} data-id=${id}>
    ${hasThumbnails ? thumbnail(recording) : nothing}
    <div class="words">
      <h3 part="recording-name">${name}</h3>
      <p class="small">${facts.join(' · ')}</p>
    </div>
    ${
      unplayable && !isHidden
        ? html`<p part="recording-state" class="badge">${unplayable}</p>`
        : html`<div part="actions">
            ${(formats.length ? formats : [{ type: '' }]).map(
              ({ type }, index) =>
                html`<button
                  part="button ${index ? '' : 'primary'}"
                  class=${index ? '' : 'primary'}
                  ?disabled=${!can.play}
                  aria-label="${type ? fill(t.playFormat, { format: formatName(type, t) }) : t.play}: ${name}"
                  @click=${() => play(id, type || undefined)}
                >
                  ${index ? formatName(type, t) : t.play}
                </button>`,
            )}
          </div>`
    }
    ${can.manage ? manage(recording) : nothing}
  </li>`
}
