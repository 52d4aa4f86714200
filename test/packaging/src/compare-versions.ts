/**
 * Orders two versions, a pre-release before its release.
 * @returns below 0 when `left` is the older, above 0 when it is the newer
 * @see https://semver.org/#spec-item-11
 */
export function compareVersions(left: string, right: string): number {
  const [leftCore = '', leftPre] = split(left)
  const [rightCore = '', rightPre] = split(right)
  const byCore = leftCore.localeCompare(rightCore, 'en', { numeric: true })
  if (byCore !== 0) return byCore
  if (leftPre === undefined || rightPre === undefined)
    return Number(leftPre === undefined) - Number(rightPre === undefined)
  return leftPre.localeCompare(rightPre, 'en', { numeric: true })
}

function split(version: string): string[] {
  const dash = version.indexOf('-')
  return dash === -1 ? [version] : [version.slice(0, dash), version.slice(dash + 1)]
}
