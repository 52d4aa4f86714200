import type { CaptionRule } from '@bbb-room/bff-api'

/** Where a file breaks a rule; lines count from 1. */
export interface CaptionFault {
  rule: CaptionRule
  line: number
}

export const mostCaptionBytes = 512 * 1024
const mostCues = 10_000
const longestLine = 1000
const mostFaults = 10
/** No recording is longer; a file that says otherwise has its hours and minutes mixed up. */
const longestSeconds = 24 * 3600

interface Line {
  text: string
  number: number
}
interface Progress {
  faults: CaptionFault[]
  cues: number
  lastStart: number
  endsAt: number
}

/**
 * Checks a file of captions as the standard has it, and somewhat stricter: no controls, no tags and no style that reach
 * further than the text. Taken although the standard would not: a lone `&`, which players show as it is, and the
 * `Kind:` and `Language:` under the signature that video sites write.
 * @param options `durationSeconds` of the recording, where it is known: no cue begins after it
 * @returns the first ten faults in order of lines; none for a file that can be sent
 * @see https://www.w3.org/TR/webvtt1/#file-structure
 */
export function checkWebVtt(text: string, options: { durationSeconds?: number | undefined } = {}): CaptionFault[] {
  if (Buffer.byteLength(text) > mostCaptionBytes) return [{ rule: 'too-large', line: 1 }]
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((each, index): Line => ({ text: each, number: index + 1 }))
  const unfit = lines.flatMap(faultsOfLine)
  if (unfit.length > 0) return unfit.slice(0, mostFaults)
  if (!/^WEBVTT(?:[ \t]|$)/.test(lines[0]?.text ?? '')) return [{ rule: 'no-signature', line: 1 }]
  const header = lines.findIndex(({ text: each }, index) => index > 0 && !/^[A-Za-z]+: ?[^:]*$/.test(each))
  const body = header === -1 ? [] : lines.slice(header)
  if (body[0] !== undefined && body[0].text !== '') return [{ rule: 'no-blank-line', line: header + 1 }]
  const progress: Progress = {
    faults: [],
    cues: 0,
    lastStart: 0,
    endsAt: Math.min(longestSeconds, options.durationSeconds ?? Infinity),
  }
  for (const block of blocksOf(body)) {
    checkBlock(block, progress)
    if (progress.cues > mostCues) return [{ rule: 'too-many-cues', line: block[0]?.number ?? 1 }]
    if (progress.faults.length >= mostFaults) return progress.faults.slice(0, mostFaults)
  }
  if (progress.faults.length === 0 && progress.cues === 0) return [{ rule: 'no-cues', line: lines.length }]
  return progress.faults
}

function faultsOfLine({ text, number }: Line): CaptionFault[] {
  if (text.length > longestLine) return [{ rule: 'line-too-long', line: number }]
  const hasControls = /[^\P{Cc}\t]/u.test(text) || !text.isWellFormed()
  return hasControls ? [{ rule: 'control-character', line: number }] : []
}

function blocksOf(lines: readonly Line[]): Line[][] {
  const blocks: Line[][] = []
  let block: Line[] = []
  for (const line of lines) {
    if (line.text !== '') block.push(line)
    else if (block.length > 0) {
      blocks.push(block)
      block = []
    }
  }
  return block.length > 0 ? [...blocks, block] : blocks
}

function checkBlock(block: readonly Line[], progress: Progress): void {
  const [first, second] = block
  if (first === undefined) return
  const refuse = (rule: CaptionRule, { number }: Line = first) => progress.faults.push({ rule, line: number })
  if (/^NOTE(?:[ \t]|$)/.test(first.text) && !first.text.includes('-->')) {
    const arrow = block.find(({ text }) => text.includes('-->'))
    if (arrow !== undefined) refuse('arrow-in-text', arrow)
    return
  }
  if (/^(?:STYLE|REGION)[ \t]*$/.test(first.text)) {
    if (progress.cues > 0) refuse('out-of-place')
    else checkDefinition(first.text.startsWith('STYLE'), block.slice(1), refuse)
    return
  }
  const timing = first.text.includes('-->') ? first : second
  if (timing?.text.includes('-->') !== true) {
    refuse('not-a-cue')
    return
  }
  progress.cues += 1
  checkTiming(timing, progress)
  checkPayload(
    block.filter(({ number }) => number > timing.number),
    refuse,
  )
}

