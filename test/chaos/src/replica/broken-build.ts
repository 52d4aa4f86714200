/** Ways in which a replica can be built wrong on purpose. */
export type BrokenBuild = 'no-consume' | 'local-clock' | 'no-tenant-filter' | 'no-audit'
