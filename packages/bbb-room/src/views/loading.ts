import { icon } from './icon.ts'
import { spinner } from './icons.ts'
import type { Card, ViewContext } from './view.ts'

export const loading = ({ t }: ViewContext): Card => ({
  emblem: icon(spinner, 'turn'),
  status: t.loadingStatus,
  heading: t.loadingTitle,
})
