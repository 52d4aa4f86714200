import { BbbRoom } from './bbb-room.ts'
import { define } from './define.ts'

export * from './element.ts'

define('bbb-room', BbbRoom)

/**
 * Registers `<bbb-recordings>`, a file of its own. A page that has the tag when it has been parsed need not call this;
 * one that adds the tag later does.
 */
export const loadRecordings = async (): Promise<void> => {
  // What it shares with the room is fetched beside it, not after it.
  await Promise.all([import('./recordings.ts'), import('./room-parts.ts')])
}

const loadIfThere = () => {
  if (document.querySelector('bbb-recordings')) void loadRecordings()
}
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', loadIfThere)
else loadIfThere()
