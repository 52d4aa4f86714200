export { createMeetingTokens, type MeetingTokens } from './site/meeting-token.ts'
export { createSchoolSite, type SchoolSiteConfig } from './site/school-site.ts'
