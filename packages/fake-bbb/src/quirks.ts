/** Ways of some versions that a client must bear. */
export type Quirk =
  /** Counters of 1000 and more come as `1,234`. Up to 2.6.3. */
  | 'grouped-counters'
  /** Paging totals are nested, and wrong. 2.6, early 2.7, early 3.0. */
  | 'nested-pagination'
  /** Replies leave the two passwords out. Newer servers. */
  | 'no-passwords'
  /** The query is decoded and encoded again before it is hashed. Some 2.4 betas and early 2.5 builds. */
  | 'reencoded-query'
  /** An unknown meeting is a `validationError`. 2.4.0. */
  | 'unknown-meeting-invalid'
  /** `join` answers failures with a redirect in spite of `redirect=false`. Before 2.7. */
  | 'join-always-redirects'
  /** A checksum over a form is made from its sorted parameters. Up to 2.6.17 and 2.7.7. */
  | 'sorted-forms'
  /** Documents with a charset in their Content-Type are refused. 2.6.18 and 2.7.8. */
  | 'no-charset'
  /** Recording-ready callbacks name the format. Newer 3.0. */
  | 'typed-recording-ready'
  /** `meetingEndedURL` is replaced by one of its own, so that nobody is called there. Some balancers. */
  | 'own-meeting-ended-url'
  /** Without a moderator password, a new one is made up at each create. Older Scalelite. */
  | 'new-password-per-create'
