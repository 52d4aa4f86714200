import { html, nothing } from 'lit'
import type { StateNamed, UnsupportedReason } from '../controllers/session-state.ts'
import type { Messages } from '../localisation/en.ts'
import { icon } from './icon.ts'
import { compass, copy, lock } from './later-icons.ts'
import { secondary, type Card, type ViewContext } from './view.ts'

/** Milliseconds for which the button says what it has done. */
const copiedMs = 4000

const copyAddress = async ({ currentTarget }: Event, { t, say }: ViewContext): Promise<void> => {
  const button = currentTarget as HTMLButtonElement
  try {
    await navigator.clipboard.writeText(location.href)
    button.classList.add('copied')
    say(t.copied)
    setTimeout(() => button.classList.remove('copied'), copiedMs)
  } catch {
    // Apps may forbid it. Then it is marked, to be copied by hand.
    const field = (button.getRootNode() as ShadowRoot).querySelector<HTMLInputElement>('[part=link]')
    field?.focus()
    field?.select()
  }
}

const texts = (reason: UnsupportedReason, t: Messages): readonly [heading: string, text: string] => {
  switch (reason) {
    case 'insecure':
      return [t.insecureTitle, t.insecureText]
    case 'in-app':
      return [t.inAppTitle, t.inAppText]
    case 'outdated':
      return [t.outdatedTitle, t.outdatedText]
    default:
      return reason satisfies never
  }
}

export const unsupported = ({ reason }: StateNamed<'unsupported'>, context: ViewContext): Card => {
  const { t, startAnyway } = context
  const [heading, text] = texts(reason, t)
  return {
    tone: 'wait',
    emblem: icon(reason === 'insecure' ? lock : compass),
    status: t.unsupportedStatus,
    heading,
    text,
    body: html`<input part="link" readonly aria-label=${t.copyLink} .value=${location.href} /><slot></slot>`,
    actions: html`<button
        part="button primary"
        class="primary copy"
        @click=${(event: Event) => copyAddress(event, context)}
      >
        ${icon(copy)}<span>${t.copyLink}</span><span class="done">${t.copied}</span></button
      >${reason === 'outdated' ? nothing : secondary(t.tryAnyway, startAnyway)}`,
  }
}
