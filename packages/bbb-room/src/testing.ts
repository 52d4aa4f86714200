export {
  mockBff,
  mockRecording,
  mockRoom,
  type MockBff,
  type MockFailure,
  type MockRequest,
} from './testing/mock-bff.ts'
export { afterScene, scenes, showScene, type Scene } from './testing/scenes.ts'
export { recordingScenes, showRecordingScene, type RecordingScene } from './testing/recording-scenes.ts'
