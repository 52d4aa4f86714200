import { names } from './names.mjs'

/** D1: one of 512 sets of the 12 parameters of a join, about 541 bytes to sign. */
export function joinParams(i) {
  return {
    fullName: names[i % 8].replace("'", '’'),
    meetingID: `tenant-a.room-${i % 1000}.7c4b0c2e91`,
    role: i % 2 === 1 ? 'MODERATOR' : 'VIEWER',
    userID: `user-${i}@idp.example.org`,
    createTime: 1764000000000 + i,
    redirect: true,
    guest: false,
    avatarURL: `https://cdn.example.org/avatars/${i}.png?size=96&v=3`,
    errorRedirectUrl: 'https://lms.example.edu/courses/42?section=3&error=bbb',
    excludeFromDashboard: true,
    'userdata-bbb_override_default_locale': 'de',
    'userdata-bbb_custom_style_url': 'https://cdn.example.org/bbb/styles/tenant a.css',
  }
}

export const secret = '0123456789abcdef0123456789abcdef01234567'
export const baseUrl = 'https://bbb.example.org/bigbluebutton'
