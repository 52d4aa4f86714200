import { expect, waitUntil } from '@open-wc/testing'
import '../index.ts'
import type { BbbRoom } from '../bbb-room.ts'
import { mockBff, type MockBff } from '../testing/mock-bff.ts'
import { catalogue as english } from './en.ts'
import { languages, loadMessages, nearestLanguage } from './languages.ts'

const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort()

describe('the catalogues', () => {
  it('are there for twelve languages', () => {
    expect(languages).to.have.members(['ar', 'de', 'en', 'es', 'fr', 'he', 'it', 'pl', 'pt', 'tr', 'uk', 'zh'])
  })
  for (const language of languages) {
    it(`${language}: has every text, with the places that are filled in`, async () => {
      const messages = await loadMessages(language)
      expect(Object.keys(messages)).to.have.members(Object.keys(english))
      for (const [key, text] of Object.entries(messages) as [keyof typeof english, string][]) {
        expect(text.trim(), key).to.equal(text).and.not.equal('')
        expect(places(text), key).to.deep.equal(places(english[key]))
      }
    })
    it(`${language}: does not repeat a word for two buttons that stand side by side`, async () => {
      const t = await loadMessages(language)
      for (const [one, other] of [
        [t.publish, t.unpublish],
        [t.cancel, t.delete],
        [t.save, t.cancel],
        [t.openAgain, t.leftIt],
        [t.endForAll, t.keepGoing],
        [t.asList, t.asGrid],
        [t.undo, t.cancel],
        [t.protect, t.unprotect],
        [t.kindCaptions, t.kindSubtitles],
        [t.edit, t.captions],
      ]) {
        expect(one).to.not.equal(other)
      }
    })
  }
  it('are chosen by the first part of the tag', () => {
    const chosen = ['de', 'de-CH', 'PT-br', 'zh_Hant_TW', 'he-IL', 'nds', 'dez', ''].map(nearestLanguage)
    expect(chosen).to.deep.equal(['de', 'de', 'pt', 'zh', 'he', 'en', 'en', 'en'])
  })
  it('are not looked for on the prototype of the list', () => {
    expect(nearestLanguage('constructor')).to.equal('en')
    expect(nearestLanguage('toString')).to.equal('en')
  })
})

describe('<bbb-room>', () => {
  let bff: MockBff | undefined
  afterEach(() => {
    bff?.restore()
    document.body.replaceChildren()
  })

  // Not a fixture: that would wait for a frame, and a page behind a launched tab draws none.
  const show = (language: string): BbbRoom => {
    const around = document.createElement('div')
    around.lang = language
    const element = document.createElement('bbb-room')
    element.endpoint = bff?.endpoint
    element.room = 'algebra-101'
    element.getAccessToken = bff?.getAccessToken
    around.append(element)
    document.body.append(around)
    return element
  }
  const card = (element: BbbRoom) => element.shadowRoot?.querySelector<HTMLElement>('section')
  const hasButton = (element: BbbRoom, label: string) =>
    [...(element.shadowRoot?.querySelectorAll('button') ?? [])].some(({ innerText }) => innerText === label)

  it('speaks two languages on one page, each in its own direction', async () => {
    bff = mockBff({ state: 'running' })
    const [german, arabic] = [show('de-AT'), show('ar')]
    const [de, ar] = [await loadMessages('de'), await loadMessages('ar')]
    await waitUntil(() => hasButton(german, de.join) && hasButton(arabic, ar.join), 'a translated button', {
      timeout: 6000,
    })
    expect(card(german)?.dir).to.equal('ltr')
    expect(card(german)?.lang).to.equal('de-AT')
    expect(card(arabic)?.dir).to.equal('rtl')
  })
  for (const [lang, tag, join] of [
    ['de_DE', 'de-DE', 'Beitreten'],
    ['DE-at', 'de-AT', 'Beitreten'],
    ['de_', 'de', 'Beitreten'],
    ['fr-!', 'fr', 'Entrer'],
    ['x', 'en', 'Join'],
    ['not a language', 'en', 'Join'],
    ['zh_Hant_TW', 'zh-Hant-TW', '加入'],
  ]) {
    it(`takes lang="${lang}" for ${tag}, and draws numbers and dates in it`, async () => {
      bff = mockBff({ state: 'running', participant_count: 1234, started_at: new Date().toISOString() })
      const element = show(lang!)
      await waitUntil(() => hasButton(element, join!), 'the button', { timeout: 6000 })
      expect(card(element)?.lang).to.equal(tag)
      expect(card(element)?.textContent).to.contain(new Intl.NumberFormat(tag).format(1234))
    })
  }
  for (const language of languages) {
    it(`${language}: fits 320 px without scrolling sideways`, async () => {
      bff = mockBff({ state: 'running' })
      const element = show(language)
      element.style.display = 'block'
      element.style.inlineSize = '320px'
      const { join } = await loadMessages(language)
      await waitUntil(() => hasButton(element, join), 'the button', { timeout: 6000 })
      const section = card(element)
      expect(section?.scrollWidth).to.be.at.most(section?.clientWidth ?? 0)
    })
  }
})
