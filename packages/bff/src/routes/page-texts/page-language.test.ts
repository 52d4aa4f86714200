import { describe, expect, it } from 'vitest'
import { pageLanguage, pageLanguages } from './page-language.ts'

const placeholdersOf = (text: string) => text.match(/\{\w+\}/g) ?? []

describe.each(pageLanguages)('the pages in %s', (tag) => {
  const { language, texts } = pageLanguage(tag)
  const english = pageLanguage('en').texts

  it('are found, and say everything', () => {
    expect(language).toBe(tag)
    const said = [
      ...Object.values(texts.room),
      ...Object.values(texts.notices).flatMap(({ title, text }) => [title, text]),
    ]
    expect(said.every((text) => text.trim() !== '')).toBe(true)
  })

  it('fill in what English fills in', () => {
    for (const [key, text] of Object.entries(english.room)) {
      expect(placeholdersOf(texts.room[key as keyof typeof english.room]), key).toEqual(placeholdersOf(text))
    }
  })

  it('are translated', () => {
    if (tag === 'en') return
    const same = Object.entries(english.notices).filter(
      ([notice, { title }]) => texts.notices[notice as keyof typeof english.notices].title === title,
    )
    expect(same).toEqual([])
  })
})

it('are English for everybody else, whatever the header', () => {
  for (const header of [undefined, '', 'xx', '*', ',;q=', 'constructor', `${'x,'.repeat(500)}de`]) {
    expect(pageLanguage(header).language, header).toBe('en')
  }
})
