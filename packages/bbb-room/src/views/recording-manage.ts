import type { CaptionTrack, CaptionUpload, Recording } from '@bbb-room/bff-api'
import { html, nothing } from 'lit'
import type { Messages } from '../localisation/en.ts'
import { icon } from './icon.ts'
import {
  bin,
  captions,
  chevron,
  hidden,
  lock,
  pencil,
  shown,
  undo as undoIcon,
  unlock,
  upload as uploadIcon,
} from './recording-icons.ts'

/** The texts that people give a recording; an empty one is none. */
export type RecordingTexts = Record<'name' | 'description' | 'presenter' | 'subject', string>

/** What is open of a recording that somebody manages. */
export type Desk = 'choices' | 'details' | 'captions'

/** What can be done with a recording by those who may, and what of it is open. */
export interface ManageContext {
  readonly t: Messages
  readonly tag: string
  /** `undefined`: closed. */
  readonly desk: Desk | undefined
  readonly isBusy: boolean
  /** Why the last change failed, and what to do; or what became of it. */
  readonly failure: readonly string[] | undefined
  /** `undefined` until the BFF has answered. */
  readonly tracks: readonly CaptionTrack[] | undefined
  readonly open: (desk: Desk | undefined) => void
  readonly publish: (published: boolean) => void
  readonly protect: (isProtected: boolean) => void
  readonly save: (texts: RecordingTexts) => void
  readonly upload: (upload: CaptionUpload) => void
  readonly remove: () => void
  readonly restore: () => void
}

/** A button, and what it opens below; both `nothing` where there is nothing to do. */
export interface ManagedRecording {
  readonly button: unknown
  readonly desk: unknown
}

/**
 * What those who may manage it can do with a recording in its state. Its buttons are never `disabled`: one that is gone
 * while it is waited for would take the focus with it.
 */
export const manageRecording = (recording: Recording, context: ManageContext): ManagedRecording => {
  const { id, name, state, restorable_until } = recording
  const { t, desk, isBusy, failure, open, restore } = context
  if (state === 'deleting' && restorable_until) {
    return {
      button: html`<button
        part="button"
        class="restore"
        aria-label="${t.undo}: ${name}"
        aria-disabled=${String(isBusy)}
        @click=${restore}
      >
        ${icon(undoIcon, 'mirror')}${t.undo}
      </button>`,
      desk: failureAlert(failure),
    }
  }
  if (state !== 'published' && state !== 'unpublished') return { button: nothing, desk: nothing }
  return {
    button: html`<button
      part="button"
      class="quiet manage"
      aria-expanded=${String(Boolean(desk))}
      aria-controls=${desk ? `manage-${id}` : nothing}
      aria-label="${t.manage}: ${name}"
      @click=${() => open(desk ? undefined : 'choices')}
    >
      <span>${t.manage}</span>${icon(chevron)}
    </button>`,
    desk: desk
      ? html`<div
          part="manage"
          class="desk"
          id="manage-${id}"
          role="group"
          aria-label="${t.manage}: ${name}"
          @keydown=${escaping(() => open(undefined))}
        >
          ${
            desk === 'details'
              ? detailsForm(recording, context)
              : desk === 'captions'
                ? captionsDesk(context)
                : choices(recording, context)
          }
          ${failureAlert(failure)}
        </div>`
      : failureNote(failure),
  }
}

/** Why something failed, where a live region has said that it has. */
export const failureNote = (failure: readonly string[] | undefined): unknown =>
  failure ? html`<p class="failure">${failure.join('. ')}</p>` : nothing

const failureAlert = (failure: readonly string[] | undefined): unknown =>
  failure ? html`<p role="alert" class="failure">${failure.join('. ')}</p>` : nothing

const choices = (
  { state, protected: isProtected, can }: Recording,
  { t, isBusy, open, publish, protect, remove }: ManageContext,
): unknown => {
  const isPublished = state === 'published'
  const choice = (name: string, path: string, label: string, press: () => void) =>
    html`<button part="button" class=${name} aria-disabled=${String(isBusy)} @click=${isBusy ? nothing : press}>
      ${icon(path)}${label}
    </button>`
  return [
    choice('publish', isPublished ? hidden : shown, isPublished ? t.unpublish : t.publish, () => publish(!isPublished)),
    choice('edit', pencil, t.edit, () => open('details')),
    can.captions && choice('captions', captions, t.captions, () => open('captions')),
    can.protect &&
      choice('protect', isProtected ? unlock : lock, isProtected ? t.unprotect : t.protect, () =>
        protect(!isProtected),
      ),
    choice('danger', bin, t.delete, remove),
  ].map((each) => each || nothing)
}

