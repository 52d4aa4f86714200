/** The cookie that goes with a session token. `attributes` are what an operator's web server adds. */
export function sessionCookie(value: string, attributes: string): string {
  return ['JSESSIONID=' + value, 'Path=/', 'HttpOnly', attributes].filter((part) => part !== '').join('; ')
}
