import { BbbError, parseResponse } from '@bbb-room/core'
import { createRandom } from './input/random.mjs'
import { recordingsXml } from './input/recordings-xml.mjs'
import { statedLine } from './lines.mjs'

/** Answers that are none, and how many of them core takes for one. */
export function countAccepted() {
  const whole = recordingsXml(100)
  const random = createRandom(7)
  const end = whole.lastIndexOf('</response>')
  const broken = [
    ...Array.from({ length: 200 }, () => whole.subarray(0, random.below(end + '</response>'.length - 1))),
    '',
    '<html><body><h1>502 Bad Gateway</h1></body></html>',
    '<response><recordings></recordings></response>',
    `${whole}<response><returncode>SUCCESS</returncode></response>`,
  ]
  const accepted = broken.filter((answer) => {
    try {
      parseResponse('getRecordings', answer)
      return true
    } catch (error) {
      return !(error instanceof BbbError && error.code === 'BBB_RESPONSE_UNREADABLE')
    }
  })
  return { tried: broken.length, accepted: accepted.length }
}

/** P7: nothing that was cut off is taken for an answer. */
export function cutLines() {
  const { tried, accepted } = countAccepted()
  const what = `refuse ${tried} broken answers`
  return [
    statedLine({ id: 'P7', what, contender: 'core', reference: 'accepted', target: 0, floor: 0, bound: 'at most' }, [
      accepted,
    ]),
  ]
}
