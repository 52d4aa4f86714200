import { fail, succeed, messageElements } from '../answer.ts'
import type { Call } from './call.ts'
import { findMeeting, meetingIdProblem } from './find-meeting.ts'
import { readDocuments } from './read-documents.ts'

/** Adds slides to a meeting under way. */
export const insertDocument: Call = {
  methods: ['POST'],
  checksum: 'api',
  contentTypes: ['text/xml', 'application/xml'],
  answer(context) {
    const problem = meetingIdProblem(context)
    if (problem) return problem
    const { world, params, request } = context
    const meeting = findMeeting(context)
    if (!meeting) return fail('', `Meeting with id [${params.get('meetingID') ?? ''}] not found.`)
    if (!world.settings.presentationFeature) return fail('', 'Presentation feature is disabled, ignoring.')
    meeting.documents.push(...readDocuments(request.body.toString('utf8')))
    return succeed(messageElements('', 'Presentation is being uploaded'))
  },
}
