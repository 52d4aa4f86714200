import type {} from 'bbb-room/svelte'
import type { SvelteHTMLElements } from 'svelte/elements'

type Properties = SvelteHTMLElements['bbb-room']

export const right: Properties = {
  endpoint: 'https://meet.example/t/acme',
  'token-endpoint': '/meeting-token',
  class: 'class',
  autojoin: true,
  'onbbb-room-left': (event) => event.detail.reason === 'kicked',
}
export const list: SvelteHTMLElements['bbb-recordings'] = { room: 'algebra-101' }

// @ts-expect-error there is no such display
export const wrongValue: Properties = { display: 'window' }
// @ts-expect-error there is no such reason
export const wrongDetail: Properties = { 'onbbb-room-left': (event) => event.detail.reason === 'bored' }
