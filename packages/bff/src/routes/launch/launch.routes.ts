import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'

const page = (description: string) => ({ description, content: { 'text/html': { schema: z.string() } } })

export const launchRoute = createRoute({
  method: 'post',
  path: '/launch',
  summary: 'A navigation: turns a ticket into the redirect that it is for',
  request: {
    body: {
      required: true,
      content: {
        'application/x-www-form-urlencoded': { schema: z.object({ ticket: z.string().min(1).max(8192) }) },
      },
    },
  },
  responses: {
    303: { description: 'To BBB. The address stands in `Location` and nowhere else.' },
    400: page('No ticket, or not a navigation.'),
    403: page('The ticket is used, too old, of another page, or not allowed any more.'),
    404: page('What the ticket is for is gone.'),
    409: page('The meeting has been replaced: ask for another ticket.'),
    503: page('BBB or the store is away.'),
  },
})
