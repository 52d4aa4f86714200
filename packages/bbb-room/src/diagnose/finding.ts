/** One thing that was looked at. */
export interface Finding {
  /** Stable: branch on this. */
  code: string
  status: 'ok' | 'warning' | 'failure'
  /** Who has to act: the page's owner, the BFF's operator, the BBB server's operator, or the person. */
  owner: 'page' | 'bff' | 'bbb' | 'person'
  /** What was found. English: it is for those who run the page. */
  title: string
  /** The exact header, directive or setting to add; absent where nothing is to be done. */
  fix?: string
}
