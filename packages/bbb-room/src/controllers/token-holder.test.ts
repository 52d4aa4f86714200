import { expect } from '@open-wc/testing'
import { stub } from '../stub.test-support.ts'
import { TokenHolder, type AccessToken } from './token-holder.ts'

/** A holder whose tokens are numbered, and a clock to move. */
const hold = (answer: Omit<AccessToken, 'access_token'> = {}) => {
  let nowMs = 1_000_000
  let asked = 0
  stub(performance, 'now', () => nowMs)
  stub(Date, 'now', () => nowMs + 1e12)
  const holder = new TokenHolder(() => Promise.resolve({ access_token: `token-${++asked}`, ...answer }))
  return { holder, pass: (seconds: number) => (nowMs += seconds * 1000) }
}

describe('an access token', () => {
  it('is fetched once for all who ask at the same time', async () => {
    const { holder } = hold()
    expect(await Promise.all([holder.get(), holder.get(), holder.get()])).to.deep.equal([
      'token-1',
      'token-1',
      'token-1',
    ])
  })

  for (const [said, expires_in, stillGood, tooOld] of [
    ['300 s', 300, 289, 291],
    ['10 s', 10, 4.9, 5.1],
    ['nothing', undefined, 49, 51],
  ] as const) {
    it(`that lasts ${said} is used until shortly before its end, and then fetched anew`, async () => {
      const { holder, pass } = hold({ expires_in })
      expect(await holder.get()).to.equal('token-1')
      pass(stillGood)
      expect(await holder.get()).to.equal('token-1')
      pass(tooOld - stillGood)
      expect(await holder.get()).to.equal('token-2')
    })
  }

  it('is dropped when it was refused, unless there is another one already', async () => {
    const { holder } = hold()
    await holder.get()
    holder.drop('token-0')
    expect(await holder.get()).to.equal('token-1')
    holder.drop('token-1')
    expect(await holder.get()).to.equal('token-2')
  })

  it('that could not be had is asked for again', async () => {
    let asked = 0
    const holder = new TokenHolder(() =>
      ++asked > 1 ? Promise.resolve({ access_token: 'token' }) : Promise.reject(new TypeError('no')),
    )
    expect(await holder.get().catch(() => 'failed')).to.equal('failed')
    expect(await holder.get()).to.equal('token')
  })
})
