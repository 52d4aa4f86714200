import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WebVTTParser } from 'webvtt-parser'
import { checkWebVtt } from './check-web-vtt.ts'

const whole = `WEBVTT Lesson 3
Kind: captions

NOTE written by hand
over two lines

STYLE
::cue(v[voice="Ada"]) { color: yellow }

REGION
id:below width:40% lines:3 regionanchor:0%,100% viewportanchor:10%,90% scroll:up

1
00:00.000 --> 00:04.000 position:10%,line-left align:left size:35% line:0
<v Ada>Good morning, <b.loud>class</b> & welcome

00:00:04.000 --> 00:00:06.500
<i>Chalk</i> &lt;squeaks&gt;
<00:00:05.000>on the board

10:00:00.000 --> 10:00:01.000 vertical:rl region:below
Ende gut, <lang de>alles gut</lang>
`
const check = (text: string, durationSeconds?: number) =>
  checkWebVtt(text, { durationSeconds }).map(({ rule, line }) => `${rule} ${line}`)
const cue = (timing: string, payload = 'Hello') => `WEBVTT\n\n${timing}\n${payload}\n`
const cues = (count: number) => 'WEBVTT\n\n' + '00:01.000 --> 00:02.000\nx\n\n'.repeat(count)

describe('a file of captions', () => {
  it('is taken with all that the standard has, and with any line ends', () => {
    expect(check(whole)).toEqual([])
    expect(check('\uFEFF' + whole.replaceAll('\n', '\r\n'))).toEqual([])
    expect(check(whole.replaceAll('\n', '\r'))).toEqual([])
  })

  it.each([
    ['', 'no-signature 1'],
    ['WEBVTTX\n\n', 'no-signature 1'],
    [' WEBVTT\n\n', 'no-signature 1'],
    ['1\n00:00:01,000 --> 00:00:02,000\nThis is SubRip\n', 'no-signature 1'],
    ['WEBVTT\n00:01.000 --> 00:02.000\nx\n', 'no-blank-line 2'],
    ['WEBVTT', 'no-cues 1'],
    ['WEBVTT\n\nNOTE nothing\n', 'no-cues 4'],
    ['WEBVTT\n\nHello\n', 'not-a-cue 3'],
    ['WEBVTT\n\nHello\nWorld\n', 'not-a-cue 3'],
    ['WEBVTT\n\nNOTE a\n1 --> 2\n', 'arrow-in-text 4'],
    [cue('00:01.000 --> 00:02.000', 'one\n00:03.000 --> 00:04.000'), 'arrow-in-text 5'],
    [cue('00:01.000 --> 00:01.000'), 'ends-before-it-begins 3'],
    [cue('00:02.000 --> 00:01.000'), 'ends-before-it-begins 3'],
    [cue('00:01,000 --> 00:02,000'), 'timing-unreadable 3'],
    [cue('0:01.000 --> 0:02.000'), 'timing-unreadable 3'],
    [cue('00:60.000 --> 00:61.000'), 'timing-unreadable 3'],
    [cue('00:01.00 --> 00:02.00'), 'timing-unreadable 3'],
    [cue('00:01.000-->00:02.000'), 'timing-unreadable 3'],
    [cue('-00:01.000 --> 00:02.000'), 'timing-unreadable 3'],
    [cue('٠٠:٠١.٠٠٠ --> 00:02.000'), 'timing-unreadable 3'],
    [cue('25:00:00.000 --> 25:00:01.000'), 'after-the-end-of-the-recording 3'],
    [cue('00:01.000 --> 00:02.000 colour:red'), 'setting-unknown 3'],
    [cue('00:01.000 --> 00:02.000 size:101%'), 'setting-unknown 3'],
    [cue('00:01.000 --> 00:02.000 size:10% size:20%'), 'setting-unknown 3'],
    [cue('00:01.000 --> 00:02.000', '<script>alert(1)</script>'), 'tag-unknown 4'],
    [cue('00:01.000 --> 00:02.000', 'a\n<img src=x onerror=alert(1)>'), 'tag-unknown 5'],
    [cue('00:01.000 --> 00:02.000', '1 < 2'), 'tag-unknown 4'],
    [cue('00:01.000 --> 00:02.000', '<b>a'), 'tag-not-closed 4'],
    [cue('00:01.000 --> 00:02.000', '<b><i>a</b></i>'), 'tag-not-closed 4'],
    [cue('00:01.000 --> 00:02.000', 'a</b>'), 'tag-not-closed 4'],
    [cue('00:01.000 --> 00:02.000', 'a\u0000'), 'control-character 4'],
    [cue('00:01.000 --> 00:02.000', 'a\u0085b'), 'control-character 4'],
    [cue('00:01.000 --> 00:02.000', 'a\ud800'), 'control-character 4'],
    [cue('00:01.000 --> 00:02.000', 'x'.repeat(1001)), 'line-too-long 4'],
    [cue('00:01.000 --> 00:02.000', 'ä'.repeat(300_000)), 'too-large 1'],
    [cue('00:01.000 --> 00:02.000') + '\nSTYLE\n::cue { color: red }\n', 'out-of-place 6'],
    ['WEBVTT\n\nSTYLE\n::cue { background: url(https://evil.example) }\n\n', 'style-not-taken 4'],
    ['WEBVTT\n\nSTYLE\n@import "https://evil.example"\n\n', 'style-not-taken 4'],
    ['WEBVTT\n\nSTYLE\n::cue { background: u\\72l(//evil.example) }\n\n', 'style-not-taken 4'],
    ['WEBVTT\n\nREGION\ncolour:red\n\n', 'setting-unknown 4'],
    ['WEBVTT\n\n00:05.000 --> 00:06.000\na\n\n00:04.000 --> 00:06.000\nb\n', 'begins-before-the-one-above 6'],
  ])('%j is refused: %s', (text, expected) => {
    expect(check(text)[0]).toBe(expected)
  })

  it('may not begin after the recording is over', () => {
    expect(check(cue('10:00.000 --> 10:05.000'), 600)).toEqual([])
    expect(check(cue('10:00.001 --> 10:05.000'), 600)).toEqual(['after-the-end-of-the-recording 3'])
  })

  it('has a most of cues, and of faults that are told', () => {
    expect(check(cues(10_000))).toEqual([])
    expect(check(cues(10_001))).toEqual(['too-many-cues 30003'])
    expect(check('WEBVTT\n\n' + 'nothing\n\n'.repeat(50))).toHaveLength(10)
  })

  it('is read in a time that grows with it, whatever is in it', () => {
    const lines = ['<', '<v ', '<b.', '00:', ' ', 'a:', '-->', 'line:', '<c.a', '%']
    for (const piece of lines) {
      const line = piece.repeat(1000 / piece.length)
      const text = `WEBVTT\n\n00:00.000 --> 00:01.000 ${line}\n${(line + '\n').repeat(400)}`
      const startedAt = process.cpuUsage().user
      check(text)
      expect(process.cpuUsage().user - startedAt, piece).toBeLessThan(1_000_000)
    }
  })

  it('is one that the standard’s own parser takes without a word, whenever it is taken here', () => {
    const known = whole.replace('Kind: captions\n', '').replace('& ', '').replace(' region:below', '')
    const pieces = known.replace(/REGION\n.*\n\n/, '').split(/(?<=\n)/)
    const odd = ['-->', '<b>', '</b>', '<v>', '<v B>', '<00:00:04.500>', 'STYLE\n', 'NOTE\n', '\n', '\t', 'a', ' ']
    const odder = ['00:03.000 --> 00:03.500\n', 'line:5', ' align:end', 'x\n', '<i.x>', '</i>', '100', ':', '.', ',']
    let taken = 0
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(pieces.length), fc.constantFrom(...odd, ...odder)), { maxLength: 3 }),
        fc.array(fc.nat(pieces.length), { maxLength: 3 }),
        (added, removed) => {
          const kept = pieces.filter((_, index) => !removed.includes(index))
          for (const [place, piece] of added) kept.splice(place, 0, piece)
          const text = kept.join('')
          if (checkWebVtt(text).length > 0) return
          taken += 1
          const complaints = new WebVTTParser().parse(text, 'subtitles/captions/descriptions').errors
          const serious = complaints.filter(({ message }) => !toleratedHere.test(message))
          expect(serious.map(({ line, message }) => `${line} ${message}`)).toEqual([])
        },
      ),
      { numRuns: 2000 },
    )
    expect(taken).toBeGreaterThan(200)
  })
})

/** Moments within a cue and a voice in a voice do no harm to anybody. */
const toleratedHere = /Timestamp must be|<v> cannot be nested/
