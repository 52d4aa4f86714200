import { XMLParser } from 'fast-xml-parser'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BbbInvalidRequest } from '../errors/invalid-input.ts'
import { limitsFor } from './limits.ts'
import { writeModules } from './modules-xml.ts'
import { XmlReader } from './xml-reader.ts'

/** Elements with their attributes and own text, read strictly. */
function elementsOf(xml: string) {
  const elements: { name: string; attributes: Record<string, string>; text: string }[] = []
  const open: typeof elements = []
  const reader = new XmlReader(
    {
      open: (name, attributes) => {
        const element = { name, attributes: { ...attributes }, text: '' }
        elements.push(element)
        open.push(element)
      },
      text: (text) => {
        const element = open.at(-1)
        if (element !== undefined) element.text += text
      },
      close: () => void open.pop(),
    },
    limitsFor('create', { maxElements: 10_000 }),
  )
  reader.write(xml)
  reader.end()
  return elements
}

const isForXml = (text: string) =>
  // eslint-disable-next-line no-control-regex -- XML cannot hold them
  !/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF\r\n\t]|\p{Surrogate}/u.test(text)

describe('writeModules', () => {
  it('SIGN-10: holds exactly the documents and texts that were given, whatever is in them', () => {
    const wicked = fc.constantFrom(
      '"/><document url="x',
      ']]>',
      '</module></modules>',
      '&lt;',
      "'",
      '<!--',
      '&#65;',
      ' x ',
      '%26',
    )
    const text = fc
      .oneof(fc.string({ unit: 'grapheme', minLength: 1 }), wicked)
      .filter((text) => isForXml(text) && text.trim() !== '')
    const document = fc.record({ filename: text, query: text, current: fc.option(fc.boolean(), { nil: undefined }) })
    fc.assert(
      fc.property(fc.array(document, { minLength: 1, maxLength: 5 }), text, (documents, notes) => {
        const presentations = documents.map(({ filename, query, current }) => ({
          filename,
          url: `https://files.example.com/?a=1&b=${encodeURIComponent(query)}&c="${query.replace(/\s/g, '')}"`,
          ...(current === undefined ? {} : { current }),
        }))
        const xml =
          writeModules('create', {
            presentations,
            sharedNotesInitialContentMarkdown: notes,
            clientSettingsOverride: { notes },
          }) ?? ''
        const elements = elementsOf(xml)
        const written = elements.filter(({ name }) => name === 'document')
        expect(
          written.map(({ attributes }) => [attributes['filename'], attributes['url'], attributes['current']]),
        ).toEqual(
          presentations.map(({ filename, url, current }) => [
            filename,
            url,
            current === undefined ? undefined : String(current),
          ]),
        )
        const modules = elements.filter(({ name }) => name === 'module')
        expect(modules.map(({ attributes, text }) => [attributes['name'], text.trim()])).toEqual([
          ['presentation', ''],
          ['clientSettingsOverride', JSON.stringify({ notes }).trim()],
          ['sharedNotesInitialContentMarkdown', notes.trim()],
        ])
      }),
      { numRuns: 1_000 },
    )
  })
  it('is read alike by another parser', () => {
    const xml =
      writeModules('create', {
        presentations: [{ url: 'https://f.example.com/?a=1&b=<2>', filename: 'Ä & "B".pdf', current: true }],
      }) ?? ''
    const read: unknown = new XMLParser({ ignoreAttributes: false }).parse(xml)
    expect(read).toMatchObject({
      modules: {
        module: {
          '@_name': 'presentation',
          document: {
            '@_url': 'https://f.example.com/?a=1&b=<2>',
            '@_filename': 'Ä & "B".pdf',
            '@_current': 'true',
            '@_removable': 'true',
            '@_downloadable': 'false',
          },
        },
      },
    })
  })
  it('sends files as base64, and always says what may be done with a document', () => {
    const content = Buffer.from([0, 255, 1, 2])
    const xml =
      writeModules('create', {
        presentations: [{ content, filename: 'a.pdf', removable: false, downloadable: true, current: false }],
      }) ?? ''
    const [, , document] = elementsOf(xml)
    expect(document).toEqual({
      name: 'document',
      attributes: { name: 'a.pdf', current: 'false', removable: 'false', downloadable: 'true' },
      text: content.toString('base64'),
    })
  })
  it('has nothing to send when nothing was given', () => {
    expect(writeModules('create', {})).toBeUndefined()
    expect(writeModules('create', { presentations: [] })).toBeUndefined()
    expect(elementsOf(writeModules('create', { sharedNotesInitialContentJson: { a: '<' } }) ?? '')[1]).toMatchObject({
      attributes: { name: 'sharedNotesInitialContentJson' },
      text: '{"a":"<"}',
    })
  })
  it.for([
    [{ url: 'ftp://x.org/a.pdf', filename: 'a.pdf' }, 'url'],
    [{ url: '/a.pdf', filename: 'a.pdf' }, 'url'],
    [{ url: 'https://x.org/\u0001', filename: 'a.pdf' }, 'url'],
    [{ url: 'https://x.org/a.pdf', filename: 'a\u0000.pdf' }, 'filename'],
    [{ url: 'https://x.org/a.pdf', filename: 'a\uD800.pdf' }, 'filename'],
    [{ url: 'https://x.org/a.pdf', filename: 'a\uFFFE.pdf' }, 'filename'],
    [{ url: 'https://x.org/a.pdf', filename: ' ' }, 'filename'],
  ] as const)('refuses %j', ([document, parameter]) => {
    try {
      writeModules('insertDocument', { presentations: [document] })
      expect.fail('should have been refused')
    } catch (error) {
      expect(error).toBeInstanceOf(BbbInvalidRequest)
      expect(error).toMatchObject({ parameter, callName: 'insertDocument' })
    }
    expect(() => writeModules('create', { sharedNotesInitialContentMarkdown: '\u0007' })).toThrow(BbbInvalidRequest)
    expect(writeModules('create', { sharedNotesInitialContentMarkdown: 'a\n\tb' })).toContain('a\n\tb')
  })
})