/** A style reaches further than its text when it names an address or hides what it says. */
function checkDefinition(
  isStyle: boolean,
  lines: readonly Line[],
  refuse: (rule: CaptionRule, line: Line) => void,
): void {
  for (const line of lines) {
    if (line.text.includes('-->')) refuse('arrow-in-text', line)
    else if (isStyle && /url\s*\(|@|\\|<|expression/i.test(line.text)) refuse('style-not-taken', line)
    else if (
      !isStyle &&
      !/^[\t ]*(?:(?:id|width|lines|regionanchor|viewportanchor|scroll):\S+[\t ]*)+$/.test(line.text)
    )
      refuse('setting-unknown', line)
  }
}

const timestamp = String.raw`(?:(\d{2,4}):)?([0-5]\d):([0-5]\d)\.(\d{3})`
const timingLine = new RegExp(String.raw`^${timestamp}[ \t]+-->[ \t]+${timestamp}(?:[ \t]+(.*))?$`)
const percentage = String.raw`(?:100(?:\.0+)?|\d{1,2}(?:\.\d+)?)%`
const settings: readonly RegExp[] = [
  /^vertical:(?:rl|lr)$/,
  new RegExp(String.raw`^line:(?:-?\d{1,4}|${percentage})(?:,(?:start|center|end))?$`),
  new RegExp(String.raw`^position:${percentage}(?:,(?:line-left|center|line-right))?$`),
  new RegExp(`^size:${percentage}$`),
  /^align:(?:start|center|end|left|right)$/,
  /^region:\S+$/,
]

function checkTiming({ text, number: line }: Line, progress: Progress): void {
  const { faults } = progress
  const match = timingLine.exec(text)
  if (match === null) {
    faults.push({ rule: 'timing-unreadable', line })
    return
  }
  const start = secondsOf(match.slice(1, 5))
  const end = secondsOf(match.slice(5, 9))
  if (end <= start) faults.push({ rule: 'ends-before-it-begins', line })
  else if (start < progress.lastStart) faults.push({ rule: 'begins-before-the-one-above', line })
  else if (start > progress.endsAt) faults.push({ rule: 'after-the-end-of-the-recording', line })
  progress.lastStart = Math.max(progress.lastStart, start)
  const given = (match[9] ?? '').split(/[ \t]+/).filter((setting) => setting !== '')
  const names = given.map((setting) => setting.split(':')[0])
  const areKnown = given.every((setting) => settings.some((form) => form.test(setting)))
  if (!areKnown || new Set(names).size < names.length) faults.push({ rule: 'setting-unknown', line })
}

function secondsOf([hours, minutes, seconds, milliseconds]: readonly (string | undefined)[]): number {
  return Number(hours ?? 0) * 3600 + Number(minutes) * 60 + Number(seconds) + Number(milliseconds) / 1000
}

const classes = String.raw`(?:\.[^\t <>&.]+)*`
const openingTag = new RegExp(String.raw`^<(?:(c|i|b|u|ruby|rt)${classes}|(v|lang)${classes}[ \t]+[^<>]+)>$`)
const closingTag = /^<\/(c|i|b|u|ruby|rt|v|lang)>$/
const momentTag = new RegExp(`^<${timestamp}>$`)

/** Every `<` opens a tag of the standard's; tags are closed in turn, and only one around all of a cue may stay open. */
function checkPayload(lines: readonly Line[], refuse: (rule: CaptionRule, line: Line) => void): void {
  const open: { name: string; line: Line }[] = []
  const faultOf = (tag: string, line: Line): CaptionRule | undefined => {
    const opened = openingTag.exec(tag)
    const closed = closingTag.exec(tag)?.[1]
    if (closed !== undefined) return open.pop()?.name === closed ? undefined : 'tag-not-closed'
    if (opened === null) return momentTag.test(tag) ? undefined : 'tag-unknown'
    open.push({ name: opened[1] ?? opened[2] ?? '', line })
    return undefined
  }
  for (const line of lines) {
    if (line.text.includes('-->')) refuse('arrow-in-text', line)
    for (const [tag] of line.text.matchAll(/<[^<>]*>?/g)) {
      const fault = faultOf(tag, line)
      if (fault === undefined) continue
      refuse(fault, line)
      return
    }
  }
  const [outermost, inner] = open
  const left = inner ?? (outermost?.name === 'v' ? undefined : outermost)
  if (left !== undefined) refuse('tag-not-closed', left.line)
}
