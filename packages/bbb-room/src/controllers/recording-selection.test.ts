import { expect, waitUntil } from '@open-wc/testing'
import type { BbbRecordings } from '../bbb-recordings.ts'
import { button, focused, holdTimers, said, show } from '../recordings.test-support.ts'
import { catalogue } from '../localisation/en.ts'
import { mockRecording, type MockBff } from '../testing/mock-bff.ts'
import { undoMs } from './recordings-session.ts'

const can = { play: true, manage: true }
const week = (number: number, change: Parameters<typeof mockRecording>[0] = {}) =>
  mockRecording({ id: `r${number}`, name: `Week ${number}`, can, ...change })
const unpublished = { state: 'unpublished', published: false } as const
const bar = (element: BbbRecordings) => element.shadowRoot!.querySelector<HTMLElement>('[part=selection]')
const boxes = (element: BbbRecordings) => [...element.shadowRoot!.querySelectorAll<HTMLInputElement>('li input')]
const box = (element: BbbRecordings, id: string) =>
  element.shadowRoot!.querySelector<HTMLInputElement>(`li[data-id="${id}"] input`)!
const allBox = (element: BbbRecordings) => bar(element)!.querySelector('input')!
const batches = ({ requests }: MockBff) =>
  requests.filter(({ path }) => path.endsWith('/recordings/batch')).map(({ body }) => body)
const rowOf = (element: BbbRecordings, id: string) => element.shadowRoot!.querySelector(`li[data-id="${id}"]`)
const noteOf = (element: BbbRecordings, id: string) => rowOf(element, id)?.querySelector('.failure')?.textContent

const begin = async (recordings: Parameters<typeof show>[0], ...ids: string[]) => {
  const shown = await show(recordings)
  const { element } = shown
  button(element.shadowRoot!, 'Select').click()
  await waitUntil(() => bar(element))
  for (const id of ids) {
    box(element, id).click()
    await element.updateComplete
  }
  return shown
}

