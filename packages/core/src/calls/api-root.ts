import { answer, type BbbAnswer, type CallDefinition, type NoParameters } from '../protocol/define-call.ts'
import { text } from '../protocol/response-shape.ts'

/** What a server says of itself without being asked for a checksum. */
export interface ApiRoot extends BbbAnswer {
  /** `2.0` for every server since 0.81. */
  version?: string
  apiVersion?: string
  /** Empty unless the operator reveals it. */
  bbbVersion?: string
  /** Since 3.0. */
  html5PluginSdkVersion?: string
  /** Since 3.0. */
  graphqlWebsocketUrl?: string
  /** Since 3.0: its presence tells 3.0 from older versions. */
  graphqlApiUrl?: string
  /** Scalelite only. */
  build?: string
  /** bbblb only. */
  info?: string
}

/** The API's root: the address without any call. BBB has no name for it; samples call it `index`. */
export const apiRoot: CallDefinition<NoParameters, ApiRoot> = {
  name: 'index',
  isRead: true,
  parameters: {},
  response: answer<ApiRoot>({
    version: text,
    apiVersion: text,
    bbbVersion: text,
    html5PluginSdkVersion: text,
    graphqlWebsocketUrl: text,
    graphqlApiUrl: text,
    build: text,
    info: text,
  }),
}
