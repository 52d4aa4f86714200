import type {} from 'bbb-room/vue'
import type { GlobalComponents } from 'vue'

type Properties = InstanceType<GlobalComponents['bbb-room']>['$props']

export const right: Properties = {
  endpoint: 'https://meet.example/t/acme',
  'token-endpoint': '/meeting-token',
  class: 'class',
  autojoin: true,
  onBbbRoomLeft: (event) => event.detail.reason === 'kicked',
}
export const list: InstanceType<GlobalComponents['bbb-recordings']>['$props'] = { room: 'algebra-101' }

// @ts-expect-error there is no such display
export const wrongValue: Properties = { display: 'window' }
// @ts-expect-error there is no such reason
export const wrongDetail: Properties = { onBbbRoomLeft: (event) => event.detail.reason === 'bored' }
