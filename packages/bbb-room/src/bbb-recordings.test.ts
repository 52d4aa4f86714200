import { expect, waitUntil } from '@open-wc/testing'
import type { BbbRecordings } from './bbb-recordings.ts'
import { undoMs } from './controllers/recordings-session.ts'
import { button, focused, holdTimers, said, show } from './recordings.test-support.ts'
import { mockRecording, type MockBff } from './testing/mock-bff.ts'

describe('<bbb-recordings>', () => {
  it('shows what is being prepared as that, and turns it playable when the BFF says so', async () => {
    const { bff, rows } = await show([mockRecording({ state: 'processing', formats: [] })])
    expect(rows()[0]!.textContent).to.contain('Being prepared')
    expect(rows()[0]!.querySelector('button')).to.equal(null)
    bff.setRecordings([mockRecording()])
    await waitUntil(() => rows()[0]!.querySelector('button'))
  })

  const whyMissing = [
    ['elsewhere', 'Not on the server'],
    ['not-delivered', 'It never arrived'],
    ['not-recorded', 'Nothing was recorded'],
  ] as const
  for (const [reason, text] of whyMissing) {
    it(`R-52: says why one is missing: ${reason}`, async () => {
      const { rows } = await show([
        mockRecording({ state: 'missing', reason, formats: [], can: { play: false, manage: true } }),
      ])
      expect(rows()[0]!.textContent).to.contain(text)
    })
  }

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

  const can = { play: true, manage: true }
  it('keeps the pages that were asked for when the BFF has news, in whatever order its answers come', async () => {
    const weeks = [5, 4, 3, 2, 1].map((number) => mockRecording({ id: `r${number}`, name: `Week ${number}` }))
    const { element, bff, rows } = await show(weeks.slice(0, 2))
    const answering = window.fetch.bind(window)
    const paged: typeof fetch = async (input, init) => {
      const { pathname, searchParams } = new URL(input as string)
      if (!pathname.endsWith('/recordings')) return answering(input, init)
      const { recordings } = (await (await answering(input, init)).json()) as { recordings: unknown[] }
      const from = Number(searchParams.get('cursor'))
      const next = from + 2 < recordings.length ? String(from + 2) : null
      if (next) await new Promise((resolve) => setTimeout(resolve, 20))
      return Response.json({ recordings: recordings.slice(from, from + 2), next })
    }
    window.fetch = paged
    bff.setRecordings(weeks)
    await waitUntil(() => element.shadowRoot!.querySelector('.more'))
    const names = () => rows().map((row) => row.querySelector('h3')!.textContent)
    button(element.shadowRoot!, 'Show more').click()
    bff.setRecordings(weeks)
    await waitUntil(() => names().join() === 'Week 5,Week 4,Week 3,Week 2')
    bff.setRecordings(weeks.map((week) => ({ ...week, name: week.name.replace('Week', 'Lesson') })))
    await waitUntil(() => names().join() === 'Lesson 5,Lesson 4,Lesson 3,Lesson 2')
    await element.refresh()
    expect(names()).to.deep.equal(['Lesson 5', 'Lesson 4', 'Lesson 3', 'Lesson 2'])
    window.fetch = answering
  })

  it('offers nothing to change to those who may not', async () => {
    const { rows } = await show([mockRecording()])
    expect([...rows()[0]!.querySelectorAll('button')].map(({ innerText }) => innerText)).to.deep.equal(['Play'])
  })

  it('publishes and unpublishes as the BFF confirms, and says so', async () => {
    const { element, bff, rows } = await show([mockRecording({ can })])
    button(rows()[0]!, 'Manage').click()
    await element.updateComplete
    button(rows()[0]!, 'Unpublish').click()
    await waitUntil(() => said(element).includes('No longer published: Week 1'))
    expect(bff.requests.find(({ method }) => method === 'PATCH')).to.deep.include({
      path: '/recordings/recording-1',
      body: { published: false },
    })
    await waitUntil(() => focused(element)?.innerText === 'Publish')
    button(rows()[0]!, 'Publish').click()
    await waitUntil(() => said(element).includes('Published: Week 1'))
  })

  it('tells those who may play it that a recording is not published', async () => {
    const { rows } = await show([mockRecording({ state: 'unpublished', published: false, can })])
    expect(rows()[0]!.textContent).to.contain('Not published')
    expect(button(rows()[0]!, 'Play').disabled).to.equal(false)
  })

  it('edits the texts by the keyboard, sends what was changed, and gives the focus back', async () => {
    const { element, bff, rows } = await show([mockRecording({ can })])
    button(rows()[0]!, 'Manage').click()
    await element.updateComplete
    button(rows()[0]!, 'Edit').click()
    await waitUntil(() => focused(element)?.localName === 'input')
    const input = focused(element) as HTMLInputElement
    expect(input.value).to.equal('Week 1')
    input.value = ' Fractions '
    input.form!.requestSubmit()
    await waitUntil(() => said(element).includes('Saved: Fractions'))
    expect(bff.requests.find(({ method }) => method === 'PATCH')!.body).to.deep.equal({ name: 'Fractions' })
    expect(rows()[0]!.querySelector('h3')!.textContent).to.equal('Fractions')
    await waitUntil(() => focused(element)?.innerText === 'Edit')
  })

  it('does not take blanks for a name', async () => {
    const { element, bff, rows } = await show([mockRecording({ can })])
    button(rows()[0]!, 'Manage').click()
    await element.updateComplete
    button(rows()[0]!, 'Edit').click()
    await waitUntil(() => focused(element)?.localName === 'input')
    const input = focused(element) as HTMLInputElement
    input.value = '   '
    input.form!.requestSubmit()
    expect(input.validity.valid).to.equal(false)
    expect(bff.requests.filter(({ method }) => method === 'PATCH')).to.deep.equal([])
  })

  it('keeps the list and what was typed when a change fails, and says what to do', async () => {
    const { element, bff, rows } = await show([mockRecording({ can })])
    bff.fail({ status: 503, code: 'BBB_UNAVAILABLE', retryable: true }, '/recordings/recording-1')
    button(rows()[0]!, 'Manage').click()
    await element.updateComplete
    button(rows()[0]!, 'Edit').click()
    await waitUntil(() => focused(element)?.localName === 'input')
    const input = focused(element) as HTMLInputElement
    input.value = 'Fractions'
    input.form!.requestSubmit()
    await waitUntil(() => rows()[0]!.querySelector('[role=alert]'))
    expect(rows()[0]!.querySelector('[role=alert]')!.textContent).to.contain('The server does not answer')
    expect(rows()[0]!.querySelector('input')!.value).to.equal('Fractions')
    bff.fail(undefined, '/recordings/recording-1')
    input.form!.requestSubmit()
    await waitUntil(() => said(element).includes('Saved: Fractions'))
    expect(rows()[0]!.querySelector('[role=alert]')).to.equal(null)
  })

  it('says which texts the server did not keep', async () => {
    const { element, bff, rows } = await show([mockRecording({ can })])
    button(rows()[0]!, 'Manage').click()
    await element.updateComplete
    button(rows()[0]!, 'Edit').click()
    await waitUntil(() => focused(element)?.localName === 'input')
    const { form } = focused(element) as HTMLInputElement
    form!.querySelector<HTMLTextAreaElement>('[name=description]')!.value = 'About scales'
    form!.querySelector<HTMLInputElement>('[name=presenter]')!.value = 'Ms Okafor'
    const answering = window.fetch.bind(window)
    window.fetch = async (input, init) => {
      const answer = await answering(input, init)
      if (init?.method !== 'PATCH') return answer
      return Response.json({ ...((await answer.json()) as object), presenter: null })
    }
    form!.requestSubmit()
    await waitUntil(() => rows()[0]!.querySelector('[role=alert]'))
    window.fetch = answering
    expect(bff.requests.find(({ method }) => method === 'PATCH')!.body).to.deep.equal({
      description: 'About scales',
      presenter: 'Ms Okafor',
    })
    expect(rows()[0]!.querySelector('[role=alert]')!.textContent).to.equal('The server did not keep: Presenter')
    expect(rows()[0]!.querySelector('.description')!.textContent).to.equal('About scales')
  })

  it('offers protection and captions only where the BFF says that they can be had', async () => {
    const { element, bff, rows } = await show([
      mockRecording({ can }),
      mockRecording({ id: 'r2', protected: false, can: { ...can, protect: true, captions: true } }),
    ])
    const labels = () =>
      [...element.shadowRoot!.querySelectorAll<HTMLElement>('.desk button')].map((each) => each.innerText)
    button(rows()[0]!, 'Manage').click()
    await element.updateComplete
    expect(labels()).to.deep.equal(['Unpublish', 'Edit', 'Delete'])
    button(rows()[1]!, 'Manage').click()
    await element.updateComplete
    expect(labels()).to.deep.equal(['Unpublish', 'Edit', 'Captions', 'Protect', 'Delete'])
    button(rows()[1]!, 'Protect').click()
    await waitUntil(() => said(element).includes('Links to it now work only once: Week 1'))
    expect(bff.requests.find(({ method }) => method === 'PATCH')!.body).to.deep.equal({ protected: true })
    expect(rows()[1]!.textContent).to.contain('Protected')
    await waitUntil(() => focused(element)?.innerText === 'Unprotect')
  })

  describe('captions', () => {
    const open = async () => {
      const shown = await show([mockRecording({ can: { ...can, captions: true } })])
      const { element, rows } = shown
      button(rows()[0]!, 'Manage').click()
      await element.updateComplete
      button(rows()[0]!, 'Captions').click()
      await waitUntil(() => element.shadowRoot!.textContent.includes('There are no captions yet.'))
      return shown
    }
    const send = (element: BbbRecordings, text: string) => {
      const form = element.shadowRoot!.querySelector('form')!
      const files = new DataTransfer()
      files.items.add(new File([text], 'week-1.vtt', { type: 'text/vtt' }))
      form.querySelector<HTMLInputElement>('[type=file]')!.files = files.files
      form.requestSubmit()
    }

    it('are listed, and added in the language and of the kind that was chosen', async () => {
      const { element, bff } = await open()
      const language = focused(element) as HTMLSelectElement
      expect(language.value).to.equal('en')
      language.value = 'pt-BR'
      element.shadowRoot!.querySelector<HTMLSelectElement>('[name=kind]')!.value = 'subtitles'
      send(element, 'WEBVTT\n\n00:00.000 --> 00:01.000\nOlá')
      await waitUntil(() => said(element).includes('Captions were added: Week 1'))
      expect(bff.requests.at(-1)).to.deep.include({
        method: 'PUT',
        path: '/recordings/recording-1/captions',
        body: { lang: 'pt-BR', kind: 'subtitles', webvtt: 'WEBVTT\n\n00:00.000 --> 00:01.000\nOlá' },
      })
      expect(element.shadowRoot!.querySelector('.tracks')!.textContent).to.contain('Brazilian Portuguese')
    })

    it('that are not valid are refused with the lines that are wrong', async () => {
      const { element } = await open()
      const answering = window.fetch.bind(window)
      window.fetch = (input, init) =>
        init?.method === 'PUT'
          ? Promise.resolve(
              Response.json(
                {
                  code: 'CAPTIONS_INVALID',
                  status: 422,
                  errors: [{ path: 'webvtt', line: 7, message: 'ends before it begins' }],
                },
                { status: 422 },
              ),
            )
          : answering(input, init)
      send(element, 'WEBVTT')
      await waitUntil(() => element.shadowRoot!.querySelector('[role=alert]'))
      window.fetch = answering
      const { textContent } = element.shadowRoot!.querySelector('[role=alert]')!
      expect(textContent).to.equal('The file is not valid WebVTT. 7: ends before it begins')
    })

    it('that BBB still works on are said to be', async () => {
      const { element } = await open()
      const answering = window.fetch.bind(window)
      window.fetch = (input, init) =>
        init?.method === 'PUT'
          ? Promise.resolve(Response.json({ tracks: [], is_listed: false }))
          : answering(input, init)
      send(element, 'WEBVTT')
      await waitUntil(() => said(element).includes('The file has arrived.'))
      window.fetch = answering
      expect(element.shadowRoot!.textContent).to.contain('There are no captions yet.')
    })

    it('are left by Escape, back to where they were opened, and from there back to the row', async () => {
      const { element } = await open()
      const escape = () =>
        focused(element)!.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
      escape()
      await waitUntil(() => focused(element)?.innerText === 'Captions')
      escape()
      await waitUntil(() => focused(element)?.innerText === 'Manage')
      expect(focused(element)!.getAttribute('aria-expanded')).to.equal('false')
    })

    it('leave the focus on the button that sent them, while they are on their way and after', async () => {
      const { element, bff } = await open()
      const upload = button(element.shadowRoot!, 'Upload')
      const frames = async () => {
        for (let frame = 0; frame < 3; frame++) {
          await new Promise((resolve) => {
            requestAnimationFrame(resolve)
            // A page behind a launched tab draws none.
            setTimeout(resolve, 100)
          })
        }
      }
      bff.fail('silence', '/recordings/recording-1/captions')
      upload.focus()
      send(element, 'WEBVTT')
      await waitUntil(() => upload.ariaDisabled === 'true')
      await frames()
      expect(focused(element)).to.equal(upload)
      send(element, 'WEBVTT')
      await frames()
      expect(bff.requests.filter(({ method }) => method === 'PUT')).to.have.length(1)
    })
  })

  describe('deletes', () => {
    const later = holdTimers(undoMs)
    const deletions = (bff: MockBff) => bff.requests.filter(({ method }) => method === 'DELETE').length
    const remove = async (element: BbbRecordings, row: Element) => {
      button(row, 'Manage').click()
      await element.updateComplete
      button(row, 'Delete').click()
      await waitUntil(() => focused(element)?.innerText === 'Undo')
    }

    it('only after the time to undo it', async () => {
      const { element, bff, rows } = await show([mockRecording({ can }), mockRecording({ id: 'r2', name: 'Week 2' })])
      await remove(element, rows()[0]!)
      expect(said(element)).to.contain('Will be deleted: Week 1')
      expect(deletions(bff)).to.equal(0)
      later.run()
      await waitUntil(() => rows().length === 1)
      expect(deletions(bff)).to.equal(1)
      expect(said(element)).to.contain('Deleted: Week 1')
    })

    it('nothing that was undone, and gives the focus back', async () => {
      const { element, bff, rows } = await show([mockRecording({ can })])
      await remove(element, rows()[0]!)
      button(rows()[0]!, 'Undo').click()
      await waitUntil(() => focused(element)?.innerText === 'Manage')
      expect(rows()[0]!.querySelector('h3')!.textContent).to.equal('Week 1')
      expect(deletions(bff)).to.equal(0)
    })

    it('and brings back what the BFF still has in its trash', async () => {
      const trashed = mockRecording({ can, state: 'deleting', restorable_until: '2099-01-01T00:00:00.000Z' })
      const { element, bff, rows } = await show([trashed])
      expect(rows()[0]!.textContent).to.contain('Being deleted')
      button(rows()[0]!, 'Undo').click()
      await waitUntil(() => focused(element)?.innerText === 'Manage')
      expect(bff.requests.some(({ path }) => path === '/recordings/recording-1/restore')).to.equal(true)
      expect(said(element)).to.contain('Published: Week 1')
    })

    it('nothing once the element is gone', async () => {
      const { element, bff, rows } = await show([mockRecording({ can })])
      const cleared: unknown[] = []
      const realClear = window.clearTimeout.bind(window)
      window.clearTimeout = (timer) => {
        cleared.push(timer)
        realClear(timer)
      }
      await remove(element, rows()[0]!)
      element.remove()
      window.clearTimeout = realClear
      expect(cleared.length).to.be.greaterThan(0)
      later.run()
      await new Promise((resolve) => setTimeout(resolve, 50))
      expect(deletions(bff)).to.equal(0)
    })

    it('shows it again, with the reason, when the BFF refuses', async () => {
      const { element, bff, rows } = await show([mockRecording({ can })])
      bff.fail({ status: 502, code: 'BBB_REFUSED' }, '/recordings/recording-1')
      await remove(element, rows()[0]!)
      later.run()
      await waitUntil(() => rows()[0]!.querySelector('h3'))
      button(rows()[0]!, 'Manage').click()
      await waitUntil(() => rows()[0]!.querySelector('[role=alert]'))
    })
  })

  it('finds by name, in whatever case, and says when nothing is called so', async () => {
    const names = ['Week 1', 'Week 2', 'Fractions', 'Week 4', 'Week 5']
    const { element, rows } = await show(names.map((name, index) => mockRecording({ id: `r${index}`, name })))
    const search = element.shadowRoot!.querySelector<HTMLInputElement>('input[type=search]')!
    const type = (text: string) => {
      search.value = text
      search.dispatchEvent(new InputEvent('input'))
    }
    type('fRAC')
    await waitUntil(() => rows().length === 1)
    expect(rows()[0]!.textContent).to.contain('Fractions')
    type('xyz')
    await waitUntil(() => element.shadowRoot!.textContent.includes('No recording has that name.'))
    type('')
    await waitUntil(() => rows().length === names.length)
  })

  it('shows a list or a grid, and pictures only where the page asks for them', async () => {
    const thumbnails = [{ url: 'https://bbb.example/1.png', alt: 'One' }]
    const { element, rows } = await show([mockRecording({ thumbnails })])
    expect(rows()[0]!.querySelector('img')).to.equal(null)
    button(element.shadowRoot!, 'Grid').click()
    await waitUntil(() => element.shadowRoot!.querySelector('ul.grid'))
    expect(button(element.shadowRoot!, 'Grid').getAttribute('aria-pressed')).to.equal('true')
    element.thumbnails = true
    await waitUntil(() => rows()[0]!.querySelector('img'))
    expect(rows()[0]!.querySelector('img')!.referrerPolicy).to.equal('no-referrer')
  })
})
