import { expect, fixture, html, waitUntil } from '@open-wc/testing'
import './recordings.ts'
import type { BbbRecordings } from './bbb-recordings.ts'
import { mockBff, mockRecording, type MockBff } from './testing/mock-bff.ts'

let bff: MockBff | undefined
afterEach(() => bff?.restore())

const show = async (recordings: Parameters<MockBff['setRecordings']>[0]) => {
  bff = mockBff()
  bff.setRecordings(recordings)
  const element = await fixture<BbbRecordings>(
    html`<bbb-recordings
      lang="en"
      endpoint=${bff.endpoint}
      room="algebra-101"
      .getAccessToken=${bff.getAccessToken}
    ></bbb-recordings>`,
  )
  const rows = () => [...element.shadowRoot!.querySelectorAll('li')]
  await waitUntil(() => rows().length === recordings.length)
  return { element, bff, rows }
}

describe('<bbb-recordings>', () => {
  it('shows what is being prepared as that, and turns it playable when the BFF says so', async () => {
    const { bff, rows } = await show([mockRecording({ state: 'processing', formats: [] })])
    expect(rows()[0]!.textContent).to.contain('Being prepared')
    expect(rows()[0]!.querySelector('button')).to.equal(null)
    bff.setRecordings([mockRecording()])
    await waitUntil(() => rows()[0]!.querySelector('button'))
  })

  it('plays by a form post of a ticket into a new tab', async () => {
    const { rows, bff } = await show([mockRecording()])
    const channel = new BroadcastChannel('launch-pages')
    const launched = new Promise<{ body: string; hasOpener: boolean }>((resolve) => {
      channel.onmessage = ({ data }: MessageEvent<{ body: string; hasOpener: boolean }>) => resolve(data)
    })
    rows()[0]!.querySelector('button')!.click()
    const { body, hasOpener } = await launched
    channel.close()
    expect(body).to.match(/^ticket=/)
    expect(hasOpener).to.equal(false)
    expect(bff.requests.at(-1)).to.deep.include({ method: 'POST', path: '/recordings/recording-1/playback' })
  })
})
