import type { RecordingFormat } from './recording.ts'

/** Where each type is watched. */
function pathOf(recordID: string, type: string): string {
  switch (type) {
    case 'presentation':
      return `/playback/presentation/2.3/${recordID}`
    case 'podcast':
      return `/podcast/${recordID}/audio.ogg`
    case 'notes':
      return `/notes/${recordID}/notes.html`
    default:
      return `/playback/${type}/${recordID}/`
  }
}

/** A format as the server lists it once it is ready. Only presentations have pictures. @param length whole minutes */
export function recordingFormat(origin: string, recordID: string, type: string, length: number): RecordingFormat {
  const thumbnail = `${origin}/presentation/${recordID}/presentation/p1/thumbnails/thumb-1.png`
  return {
    type,
    url: origin + pathOf(recordID, type),
    processingTime: 4_210,
    length,
    size: 18_874_368,
    images: type === 'presentation' ? [{ url: thumbnail, alt: 'Welcome', width: 176, height: 136 }] : [],
  }
}
