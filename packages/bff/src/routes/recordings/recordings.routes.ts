import {
  captionListSchema,
  captionUploadedSchema,
  captionUploadSchema,
  playbackRequestSchema,
  recordingBatchAnswerSchema,
  recordingBatchSchema,
  recordingChangeSchema,
  recordingIdSchema,
  recordingListSchema,
  recordingSchema,
  roomIdSchema,
  ticketAnswerSchema,
} from '@bbb-room/bff-api'
import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { bearer, commonFailures, json, problem } from '../router.ts'

const params = z.object({ id: recordingIdSchema })

export const listRecordingsRoute = createRoute({
  method: 'get',
  path: '/rooms/{room}/recordings',
  summary: 'The room’s recordings, newest first',
  security: bearer,
  request: {
    params: z.object({ room: roomIdSchema }),
    query: z.object({ cursor: z.string().max(128).optional() }),
  },
  responses: { 200: json('A page of them.', recordingListSchema), ...commonFailures },
})

export const changeRecordingsRoute = createRoute({
  method: 'post',
  path: '/rooms/{room}/recordings/batch',
  summary: 'Publishes, protects, deletes or restores several: all of them are the room’s, or nothing is done',
  security: bearer,
  request: {
    params: z.object({ room: roomIdSchema }),
    body: { required: true, content: { 'application/json': { schema: recordingBatchSchema } } },
  },
  responses: {
    200: json('What became of each, in the order asked.', recordingBatchAnswerSchema),
    502: problem('BBB refused.'),
    ...commonFailures,
  },
})

export const changeRecordingRoute = createRoute({
  method: 'patch',
  path: '/recordings/{id}',
  summary: 'Publishes, protects or describes; answers what BBB then says',
  security: bearer,
  request: {
    params,
    body: { required: true, content: { 'application/json': { schema: recordingChangeSchema } } },
  },
  responses: {
    200: json('As BBB confirms it.', recordingSchema),
    409: problem('BBB has not delivered it, or it is being deleted.'),
    501: problem('The server does not know protected links.'),
    502: problem('BBB refused.'),
    ...commonFailures,
  },
})

export const deleteRecordingRoute = createRoute({
  method: 'delete',
  path: '/recordings/{id}',
  summary: 'Deletes; `deleting` until BBB confirms that it is gone, which can be undone until `restorable_until`',
  security: bearer,
  request: { params },
  responses: {
    200: json('As BBB confirms it.', recordingSchema),
    409: problem('It is on legal hold.'),
    ...commonFailures,
  },
})

export const restoreRecordingRoute = createRoute({
  method: 'post',
  path: '/recordings/{id}/restore',
  summary: 'Undoes a deletion',
  security: bearer,
  request: { params },
  responses: {
    200: json('As BBB confirms it.', recordingSchema),
    409: problem('It is not being deleted, or no longer restorable.'),
    ...commonFailures,
  },
})

export const startPlaybackRoute = createRoute({
  method: 'post',
  path: '/recordings/{id}/playback',
  summary: 'A ticket for one playback, launched as a join is',
  security: bearer,
  request: { params, body: { content: { 'application/json': { schema: playbackRequestSchema } } } },
  responses: { 200: json('A ticket.', ticketAnswerSchema), ...commonFailures },
})

export const listCaptionsRoute = createRoute({
  method: 'get',
  path: '/recordings/{id}/captions',
  summary: 'The captions and subtitles that BBB has of it',
  security: bearer,
  request: { params },
  responses: {
    200: json('As BBB lists them now.', captionListSchema),
    409: problem('BBB has not delivered it, or it is being deleted.'),
    501: problem('The server does not take captions.'),
    502: problem('BBB refused.'),
    ...commonFailures,
  },
})

export const addCaptionsRoute = createRoute({
  method: 'put',
  path: '/recordings/{id}/captions',
  summary: 'Adds captions or subtitles, or replaces those of the same kind and language; body up to 1 MiB',
  security: bearer,
  request: { params, body: { required: true, content: { 'application/json': { schema: captionUploadSchema } } } },
  responses: {
    200: json('What BBB lists then; it may work on new ones for minutes.', captionUploadedSchema),
    409: problem('BBB has not delivered it, or it is being deleted.'),
    413: problem('The body is larger than 1 MiB.'),
    422: problem('The file is not valid WebVTT: `errors` names the lines.'),
    501: problem('The server does not take captions.'),
    502: problem('BBB refused.'),
    ...commonFailures,
  },
})
