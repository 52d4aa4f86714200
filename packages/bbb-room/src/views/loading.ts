import { card, type ViewContext } from './view.ts'

export const loading = ({ t }: ViewContext) =>
  card({ name: 'loading', tone: 'wait', status: t.loadingStatus, heading: t.loadingTitle })
