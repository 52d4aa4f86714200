import { type Answer, fail, succeed } from '../answer.ts'
import type { Recording, RecordingState } from '../recordings/recording.ts'
import { textElement } from '../xml/element.ts'
import { type Call, type CallContext, isTrue, listOf, metadataOf } from './call.ts'

/** @returns the recordings named, or the failure to answer with */
export function namedRecordings(context: CallContext): Recording[] | Answer {
  const { world, params } = context
  const recordIDs = listOf(params.get('recordID'))
  if (!recordIDs) {
    return world.profile.name === 'bbblb'
      ? world.profile.missing('recordID', 'You must specify a recordID.')
      : fail('missingParamRecordID', 'You must specify a recordID.')
  }
  const found = recordIDs.map((id) => world.recordings.get(id)).filter((recording) => recording !== undefined)
  const existing = found.filter(({ state }) => state !== 'deleted')
  return existing.length === 0 ? fail('notFound', 'We could not find recordings') : existing
}

function apply({ world, pretend }: CallContext, recordings: Recording[], change: (recording: Recording) => void): void {
  if (!pretend) world.recordings.change(() => recordings.forEach(change))
}

/** Shows or hides recordings. The answer repeats what was asked for. */
export const publishRecordings: Call = {
  methods: ['GET'],
  checksum: 'api',
  answer(context) {
    const { params, world } = context
    if (!params.get('recordID')) return fail('missingParamRecordID', 'You must specify a recordID.')
    if (!params.get('publish')) {
      return fail('missingParamPublish', 'You must specify a publish value true or false.')
    }
    const recordings = namedRecordings(context)
    if (!Array.isArray(recordings)) return recordings
    const isPublished = isTrue(params.get('publish'))
    const [from, to]: RecordingState[] = isPublished ? ['unpublished', 'published'] : ['published', 'unpublished']
    apply(context, recordings, (recording) => {
      if (recording.state === from && to) recording.state = to
    })
    const state = isPublished ? 'published' : 'unpublished'
    return succeed([textElement('published', world.profile.name === 'bbblb' ? state : isPublished)], 'fixed')
  },
}

/** Deletes recordings; they stay known with the state `deleted`. */
export const deleteRecordings: Call = {
  methods: ['GET'],
  checksum: 'api',
  answer(context) {
    const recordings = namedRecordings(context)
    if (!Array.isArray(recordings)) return recordings
    apply(context, recordings, (recording) => (recording.state = 'deleted'))
    return succeed([textElement('deleted', true)], 'fixed')
  },
}

/** Changes metadata; an empty value takes the key away. */
export const updateRecordings: Call = {
  methods: ['GET', 'POST'],
  checksum: 'api',
  answer(context) {
    const recordings = namedRecordings(context)
    if (!Array.isArray(recordings)) return recordings
    updateMetadata(context, recordings, metadataOf(context.params))
    return succeed([textElement('updated', true)], 'fixed')
  },
}

/** Keys come in lower case and find one already there in any case. */
export function updateMetadata(
  context: CallContext,
  recordings: Recording[],
  changes: ReadonlyMap<string, string>,
): void {
  apply(context, recordings, ({ metadata }) => {
    for (const [key, value] of changes) {
      const own = [...metadata.keys()].find((each) => each.toLowerCase() === key) ?? key
      if (value === '') metadata.delete(own)
      else metadata.set(own, value)
    }
  })
}
