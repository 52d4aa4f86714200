import { getRecordingTextTracks, type TextTrack } from '../calls/get-recording-text-tracks.ts'
import {
  putRecordingTextTrack,
  type PutRecordingTextTrackParameters,
  type TextTrackStored,
} from '../calls/put-recording-text-track.ts'
import { BbbCallFailed } from '../errors/call-failed.ts'
import type { Caller, CallOptions } from './caller.ts'

/** A file with captions, as WebVTT or SubRip. */
export interface TextTrackFile {
  content: string | Uint8Array<ArrayBuffer>
  /** `captions.vtt` unless given. */
  filename?: string
}

/** @returns an empty list for a recording without tracks, which BBB calls a failure */
export async function listTextTracks(caller: Caller, recordID: string, options: CallOptions): Promise<TextTrack[]> {
  try {
    const parameters = { recordID }
    return (await caller.call({ definition: getRecordingTextTracks, parameters }, options)).tracks
  } catch (error) {
    if (error instanceof BbbCallFailed && error.messageKey === 'noCaptionsFound') return []
    throw error
  }
}

/** Uploads a track as multipart; BBB needs minutes to process it. */
export function uploadTextTrack(
  caller: Caller,
  parameters: PutRecordingTextTrackParameters,
  file: TextTrackFile,
  options: CallOptions,
): Promise<TextTrackStored> {
  const content = new FormData()
  content.append('file', new Blob([file.content]), file.filename ?? 'captions.vtt')
  return caller.call(
    { definition: putRecordingTextTrack, parameters, body: { contentType: undefined, content } },
    options,
  )
}
