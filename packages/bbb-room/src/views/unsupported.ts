import { html, nothing } from 'lit'
import type { StateNamed, UnsupportedReason } from '../controllers/session-state.ts'
import type { Messages } from '../localisation/en.ts'
import { icon } from './icon.ts'
import { compass, copy, lock } from './later-icons.ts'
import { secondary, type Card, type ViewContext } from './view.ts'

const copyAddress = async ({ currentTarget }: Event): Promise<void> => {
  const button = currentTarget as HTMLButtonElement
  try {
    await navigator.clipboard.writeText(location.href)
    button.classList.add('copied')
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

export const unsupported = ({ reason }: StateNamed<'unsupported'>, { t, startAnyway }: ViewContext): Card => ({
  tone: 'wait',
  emblem: icon(reason === 'insecure' ? lock : compass),
  status: t.unsupportedStatus,
  heading: texts(reason, t)[0],
  text: texts(reason, t)[1],
  body: html`<input part="link" readonly aria-label=${t.copyLink} .value=${location.href} /><slot></slot>`,
  actions: html`<button part="button primary" class="primary copy" @click=${copyAddress}>
      ${icon(copy)}<span>${t.copyLink}</span><span class="done">${t.copied}</span></button
    >${reason === 'outdated' ? nothing : secondary(t.tryAnyway, startAnyway)}`,
})
