import { noticePage } from './page.ts'

const SCRIPT = `
const query = location.search
async function ask() {
  const response = await fetch(API + 'guestWait' + query).catch(() => undefined)
  if (!response?.ok) return
  const { response: answer } = await response.json()
  if (answer.guestStatus === 'ALLOW' || answer.messageKey === 'guestDeny') location.replace(answer.url)
  else if (answer.returncode === 'FAILED') location.replace('/')
}
setInterval(ask, 1500)
`

/** Where guests wait until a moderator lets them in. @param apiPath of this server, with a slash at its end */
export function lobbyPage(apiPath: string): string {
  const dots = '<div class="dots" aria-hidden="true"><i></i><i></i><i></i></div>'
  const text = 'Please wait for a moderator to let you in.'
  return noticePage('Almost there', text, dots, `const API = ${JSON.stringify(apiPath)}\n${SCRIPT}`)
}
