export { type BffProcess, startBffProcess } from './bff-process.ts'
export { type Demo, type DemoOptions, startDemo } from './start-demo.ts'