/** Leaves a form by the keyboard. */
export const escaping = (leave: () => void) => (event: KeyboardEvent) => {
  if (event.key !== 'Escape') return
  event.stopPropagation()
  leave()
}

const detailsForm = (recording: Recording, { t, isBusy, save, open }: ManageContext): unknown => {
  const leave = () => open('choices')
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const fields = new FormData(event.currentTarget as HTMLFormElement)
    const text = (name: string) => (fields.get(name) as string).trim()
    save({
      name: text('name'),
      description: text('description'),
      presenter: text('presenter'),
      subject: text('subject'),
    })
  }
  const field = (name: 'presenter' | 'subject', label: string) =>
    html`<label
      >${label}<input
        part="input"
        name=${name}
        maxlength="255"
        autocomplete="off"
        .defaultValue=${recording[name] ?? ''}
    /></label>`
  return html`<form @submit=${submit} @keydown=${escaping(leave)}>
    <label class="wide"
      >${t.name}<input
        part="input"
        name="name"
        required
        pattern=".*\\S.*"
        maxlength="255"
        autocomplete="off"
        .defaultValue=${recording.name}
    /></label>
    <label class="wide"
      >${t.description}<textarea
        part="input"
        name="description"
        rows="2"
        maxlength="1000"
        .defaultValue=${recording.description ?? ''}
      ></textarea>
    </label>
    ${field('presenter', t.presenter)}${field('subject', t.subject)}
    <div part="actions" class="wide">
      <button part="button primary" class="primary" aria-disabled=${String(isBusy)}>${t.save}</button>
      <button part="button" type="button" @click=${leave}>${t.cancel}</button>
    </div>
  </form>`
}

/** Languages to choose from; the name of each is written in the language of the page. */
const captionLanguages =
  'ar bg ca cs da de el en es et eu fa fi fr gl he hi hr hu id it ja ko lt lv nb nl pl pt pt-BR ro ru sk sl sr sv th tr uk vi zh-Hans zh-Hant'.split(
    ' ',
  )

const languageName = (language: string, tag: string): string =>
  new Intl.DisplayNames([tag], { type: 'language' }).of(language) ?? language

const captionsDesk = ({ t, tag, isBusy, tracks, upload, open }: ManageContext): unknown => {
  const leave = () => open('choices')
  const own = tag.toLowerCase().split('-')[0]
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const fields = new FormData(event.currentTarget as HTMLFormElement)
    const file = fields.get('file')
    if (!(file instanceof File) || !file.size) return
    upload({
      lang: fields.get('lang') as string,
      kind: fields.get('kind') as CaptionUpload['kind'],
      webvtt: await file.text(),
    })
  }
  return html`${
      tracks === undefined
        ? html`<p class="small">${isBusy ? t.loadingStatus : nothing}</p>`
        : tracks.length
          ? html`<ul class="tracks" aria-label=${t.captions}>
              ${tracks.map(
                ({ kind, lang, label }) =>
                  html`<li part="caption">
                    ${icon(captions)}<b>${label || languageName(lang, tag)}</b>
                    <span>${kind === 'subtitles' ? t.kindSubtitles : t.kindCaptions}</span>
                  </li>`,
              )}
            </ul>`
          : html`<p class="small">${t.captionsNone}</p>`
    }
    <form @submit=${submit} @keydown=${escaping(leave)}>
      <label
        >${t.language}<select part="input" name="lang">
          ${captionLanguages
            .map((language) => ({ language, name: languageName(language, tag) }))
            .sort((one, other) => one.name.localeCompare(other.name, tag))
            .map(
              ({ language, name }) =>
                html`<option value=${language} ?selected=${language === own || language === `${own}-Hans`}>
                  ${name}
                </option>`,
            )}
        </select></label
      >
      <label
        >${t.kind}<select part="input" name="kind">
          <option value="captions">${t.kindCaptions}</option>
          <option value="subtitles">${t.kindSubtitles}</option>
        </select></label
      >
      <label class="wide"
        >${t.file}<input part="input" type="file" name="file" accept=".vtt,text/vtt" required
      /></label>
      <div part="actions" class="wide">
        <button part="button primary" class="primary" aria-disabled=${String(isBusy)}>
          ${icon(uploadIcon)}${t.upload}
        </button>
        <button part="button" type="button" @click=${leave}>${t.close}</button>
      </div>
    </form>`
}

/** In the place of recordings that are deleted in a moment. */
export const leavingRecordings = (
  text: string,
  names: string,
  t: Messages,
  isSent: boolean,
  undo: () => void,
): unknown =>
  html`<div class="words"><p>${text}</p></div>
    <button part="button" class="undo" aria-label="${t.undo}: ${names}" aria-disabled=${String(isSent)} @click=${undo}>
      ${icon(undoIcon, 'mirror')}${t.undo}
    </button>`
