import { expect } from '@open-wc/testing'
import { catalogue as t } from '../localisation/en.ts'
import { button, findButton, mountRoom, reach, startBff, textOf } from '../room.test-support.ts'
import { stub } from '../stub.test-support.ts'

const without = (condition: string) => {
  const supports = CSS.supports.bind(CSS)
  stub(CSS, 'supports', (...given: [string, string]) => !given.join().includes(condition) && supports(...given))
}
const lacks: [what: string, prepare: () => void][] = [
  ['AbortSignal.any', () => stub(AbortSignal, 'any', undefined)],
  ['URL.canParse', () => stub(URL, 'canParse', undefined)],
  ['light-dark()', () => without('light-dark')],
  [
    ':state()',
    () => {
      without(':state')
      stub(CustomStateSet.prototype, 'add', () => {
        throw new DOMException('a name has to begin with --', 'SyntaxError')
      })
    },
  ],
]

describe('a browser that is too old', () => {
  for (const [what, prepare] of lacks) {
    it(`lacks ${what}: the person is told so, and nothing is asked of a server`, async () => {
      const bff = startBff()
      prepare()
      const element = await mountRoom(bff)
      await reach(element, 'unsupported')
      expect(textOf(element)).to.contain(t.outdatedTitle)
      expect(element.shadowRoot!.querySelector('slot:not([name])'), 'the page’s own link').to.not.equal(null)
      expect(findButton(element, t.tryAnyway)).to.equal(undefined)
      expect(bff.requests).to.have.length(0)
    })
  }

  it('has the address copied, or marked where the browser does not copy', async () => {
    const copied: string[] = []
    stub(navigator, 'userAgent', 'Mozilla/5.0 Instagram 300')
    stub(navigator.clipboard, 'writeText', (text: string) => Promise.resolve(copied.push(text)))
    const element = await mountRoom(startBff())
    await reach(element, 'unsupported')
    button(element, t.copyLink).click()
    await new Promise((resolve) => setTimeout(resolve))
    expect(copied).to.deep.equal([location.href])
    expect(findButton(element, t.copied)).to.not.equal(undefined)
    stub(navigator.clipboard, 'writeText', () => Promise.reject(new DOMException('no', 'NotAllowedError')))
    button(element, t.copied).click()
    await new Promise((resolve) => setTimeout(resolve))
    const field = element.shadowRoot!.querySelector<HTMLInputElement>('[part=link]')!
    expect(element.shadowRoot!.activeElement).to.equal(field)
    expect(field.value.slice(field.selectionStart!, field.selectionEnd!)).to.equal(location.href)
  })
})
