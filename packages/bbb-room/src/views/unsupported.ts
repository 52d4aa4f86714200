import { html } from 'lit'
import type { SessionState } from '../controllers/session-state.ts'
import { card, type ViewContext } from './view.ts'

export const unsupported = ({ reason }: Extract<SessionState, { name: 'unsupported' }>, { t }: ViewContext) =>
  card({
    name: 'unsupported',
    tone: 'bad',
    status: t.errorStatus,
    heading: reason === 'insecure' ? t.insecureTitle : t.inAppTitle,
    text: reason === 'insecure' ? t.insecureText : t.inAppText,
    body: html`<slot></slot>`,
  })
