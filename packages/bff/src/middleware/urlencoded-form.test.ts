import type { MiddlewareHandler } from 'hono'
import { expect, it } from 'vitest'
import type { BffEnv } from '../bff-env.ts'
import { startApp } from './middleware.test-support.ts'
import { urlencodedForm } from './urlencoded-form.ts'

function start(...middleware: MiddlewareHandler<BffEnv>[]) {
  const { app } = startApp(...middleware)
  app.post('/x', async (c) => c.json(Object.entries(await c.req.parseBody({ all: true }))))
  return async (body: string, contentType = 'application/x-www-form-urlencoded') => {
    const answer = await app.request('/x', { method: 'POST', body, headers: { 'Content-Type': contentType } })
    return answer.json()
  }
}

it('gives every field as the stock reader does', async () => {
  const [send, stock] = [start(urlencodedForm), start()]
  expect(await send('a=1&a=2&b')).toEqual([
    ['a', ['1', '2']],
    ['b', ''],
  ])
  for (const body of ['a=1', 'a=1&a=2&b', 'a=%C3%A9+%2B%26', '', '&&=x', 'a=%FF%zz', '__proto__=1']) {
    expect(await send(body)).toEqual(await stock(body))
    const withCharset = 'application/x-www-form-urlencoded; charset=UTF-8'
    expect(await send(body, withCharset)).toEqual(await stock(body, withCharset))
  }
})

it('leaves other kinds of form to the stock reader', async () => {
  const body = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n'
  expect(await start(urlencodedForm)(body, 'multipart/form-data; boundary=x')).toEqual([['a', '1']])
})