describe('several recordings at once', () => {
  it('are offered only to those who may manage two of them', async () => {
    const pupil = { play: true, manage: false }
    const lists = [
      [week(1, { can: pupil }), week(2, { can: pupil })],
      [week(1), week(2, { can: pupil })],
      [week(1), week(2, { state: 'processing' })],
      [week(1)],
    ]
    for (const recordings of lists) {
      const { element } = await show(recordings)
      const labels = [...element.shadowRoot!.querySelectorAll('.toolbar button')].map((each) => each.textContent.trim())
      expect(labels).to.deep.equal(['List', 'Grid'])
      expect(element.shadowRoot!.querySelector('input')).to.equal(null)
      element.remove()
    }
  })

  it('are chosen one by one or all, counted aloud, and those that cannot be changed are left out', async () => {
    const { element, rows } = await begin([week(3, { state: 'processing' }), week(2), week(1, unpublished)])
    expect(focused(element)).to.equal(allBox(element))
    expect(said(element)).to.equal('Selected: 0')
    expect(boxes(element).map((each) => each.getAttribute('aria-label'))).to.deep.equal(['Week 2', 'Week 1'])
    expect(rows().flatMap((row) => [...row.querySelectorAll('button')])).to.deep.equal([])
    boxes(element)[0]!.click()
    await element.updateComplete
    expect(said(element)).to.equal('Selected: 1')
    expect([allBox(element).checked, allBox(element).indeterminate]).to.deep.equal([false, true])
    allBox(element).click()
    await element.updateComplete
    expect(boxes(element).map(({ checked }) => checked)).to.deep.equal([true, true])
    expect(said(element)).to.equal('Selected: 2')
    expect([allBox(element).checked, allBox(element).indeterminate]).to.deep.equal([true, false])
    allBox(element).click()
    await element.updateComplete
    expect(said(element)).to.equal('Selected: 0')
  })

  it('are published or unpublished in one request, those that are not yet, and the focus goes back', async () => {
    const { element, bff } = await begin([week(3), week(2), week(1, unpublished)], 'r3', 'r2', 'r1')
    button(bar(element)!, 'Unpublish').click()
    await waitUntil(() => said(element) === 'No longer published: Week 3 and Week 2')
    expect(batches(bff)).to.deep.equal([{ action: 'unpublish', ids: ['r3', 'r2'] }])
    await waitUntil(() => focused(element)?.innerText === 'Select')
    expect([bar(element), boxes(element).length]).to.deep.equal([null, 0])
    expect(element.shadowRoot!.querySelectorAll('.unpublished')).to.have.length(3)
  })

  it('that cannot be changed are named, with the reason beside each, and stay chosen', async () => {
    const { element, bff } = await begin([week(3), week(2), week(1)], 'r3', 'r2', 'r1')
    bff.fail({ status: 409, code: 'CONFLICT' }, '/recordings/r2')
    button(bar(element)!, 'Unpublish').click()
    await waitUntil(() => noteOf(element, 'r2'))
    expect(said(element)).to.equal('No longer published: Week 3 and Week 1. Could not be done: Week 2')
    expect(noteOf(element, 'r2')).to.equal('That is not possible now. It has changed meanwhile, or has to be kept.')
    expect([noteOf(element, 'r3'), noteOf(element, 'r1')]).to.deep.equal([undefined, undefined])
    expect(boxes(element).map(({ checked }) => checked)).to.deep.equal([false, true, false])
    await waitUntil(() => focused(element)?.innerText === 'Unpublish')
    bff.fail(undefined, '/recordings/r2')
    button(bar(element)!, 'Unpublish').click()
    await waitUntil(() => said(element) === 'No longer published: Week 2')
    expect(noteOf(element, 'r2')).to.equal(undefined)
  })

  it('are not said to be published while the BFF shows them as they were', async () => {
    const { element } = await begin([week(2, unpublished), week(1, unpublished)], 'r2', 'r1')
    const answering = window.fetch.bind(window)
    window.fetch = (input, init) =>
      init?.method === 'POST'
        ? Promise.resolve(
            Response.json({
              results: [
                { id: 'r2', recording: week(2), code: null, detail: null },
                { id: 'r1', recording: week(1, unpublished), code: null, detail: null },
              ],
            }),
          )
        : answering(input, init)
    button(bar(element)!, 'Publish').click()
    await waitUntil(() => noteOf(element, 'r1'))
    window.fetch = answering
    expect(said(element)).to.equal('Published: Week 2. Could not be done: Week 1')
  })

  it('stay as they are, and chosen, where the BFF refuses all of them, and it says why once', async () => {
    const { element, bff } = await begin([week(2), week(1)], 'r2', 'r1')
    bff.fail({ status: 503, code: 'BBB_UNAVAILABLE', retryable: true }, '/rooms/algebra-101/recordings/batch')
    button(bar(element)!, 'Unpublish').click()
    await waitUntil(() => element.shadowRoot!.querySelector('[role=alert]'))
    const alerts = [...element.shadowRoot!.querySelectorAll('[role=alert]')].map((each) => each.textContent)
    // Nobody tries it again but the person.
    expect(alerts).to.deep.equal([`${catalogue.unreachableTitle}. ${catalogue.waitAndPress}`])
    expect(said(element)).to.equal('Could not be done: Week 2 and Week 1')
    expect(boxes(element).map(({ checked }) => checked)).to.deep.equal([true, true])
    expect(element.shadowRoot!.querySelectorAll('li.published')).to.have.length(2)
  })

  it('shows which are left when one of them was deleted meanwhile', async () => {
    const { element, bff, rows } = await begin([week(3), week(2), week(1)], 'r3', 'r2')
    const answering = window.fetch.bind(window)
    window.fetch = async (input, init) => {
      if (init?.method === 'POST') bff.setRecordings([week(3), week(1)])
      return answering(input, init)
    }
    button(bar(element)!, 'Unpublish').click()
    await waitUntil(() => rows().length === 2)
    window.fetch = answering
    expect(element.shadowRoot!.querySelector('[role=alert]')!.textContent).to.contain('That is not possible now')
    expect(element.shadowRoot!.querySelectorAll('li.published')).to.have.length(2)
  })

  it('are asked for fifty at a time', async () => {
    const many = Array.from({ length: 51 }, (_, index) => week(index))
    const { element, bff } = await begin(many)
    allBox(element).click()
    await element.updateComplete
    button(bar(element)!, 'Unpublish').click()
    await waitUntil(() => said(element) === 'No longer published: 51')
    expect((batches(bff) as { ids: string[] }[]).map(({ ids }) => ids.length)).to.deep.equal([50, 1])
  })

  it('are those that a search shows: what it hides is chosen no more', async () => {
    const { element, bff } = await begin(
      [5, 4, 3, 2, 1].map((number) => week(number)),
      'r5',
      'r4',
    )
    const field = element.shadowRoot!.querySelector<HTMLInputElement>('[type=search]')!
    const search = async (text: string) => {
      field.value = text
      field.dispatchEvent(new InputEvent('input'))
      await element.updateComplete
    }
    await search('week 5')
    expect(bar(element)!.textContent).to.contain('Selected: 1')
    await search('')
    expect(bar(element)!.textContent).to.contain('Selected: 1')
    button(bar(element)!, 'Unpublish').click()
    await waitUntil(() => said(element) === 'No longer published: Week 5')
    expect(batches(bff)).to.deep.equal([{ action: 'unpublish', ids: ['r5'] }])
  })

  it('are left alone by Escape, from the bar and from the list', async () => {
    const { element } = await begin([week(2), week(1)], 'r2')
    for (const place of [() => allBox(element), () => boxes(element)[0]!]) {
      place().dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
      await waitUntil(() => !bar(element) && focused(element)?.innerText === 'Select')
      button(element.shadowRoot!, 'Select').click()
      await waitUntil(() => bar(element))
      expect(bar(element)!.textContent).to.contain('Selected: 0')
    }
  })

  describe('are deleted', () => {
    const later = holdTimers(undoMs)
    const removed = ({ requests }: MockBff) =>
      requests.filter(({ method, path }) => method === 'DELETE' || /batch/.test(path))
    const remove = async (...ids: string[]) => {
      const shown = await begin([week(4), week(3), week(2), week(1)], ...ids)
      button(bar(shown.element)!, 'Delete').click()
      await waitUntil(() => focused(shown.element)?.innerText === 'Undo')
      return shown
    }

    it('only after the time to undo it, together', async () => {
      const { element, bff, rows } = await remove('r3', 'r1')
      expect(rows().map(({ dataset }) => dataset['id'])).to.deep.equal(['r4', 'r3', 'r2'])
      expect(said(element)).to.equal('Will be deleted: Week 3 and Week 1')
      expect(removed(bff)).to.deep.equal([])
      later.run()
      await waitUntil(() => said(element) === 'Deleted: Week 3 and Week 1')
      expect(batches(bff)).to.deep.equal([{ action: 'delete', ids: ['r3', 'r1'] }])
      expect(rows().map(({ dataset }) => dataset['id'])).to.deep.equal(['r4', 'r2'])
      // The button that had it is gone.
      await waitUntil(() => focused(element)?.localName === 'h2')
    })

    it('not at all, once it is undone by one press', async () => {
      const { element, bff, rows } = await remove('r3', 'r2', 'r1')
      button(element.shadowRoot!, 'Undo').click()
      await waitUntil(() => rows().length === 4)
      await waitUntil(() => focused(element)?.innerText === 'Manage')
      expect(removed(bff)).to.deep.equal([])
    })

    it('as far as they can be: the others are there again, with the reason', async () => {
      const { element, bff, rows } = await remove('r3', 'r2')
      bff.fail({ status: 409, code: 'CONFLICT' }, '/recordings/r3')
      later.run()
      await waitUntil(() => noteOf(element, 'r3'))
      expect(said(element)).to.equal('Deleted: Week 2. Could not be done: Week 3')
      expect(rows().map(({ dataset }) => dataset['id'])).to.deep.equal(['r4', 'r3', 'r1'])
    })

    it('and it is too late to undo what has been sent', async () => {
      const { element, bff } = await remove('r3', 'r2')
      bff.fail('silence', '/rooms/algebra-101/recordings/batch')
      later.run()
      await waitUntil(() => element.shadowRoot!.querySelector('.undo')?.getAttribute('aria-disabled') === 'true')
      button(element.shadowRoot!, 'Undo').click()
      await element.updateComplete
      expect(element.shadowRoot!.querySelector('.leaving')).to.not.equal(null)
    })
  })
})
