/** The views that few people meet, or not at once: a file of their own, fetched after the first one is drawn. */
export { laterStyles } from './later-views.styles.ts'
export { denied } from './denied.ts'
export { ended } from './ended.ts'
export { failed } from './error.ts'
export { framed } from './framed.ts'
export { left } from './left.ts'
export { scheduled } from './scheduled.ts'
export { unsupported } from './unsupported.ts'
