import { setTimeout as sleep } from 'node:timers/promises'
import { fail, messageElements, succeed } from '../answer.ts'
import { selectRecordings } from '../recordings/select-recordings.ts'
import { parentElement, textElement } from '../xml/element.ts'
import { type Call, listOf, metadataOf } from './call.ts'
import { recordingElement } from './recording-elements.ts'

/** Recordings by meeting, id or id prefix, state and metadata; in no promised order. */
export const getRecordings: Call = {
  methods: ['GET'],
  checksum: 'api',
  async answer({ world, params }) {
    const paging = { offset: params.get('offset'), limit: params.get('limit') }
    if (paging.offset && !/^\d+$/.test(paging.offset)) return fail('validationError', 'Param offset must be a number')
    if (paging.limit && !(Number(paging.limit) >= 1 && Number(paging.limit) <= 100)) {
      return fail('validationError', 'Param limit must be between 1 and 100')
    }
    const meetingIDs = listOf(params.get('meetingID'))
    const recordIDs = listOf(params.get('recordID'))
    const isForbidden = !meetingIDs && !recordIDs && !world.settings.allowFetchAllRecordings
    const metadata = new Map([...metadataOf(params)].map(([key, value]) => [key, [value]]))
    const states = listOf(params.get('state'))
    const found = isForbidden
      ? []
      : selectRecordings(world.recordings.all(), { meetingIDs, recordIDs, states, metadata })

    if (world.settings.listingMsPerRecording > 0) await sleep(found.length * world.settings.listingMsPerRecording)

    const isPaged = paging.offset !== undefined || paging.limit !== undefined
    const offset = Number(paging.offset ?? 0)
    const limit = Number(paging.limit ?? 100)
    const page = isPaged ? found.slice(offset, offset + limit) : found
    const list = parentElement('recordings', page.map(recordingElement))
    if (found.length === 0) {
      const nothing = messageElements('noRecordings', 'There are no recordings for the meeting(s).')
      return succeed([list, ...nothing], 'recordings')
    }
    if (!isPaged) return succeed([list], 'recordings')
    const total = textElement('totalElements', found.length)
    const isNested = world.quirks.has('nested-pagination')
    return succeed([list, isNested ? nestedPagination(offset, limit, page.length) : total], 'recordings')
  },
}

/** The total that those versions give is the size of the page. */
function nestedPagination(offset: number, limit: number, wrongTotal: number) {
  return parentElement('pagination', [
    parentElement('pageable', [
      parentElement('sort', [textElement('unsorted', true), textElement('sorted', false), textElement('empty', true)]),
      textElement('offset', offset),
      textElement('pageSize', limit),
      textElement('pageNumber', Math.floor(offset / limit)),
      textElement('paged', true),
      textElement('unpaged', false),
    ]),
    textElement('totalElements', wrongTotal),
  ])
}
