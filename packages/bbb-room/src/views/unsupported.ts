import { html } from 'lit'
import type { StateNamed } from '../controllers/session-state.ts'
import { primary, secondary, type Card, type ViewContext } from './view.ts'

const copyAddress = (t: ViewContext['t']) => async (event: Event) => {
  const button = event.currentTarget as HTMLButtonElement
  await navigator.clipboard.writeText(location.href)
  button.textContent = t.copied
}

export const unsupported = ({ reason }: StateNamed<'unsupported'>, { t, startAnyway }: ViewContext): Card => ({
  tone: 'bad',
  status: t.unsupportedStatus,
  heading: reason === 'insecure' ? t.insecureTitle : t.inAppTitle,
  text: reason === 'insecure' ? t.insecureText : t.inAppText,
  body: html`<input part="link" readonly aria-label=${t.copyLink} .value=${location.href} /><slot></slot>`,
  actions: html`${primary(t.copyLink, copyAddress(t) as never)}${secondary(t.tryAnyway, startAnyway)}`,
})
