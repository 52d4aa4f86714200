import type { Card, ViewContext } from './view.ts'

export const loading = ({ t }: ViewContext): Card => ({
  tone: 'wait',
  status: t.loadingStatus,
  heading: t.loadingTitle,
})
