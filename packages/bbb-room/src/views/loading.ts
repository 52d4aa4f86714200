import { html } from 'lit'
import type { StateNamed } from '../controllers/session-state.ts'
import { icon } from './icon.ts'
import { spinner } from './icons.ts'
import { primary, type Card, type ViewContext } from './view.ts'

export const loading = ({ isLong }: StateNamed<'loading'>, { t, refresh }: ViewContext): Card => ({
  emblem: icon(spinner, 'turn'),
  status: t.loadingStatus,
  heading: t.loadingTitle,
  ...(isLong && {
    text: t.loadingLong,
    also: [t.loadingLong],
    body: html`<slot></slot>`,
    actions: primary(t.tryAgain, refresh),
  }),
})
