/** Behaviour and first views: fetched at once beside the texts, while the page goes on. */
export { RoomSession } from './controllers/room-session.ts'
export { RoomView } from './controllers/room-view.ts'
