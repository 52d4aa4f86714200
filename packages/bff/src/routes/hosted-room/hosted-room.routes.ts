import { roomIdSchema } from '@bbb-room/bff-api'
import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'

const page = (description: string) => ({ description, content: { 'text/html': { schema: z.string() } } })
const params = z.object({ room: roomIdSchema })

export const hostedRoomRoute = createRoute({
  method: 'get',
  path: '/r/{room}',
  summary: 'A page with the element in it: the share link of a room',
  request: { params },
  responses: { 200: page('The same page for every room, whether or not there is one.') },
})

const agree = z.literal('yes').optional()

/** What the form of the page sends. Unlike JSON it cannot leave out a field that is empty. */
export const enterFormSchema = z.discriminatedUnion('way', [
  z.object({
    way: z.literal('guest'),
    name: z.string().trim().min(2).max(64),
    access_code: z.string().trim().min(1).max(64),
    agree,
  }),
  z.object({ way: z.literal('sign-in'), agree }),
])

export const enterRoomRoute = createRoute({
  method: 'post',
  path: '/r/{room}',
  summary: 'The form of that page, where no script runs: straight into the meeting',
  request: {
    params,
    body: { required: true, content: { 'application/x-www-form-urlencoded': { schema: enterFormSchema } } },
  },
  responses: {
    200: page(
      'The page again: why there is nothing to enter yet, or the question whether being recorded is agreed to.',
    ),
    303: { description: 'To BBB. The address stands in `Location` and nowhere else.' },
    400: page('A field is missing, or not a navigation.'),
    401: page('The page again: nobody has signed in.'),
    403: page('The page again: the access code is wrong, or this person may not. Or not sent by this page.'),
    404: page('There is no such room.'),
    429: page('Too many attempts.'),
    503: page('BBB or the store is away.'),
  },
})
