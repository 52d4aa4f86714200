import type { RecordingBatch } from '@bbb-room/bff-api'
import type { RouteHandler } from '@hono/zod-openapi'
import type { BffEnv } from '../../bff-env.ts'
import type { createAddCaptions, createListCaptions } from '../../domain/captions/recording-captions.ts'
import type { createChangeRecording } from '../../domain/recordings/change-recording.ts'
import type { createChangeRecordings } from '../../domain/recordings/change-recordings.ts'
import type { createFindRecordingRoom } from '../../domain/recordings/find-recording-room.ts'
import type { createListRecordings } from '../../domain/recordings/list-recordings.ts'
import type { createStartPlayback } from '../../domain/recordings/start-playback.ts'
import { BffFailure } from '../../failure.ts'
import type { Actor } from '../../policy/actor.ts'
import { authorize } from '../../policy/authorize.ts'
import type { Permit } from '../../policy/permit.ts'
import type {
  addCaptionsRoute,
  changeRecordingRoute,
  changeRecordingsRoute,
  deleteRecordingRoute,
  listCaptionsRoute,
  listRecordingsRoute,
  restoreRecordingRoute,
  startPlaybackRoute,
} from './recordings.routes.ts'

/** The verbs behind these routes. */
export interface RecordingVerbs {
  findRecordingRoom: ReturnType<typeof createFindRecordingRoom>
  listRecordings: ReturnType<typeof createListRecordings>
  changeRecording: ReturnType<typeof createChangeRecording>
  changeRecordings: ReturnType<typeof createChangeRecordings>
  startPlayback: ReturnType<typeof createStartPlayback>
  listCaptions: ReturnType<typeof createListCaptions>
  addCaptions: ReturnType<typeof createAddCaptions>
}

export function createRecordingHandlers(verbs: RecordingVerbs) {
  /** A recording's address does not name its room, which is what permits are for. */
  const permitFor = async <A extends 'recording:manage' | 'recording:play'>(actor: Actor, action: A, id: string) =>
    authorize(actor, action, await verbs.findRecordingRoom(actor.tenantId, id))

  async function onlyOne(permit: Permit<'recording:manage'>, action: RecordingBatch['action'], id: string) {
    const [outcome] = await verbs.changeRecordings(permit, { action, ids: [id] })
    if (outcome === undefined) throw new BffFailure('NOT_FOUND')
    if ('failure' in outcome) throw outcome.failure
    return outcome.recording
  }

  const changeRecordings: RouteHandler<typeof changeRecordingsRoute, BffEnv> = async (c) => {
    const permit = authorize(c.get('actor'), 'recording:manage', c.req.valid('param').room)
    const outcomes = await verbs.changeRecordings(permit, c.req.valid('json'))
    const results = outcomes.map((outcome) =>
      'failure' in outcome
        ? { id: outcome.id, recording: null, code: outcome.failure.code, detail: outcome.failure.detail ?? null }
        : { id: outcome.id, recording: outcome.recording, code: null, detail: null },
    )
    return c.json({ results }, 200)
  }

  const listRecordings: RouteHandler<typeof listRecordingsRoute, BffEnv> = async (c) => {
    const permit = authorize(c.get('actor'), 'recording:list', c.req.valid('param').room)
    return c.json(await verbs.listRecordings(permit, c.req.valid('query').cursor), 200)
  }

  const changeRecording: RouteHandler<typeof changeRecordingRoute, BffEnv> = async (c) => {
    const { id } = c.req.valid('param')
    const permit = await permitFor(c.get('actor'), 'recording:manage', id)
    return c.json(await verbs.changeRecording(permit, id, c.req.valid('json')), 200)
  }

  const deleteRecording: RouteHandler<typeof deleteRecordingRoute, BffEnv> = async (c) => {
    const { id } = c.req.valid('param')
    const permit = await permitFor(c.get('actor'), 'recording:manage', id)
    return c.json(await onlyOne(permit, 'delete', id), 200)
  }

  const restoreRecording: RouteHandler<typeof restoreRecordingRoute, BffEnv> = async (c) => {
    const { id } = c.req.valid('param')
    const permit = await permitFor(c.get('actor'), 'recording:manage', id)
    return c.json(await onlyOne(permit, 'restore', id), 200)
  }

  const startPlayback: RouteHandler<typeof startPlaybackRoute, BffEnv> = async (c) => {
    const { id } = c.req.valid('param')
    const permit = await permitFor(c.get('actor'), 'recording:play', id)
    const { format } = c.req.valid('json')
    return c.json(await verbs.startPlayback(permit, id, format, c.req.header('Origin')), 200)
  }

  const listCaptions: RouteHandler<typeof listCaptionsRoute, BffEnv> = async (c) => {
    const { id } = c.req.valid('param')
    const permit = await permitFor(c.get('actor'), 'recording:manage', id)
    return c.json(await verbs.listCaptions(permit, id), 200)
  }

  const addCaptions: RouteHandler<typeof addCaptionsRoute, BffEnv> = async (c) => {
    const { id } = c.req.valid('param')
    const permit = await permitFor(c.get('actor'), 'recording:manage', id)
    return c.json(await verbs.addCaptions(permit, id, c.req.valid('json')), 200)
  }

  return {
    listRecordings,
    changeRecording,
    changeRecordings,
    deleteRecording,
    restoreRecording,
    startPlayback,
    listCaptions,
    addCaptions,
  }
}
