export { startOpenIdProvider, type FakeOpenIdProvider, type Person } from './start-openid-provider.ts'
