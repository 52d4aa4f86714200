import { BbbRecordings } from './bbb-recordings.ts'
import { define } from './define.ts'

export { BbbRecordings }

define('bbb-recordings', BbbRecordings)
