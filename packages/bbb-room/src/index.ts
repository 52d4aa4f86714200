import { BbbRoom } from './bbb-room.ts'
import { define } from './define.ts'

export * from './element.ts'

define('bbb-room', BbbRoom)

// Recordings are a file of their own, fetched only by a page that has the tag.
const loadRecordings = () => {
  if (document.querySelector('bbb-recordings')) void import('./recordings.ts')
}
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', loadRecordings)
else loadRecordings()
