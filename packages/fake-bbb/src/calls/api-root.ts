import { succeed } from '../answer.ts'
import { textElement } from '../xml/element.ts'
import type { Call } from './call.ts'

/** Reachability and version; needs no checksum. */
export const apiRoot: Call = {
  methods: ['GET', 'POST'],
  checksum: 'none',
  answer({ world }) {
    const origin = world.origin()
    return succeed([
      textElement('version', '2.0'),
      textElement('apiVersion', '2.0'),
      textElement('bbbVersion', world.settings.bbbVersion),
      textElement('graphqlWebsocketUrl', `${origin.replace(/^http/, 'ws')}/graphql`),
      textElement('graphqlApiUrl', `${origin}/api/rest`),
    ])
  },
}
