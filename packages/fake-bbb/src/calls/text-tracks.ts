import { fail, json } from '../answer.ts'
import { randomToken } from '../random-text.ts'
import type { Call } from './call.ts'

/** The captions and subtitles of a recording. */
export const getRecordingTextTracks: Call = {
  methods: ['GET', 'POST'],
  checksum: 'api',
  answer({ world, params }) {
    const recordID = params.get('recordID')
    if (!recordID) return fail('missingParamRecordID', 'You must specify a recordID.')
    const recording = world.recordings.get(recordID)
    if (!recording || recording.state === 'deleted') {
      const message = `No recording found for ${recordID}`
      return json('library', { returncode: 'FAILED', messageKey: 'noRecordings', message })
    }
    if (recording.tracks.length === 0) {
      const message = `No captions found for ${recordID}`
      return json('library', { returncode: 'FAILED', messageKey: 'noCaptionsFound', message })
    }
    const tracks = recording.tracks.map(({ href, kind, label, lang, source }) => ({ href, kind, label, lang, source }))
    return json('library', { returncode: 'SUCCESS', tracks })
  },
}

const isLanguageTag = (lang: string) => /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/.test(lang)

/** Takes in a track; one of the same kind and language is replaced. */
export const putRecordingTextTrack: Call = {
  methods: ['POST'],
  checksum: 'api',
  contentTypes: ['multipart/form-data'],
  answer({ world, params, request }) {
    const failed = (messageKey: string, message: string) =>
      json('builder', { returncode: 'FAILED', messageKey, message })
    const recordID = params.get('recordID')
    const kind = params.get('kind')
    const lang = params.get('lang')
    if (!recordID) return fail('missingParamRecordID', 'You must specify a recordID.')
    const missing = [!kind && 'kind', !lang && 'lang'].filter((name) => name !== false && name !== '')
    if (!kind || !lang) return failed('paramError', `Missing param ${missing.join(', ')}`)
    if (kind !== 'subtitles' && kind !== 'captions') {
      return failed('invalidKind', `Invalid kind parameter, expected='subtitles|captions' actual=${kind}`)
    }
    if (!isLanguageTag(lang)) return failed('invalidLang', `Malformed lang param, received=${lang}`)
    const recording = world.recordings.get(recordID)
    if (!recording) return failed('noRecordings', `No recording was found for meeting ${recordID}.`)
    const text = request.files.get('file') ?? ''
    if (text === '') return failed('empty_uploaded_text_track', 'Empty uploaded text track.')

    const token = randomToken(world.random, 12)
    const href = `${world.origin()}/captions/${token}/${recordID}/${kind}_${lang}.vtt`
    const label = params.get('label') || lang
    const others = recording.tracks.filter((track) => track.kind !== kind || track.lang !== lang)
    recording.tracks = [...others, { href, kind, label, lang, source: 'upload' }]
    world.captions.set(`${token}/${recordID}/${kind}_${lang}.vtt`, text)
    return json('library', {
      returncode: 'SUCCESS',
      recordId: recordID,
      messageKey: 'upload_text_track_success',
      message: 'Text track uploaded successfully',
    })
  },
}
