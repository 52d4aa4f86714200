import { parseResponse } from '@bbb-room/core'
import { loadPeer } from '../peers.mjs'

/** Ways of reading the answer to getRecordings from its bytes; decoding is part of each. */
export const contenders = {
  core: () => (bytes) => parseResponse('getRecordings', bytes),
  'bigbluebutton-js': () => {
    const { parseXml } = loadPeer('bigbluebutton-js').util
    return (bytes) => parseXml(bytes.toString('utf8'))
  },
  xml2js: () => {
    const { parseString } = loadPeer('xml2js')
    return (bytes) => {
      let result
      parseString(bytes.toString('utf8'), { async: false }, (error, value) => {
        if (error) throw error
        result = value
      })
      return result
    }
  },
  /** Reads what core made of the answer, written as JSON: the least that typed data cost. */
  'JSON.parse': () => (bytes) => JSON.parse(bytes.toString('utf8')),
}
