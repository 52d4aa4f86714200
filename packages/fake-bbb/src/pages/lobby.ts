import { noticePage } from './page.ts'

const SCRIPT = `
const query = location.search
async function ask() {
  const response = await fetch('/html5client/guest' + query).catch(() => undefined)
  if (!response?.ok) return
  const { response: answer } = await response.json()
  if (answer.guestStatus === 'ALLOW' || answer.messageKey === 'guestDeny') location.replace(answer.url)
  else if (answer.returncode === 'FAILED') location.replace('/')
}
setInterval(ask, 1500)
`

/** Where guests wait until a moderator lets them in. */
export function lobbyPage(): string {
  const dots = '<div class="dots" aria-hidden="true"><i></i><i></i><i></i></div>'
  const text = 'Please wait for a moderator to let you in.'
  return noticePage('Almost there', text, dots, SCRIPT)
}
