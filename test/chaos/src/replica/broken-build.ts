/** Ways in which a replica can be built wrong on purpose. */
export type BrokenBuild =
  | 'no-consume'
  | 'answer-before-commit'
  | 'no-fence'
  | 'local-clock'
  | 'tombstone-on-error'
  | 'no-tenant-filter'
  | 'no-audit'
