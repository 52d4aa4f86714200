import {
  endAnswerSchema,
  joinAnswerSchema,
  joinRequestSchema,
  roomDeclarationSchema,
  roomDeclaredSchema,
  roomDiagnosisSchema,
  roomIdSchema,
  roomInfoSchema,
} from '@bbb-room/bff-api'
import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { bearer, commonFailures, json, problem } from '../router.ts'

const params = z.object({ room: roomIdSchema })

export const getRoomRoute = createRoute({
  method: 'get',
  path: '/rooms/{room}',
  summary: 'What the room is for this person, now',
  security: bearer,
  request: { params },
  responses: { 200: json('The room.', roomInfoSchema), ...commonFailures },
})

export const diagnoseRoomRoute = createRoute({
  method: 'get',
  path: '/rooms/{room}/diagnosis',
  summary: 'How BBB does, and what it sends to those who enter: for moderators',
  security: bearer,
  request: { params },
  responses: { 200: json('What was found.', roomDiagnosisSchema), ...commonFailures },
})

export const putRoomRoute = createRoute({
  method: 'put',
  path: '/rooms/{room}',
  summary: 'Declares the room, or replaces what was declared',
  security: bearer,
  request: {
    params,
    body: { required: true, content: { 'application/json': { schema: roomDeclarationSchema } } },
  },
  responses: {
    200: json('Replaced.', roomDeclaredSchema),
    201: json('Made.', roomDeclaredSchema),
    413: problem('The body is too large.'),
    ...commonFailures,
  },
})

export const deleteRoomRoute = createRoute({
  method: 'delete',
  path: '/rooms/{room}',
  summary: 'Ends what runs in the room and takes it away',
  security: bearer,
  request: { params },
  responses: { 204: { description: 'Gone.' }, ...commonFailures },
})

export const joinRoomRoute = createRoute({
  method: 'post',
  path: '/rooms/{room}/join',
  summary: 'A ticket for one launch, or the reason why there is none',
  security: bearer,
  request: { params, body: { content: { 'application/json': { schema: joinRequestSchema } } } },
  responses: {
    200: json('A ticket, or a state.', joinAnswerSchema),
    409: problem('The meeting before is being ended.'),
    502: problem('BBB refused the meeting.'),
    ...commonFailures,
  },
})

export const endMeetingRoute = createRoute({
  method: 'post',
  path: '/rooms/{room}/end',
  summary: 'Ends the meeting that runs in the room',
  security: bearer,
  request: { params, body: { content: { 'application/json': { schema: z.strictObject({}) } } } },
  responses: { 200: json('Ending, or ended already.', endAnswerSchema), ...commonFailures },
})
