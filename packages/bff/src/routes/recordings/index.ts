import { createRouter } from '../router.ts'
import { createRecordingHandlers, type RecordingVerbs } from './recordings.handlers.ts'
import {
  addCaptionsRoute,
  changeRecordingRoute,
  changeRecordingsRoute,
  deleteRecordingRoute,
  listCaptionsRoute,
  listRecordingsRoute,
  restoreRecordingRoute,
  startPlaybackRoute,
} from './recordings.routes.ts'

/** Recordings: list, play, change, caption, delete. */
export function recordingRoutes(verbs: RecordingVerbs) {
  const handlers = createRecordingHandlers(verbs)
  return createRouter()
    .openapi(listRecordingsRoute, handlers.listRecordings)
    .openapi(changeRecordingsRoute, handlers.changeRecordings)
    .openapi(changeRecordingRoute, handlers.changeRecording)
    .openapi(deleteRecordingRoute, handlers.deleteRecording)
    .openapi(restoreRecordingRoute, handlers.restoreRecording)
    .openapi(startPlaybackRoute, handlers.startPlayback)
    .openapi(listCaptionsRoute, handlers.listCaptions)
    .openapi(addCaptionsRoute, handlers.addCaptions)
}
