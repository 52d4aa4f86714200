import type { Hono } from 'hono'
import { createAccessTokens } from './auth/access-tokens.ts'
import { createIssuerKeys } from './auth/issuer-keys.ts'
import { createOpenIdProvider } from './auth/openid-provider.ts'
import { createOwnTokens } from './auth/own-tokens.ts'
import { createGateways } from './bbb/gateways.ts'
import type { BffEnv } from './bff-env.ts'
import type { BffConfig } from './config/bff-config.ts'
import { isLoopbackUrl } from './config/origin.ts'
import { createAddresses } from './domain/addresses.ts'
import { createFindMeetingRoom, createListMeetings, createReadAttendance } from './domain/attendance/read-attendance.ts'
import { createAcceptMeetingEnded, createAcceptRecordingReady } from './domain/callbacks/accept-callback.ts'
import { createAcceptAnalytics } from './domain/callbacks/accept-analytics.ts'
import { createAcceptWebhook } from './domain/callbacks/accept-webhook.ts'
import { createCallbackKeys } from './domain/callbacks/callback-keys.ts'
import { createKeepWebhook } from './domain/callbacks/keep-webhook.ts'
import { createRefusalLog } from './domain/callbacks/refusal-log.ts'
import { createRefuseCallback } from './domain/callbacks/refuse-callback.ts'
import { createSecretWatch } from './domain/callbacks/secret-watch.ts'
import { createVerifyCallback } from './domain/callbacks/verify-callback.ts'
import { createAddCaptions, createListCaptions } from './domain/captions/recording-captions.ts'
import { createRoomEventHub } from './domain/events/room-event-hub.ts'
import { createAdmitGuest } from './domain/guests/admit-guest.ts'
import { createPseudonyms } from './domain/identity/pseudonyms.ts'
import { createEnterRoom } from './domain/launch/enter-room.ts'
import { createLaunch } from './domain/launch/launch-meeting.ts'
import { createTicketOffice, ticketKind } from './domain/launch/ticket-office.ts'
import { createEndLiveMeeting, createEndMeeting } from './domain/meetings/end-meeting.ts'
import { createEnsureMeeting } from './domain/meetings/ensure-meeting.ts'
import { createLookOverMeetings } from './domain/meetings/look-over-meetings.ts'
import { createNoteEndTold, createReconcileMeeting } from './domain/meetings/reconcile-meeting.ts'
import { createApplyRetention } from './domain/recordings/apply-retention.ts'
import { createChangeRecording } from './domain/recordings/change-recording.ts'
import { createChangeRecordings } from './domain/recordings/change-recordings.ts'
import { createFindRecordingRoom } from './domain/recordings/find-recording-room.ts'
import { createListRecordings } from './domain/recordings/list-recordings.ts'
import { createRecordingPace } from './domain/recordings/recording-pace.ts'
import { createReconcileRecordings } from './domain/recordings/reconcile-recordings.ts'
import { createCatchUp } from './domain/recordings/unheard-recordings.ts'
import { createStartPlayback } from './domain/recordings/start-playback.ts'
import { createTokenCutOff } from './domain/people/cut-off-tokens.ts'
import { createDeclareRoom } from './domain/rooms/declare-room.ts'
import { createDiagnoseRoom } from './domain/rooms/diagnose-room.ts'
import { createGetRoomInfo } from './domain/rooms/get-room-info.ts'
import { createJoinRoom } from './domain/rooms/join-room.ts'
import { createRemoveRoom } from './domain/rooms/remove-room.ts'
import { createSnapshotReader } from './domain/rooms/snapshot-reader.ts'
import type { Services } from './domain/services.ts'
import { createAdmitSignedIn } from './domain/sign-in/admit-signed-in.ts'
import { createBeginSignIn } from './domain/sign-in/begin-sign-in.ts'
import { createFinishSignIn } from './domain/sign-in/finish-sign-in.ts'
import { createSignOut } from './domain/sign-in/sign-out.ts'
import { createStoreClock } from './domain/store-clock.ts'
import { createDeliverWebhooks } from './domain/webhooks/deliver-webhooks.ts'
import { createTellHost } from './domain/webhooks/tell-host.ts'
import { createWorker } from './domain/worker.ts'
import { BffFailure } from './failure.ts'
import { createGuardedFetch, type GuardedFetch } from './fetch/guarded-fetch.ts'
import { authenticate } from './middleware/authenticate.ts'
import { bodyLimit } from './middleware/body-limit.ts'
import { cors } from './middleware/cors.ts'
import { exceptCallbacks } from './middleware/except-callbacks.ts'
import { idempotency } from './middleware/idempotency.ts'
import { answerProblem, problemDetails } from './middleware/problem-details.ts'
import { createJoinLimit, createRateLimiter, limitByAddress, limitJoins } from './middleware/rate-limit.ts'
import { refuseAmbiguousAddress } from './middleware/refuse-ambiguous-address.ts'
import { refuseOtherHosts } from './middleware/refuse-other-hosts.ts'
import { createRequestIds } from './middleware/request-id.ts'
import { requestContext } from './middleware/request-context.ts'
import { resolveTenant } from './middleware/resolve-tenant.ts'
import { securityHeaders, securityHeadersOf } from './middleware/security-headers.ts'
import { shedLoad } from './middleware/shed-load.ts'
import { urlencodedForm } from './middleware/urlencoded-form.ts'
import type { Clock } from './ports/clock.ts'
import type { Logger } from './ports/logger.ts'
import type { Gateways } from './ports/meeting-gateway.ts'
import type { Metrics } from './ports/metrics.ts'
import type { OpenIdProvider } from './ports/openid-provider.ts'
import type { Random } from './ports/random.ts'
import type { Store } from './ports/store.ts'
import type { Tenants } from './ports/tenants.ts'
import { attendanceRoutes } from './routes/attendance/index.ts'
import { guardCallbacks } from './routes/callbacks/callback-gate.ts'
import { callbackRoutes } from './routes/callbacks/index.ts'
import { emptyBodyIsEmptyObject } from './routes/empty-body.ts'
import { eventRoutes } from './routes/events/index.ts'
import { hostedRoomRoutes } from './routes/hosted-room/index.ts'
import { launchRoutes } from './routes/launch/index.ts'
import { refuseOtherMethods } from './routes/method-not-allowed.ts'
import { serveOpenApi } from './routes/openapi/index.ts'
import { recordingRoutes } from './routes/recordings/index.ts'
import { returnRoutes } from './routes/return/index.ts'
import { roomRoutes } from './routes/rooms/index.ts'
import { signInRoutes } from './routes/sign-in/index.ts'
import { tokenRoutes } from './routes/token/index.ts'
import { createRouter } from './routes/router.ts'

/** What the BFF needs from outside. */
export interface BffPorts {
  tenants: Tenants
  store: Store
  clock: Clock
  random: Random
  logger: Logger
  metrics: Metrics
  /** Another way to reach BBB than over the network, for tests. */
  gateways?: Gateways
  /**
   * How tenants' key sets are fetched and their webhooks sent; guarded against inner addresses unless given. A BFF that
   * is itself at a loopback address may reach others there.
   */
  fetch?: GuardedFetch
  /** How tenants' OpenID providers are spoken to; over the network unless given. */
  openIdProvider?: OpenIdProvider
  /** Whether there is too much to do already; then requests are refused for a moment. */
  isOverloaded?: () => boolean
}

/** A BFF: an app to serve, and the work it does besides. */
export interface Bff {
  readonly app: Hono<BffEnv>
  /** Measures the database's clock, then begins to work off callbacks and to ask BBB what changed. */
  start(): Promise<void>
  /** Ends streams and the work; resolves once what had begun is finished. The store stays open: it is not ours. */
  stop(): Promise<void>
}

const bodyBytes = 16 * 1024
const captionsBytes = 1024 * 1024

/**
 * A tenant's back end for front ends: identity, authorisation, meetings, callbacks and recordings. Reads no environment
 * and opens no port.
 */
export function createBff(config: BffConfig, ports: BffPorts): Bff {
  const { tenants, store, random, metrics, logger } = ports
  const clock = createStoreClock(store, ports.clock)
  const stopping = new AbortController()
  const fetchGuarded = ports.fetch ?? createGuardedFetch({ dangerouslyAllowLoopback: isLoopbackUrl(config.baseUrl) })
  const addresses = createAddresses(config)
  const tenantOf: Services['tenantOf'] = (tenantId) => {
    const tenant = tenants.get(tenantId)
    if (tenant === undefined) throw new BffFailure('NOT_FOUND')
    return tenant
  }
  const services: Services & { clock: typeof clock } = {
    store,
    readSnapshot: createSnapshotReader({ store }),
    clock,
    random,
    metrics,
    log: logger,
    tenantOf,
    gateways: ports.gateways ?? createGateways(tenantOf),
    addresses,
    pseudonyms: createPseudonyms(config.keys),
    callbackKeys: createCallbackKeys(config.keys.callback),
    tickets: createTicketOffice(
      createOwnTokens({ ...ticketKind, key: config.keys.ticket }, clock),
      (tenantId) => ({ issuer: config.baseUrl, audience: addresses.launch(tenantId) }),
      { random },
    ),
    tellHost: createTellHost({ tenantOf, random }),
    wakeWorker: (tenantId) => worker.wake(tenantId),
  }

  const pace = createRecordingPace()
  /** BBB is answered however many people wait for the database. */
  const callbackServices: typeof services = {
    ...services,
    store: {
      ...store,
      withTenant: (tenantId, work) => store.withTenant(tenantId, work, 'callbacks'),
    },
  }

  const reconcileRecordings = createReconcileRecordings(services, pace)
  const secretWatch = createSecretWatch(services)
  const hub = createRoomEventHub({ store, clock })
  const worker = createWorker(
    services,
    {
      noteEndTold: createNoteEndTold(services),
      reconcileMeeting: createReconcileMeeting(services),
      lookOverMeetings: createLookOverMeetings(services),
      reconcileRecordings,
      catchUp: createCatchUp(services),
      applyRetention: createApplyRetention(services),
      secretWatch,
      keepWebhook: createKeepWebhook(services),
      deliverWebhooks: createDeliverWebhooks(services, async (url, request) => {
        const { status } = await fetchGuarded(url, { ...request, method: 'POST', wantsStatusOnly: true })
        return status
      }),
    },
    { pace, tenantIds: () => tenants.all().map(({ id }) => id) },
  )

  const getRoomInfo = createGetRoomInfo(services)
  const accessTokens = createAccessTokens(config, {
    clock,
    issuerKeys: createIssuerKeys({ clock, fetch: fetchGuarded }),
  })
  const openIdProvider = ports.openIdProvider ?? createOpenIdProvider()
  const limiter = createRateLimiter({ clock })
  const limitJoin = createJoinLimit(limiter)
  const limitGuests = (address: string) => {
    limiter.take(`guest from ${address}`, config.limits.guestTokensPerAddressPerMinute)
  }
  const admitGuest = createAdmitGuest(services, accessTokens)
  const admitSignedIn = createAdmitSignedIn(services, accessTokens)
  const joinRoom = createJoinRoom(services, createEnsureMeeting(services))
  const launch = createLaunch(services)
  const withActor = authenticate(accessTokens, { metrics, tokenCutOff: createTokenCutOff(services) })

  const api = createRouter()
  // Before any limit, so that a page can read that it asks too often.
  for (const path of ['/rooms/*', '/meetings/*', '/recordings/*', '/token', '/openapi.json'])
    api.use(path, cors(config.baseUrl))
  api.use(shedLoad(ports.isOverloaded ?? (() => false)))
  // Not for verified callbacks: whoever shares BBB's address could use it up.
  api.use(exceptCallbacks(limitByAddress(limiter, config.limits.requestsPerAddressPerMinute)))
  for (const path of ['/rooms/*', '/meetings/*', '/recordings/*']) api.use(path, withActor, bodyLimit(bytesOf))
  api.use('/token', bodyLimit(bodyBytes))
  for (const path of ['/launch', '/sign-out', '/r/:room']) api.use(path, bodyLimit(bodyBytes), urlencodedForm)
  for (const path of [
    '/rooms/:room',
    '/rooms/:room/end',
    '/rooms/:room/recordings/batch',
    '/recordings/:id',
    '/recordings/:id/:part{restore|captions}',
  ])
    api.use(path, idempotency(services))
  api.use('/rooms/:room/join', limitJoins(limitJoin), emptyBodyIsEmptyObject)
  api.use('/rooms/:room/end', emptyBodyIsEmptyObject)
  api.use('/recordings/:id/playback', limitJoins(limitJoin), emptyBodyIsEmptyObject)
  api.route(
    '/',
    roomRoutes({
      getRoomInfo,
      diagnoseRoom: createDiagnoseRoom(services),
      declareRoom: createDeclareRoom(services),
      removeRoom: createRemoveRoom(services, createEndLiveMeeting(services)),
      joinRoom,
      endMeeting: createEndMeeting(services),
    }),
  )
  api.route('/', eventRoutes({ hub, getRoomInfo, stopping: stopping.signal }))
  api.route(
    '/',
    recordingRoutes({
      findRecordingRoom: createFindRecordingRoom(services),
      listRecordings: createListRecordings(services),
      changeRecording: createChangeRecording(services, reconcileRecordings),
      changeRecordings: createChangeRecordings(services, reconcileRecordings),
      startPlayback: createStartPlayback(services),
      listCaptions: createListCaptions(services),
      addCaptions: createAddCaptions(services),
    }),
  )
  api.route(
    '/',
    attendanceRoutes({
      listMeetings: createListMeetings(services),
      findMeetingRoom: createFindMeetingRoom(services),
      readAttendance: createReadAttendance(services),
    }),
  )
  api.route('/', tokenRoutes({ admitGuest, admitSignedIn, limitGuests, baseUrl: config.baseUrl }))
  api.route(
    '/',
    signInRoutes({
      beginSignIn: createBeginSignIn(services, openIdProvider),
      finishSignIn: createFinishSignIn(services, openIdProvider),
      signOut: createSignOut(services),
      addresses,
      baseUrl: config.baseUrl,
    }),
  )
  api.route('/', launchRoutes({ launch }))
  api.route('/', returnRoutes(config, addresses))
  api.route(
    '/',
    hostedRoomRoutes(config, {
      admitGuest,
      admitSignedIn,
      enterRoom: createEnterRoom({ accessTokens, getRoomInfo, joinRoom, launch }),
      limitGuests,
      limitJoin,
    }),
  )
  api.route(
    '/',
    callbackRoutes({
      acceptMeetingEnded: createAcceptMeetingEnded(callbackServices),
      acceptRecordingReady: createAcceptRecordingReady(callbackServices),
      acceptWebhook: createAcceptWebhook(callbackServices),
      acceptAnalytics: createAcceptAnalytics(callbackServices),
    }),
  )
  serveOpenApi(api, config)
  refuseOtherMethods(api)

  const app = createRouter()
  app.onError(problemDetails({ clock }))
  app.notFound((c) => answerProblem(c, new BffFailure('NOT_FOUND'), clock.now()))
  const newRequestId = createRequestIds(random)
  const headers = securityHeadersOf(config.baseUrl.startsWith('https:'))
  guardCallbacks(app, '/t/:tenant/v1', {
    tenants,
    verify: createVerifyCallback(services),
    refuse: createRefuseCallback(services, {
      secrets: secretWatch,
      note: createRefusalLog(services, stopping.signal),
    }),
    clock,
    newRequestId,
    logger,
    metrics,
    headers,
  })
  app.use(
    requestContext(config.trustedProxies, { clock, newRequestId, logger, metrics }),
    securityHeaders(headers),
    exceptCallbacks(refuseOtherHosts(config.baseUrl)),
    refuseAmbiguousAddress,
  )
  app.use('/t/:tenant/v1/*', resolveTenant(tenants))
  app.route('/t/:tenant/v1', api)

  let running: Promise<unknown> | undefined
  return {
    app,
    async start() {
      await clock.synchronise()
      running = Promise.all([worker.run(stopping.signal), hub.run(stopping.signal)])
    },
    async stop() {
      stopping.abort()
      await running
    },
  }
}

function bytesOf(path: string): number {
  return /\/recordings\/[^/]+\/captions$/.test(path) ? captionsBytes : bodyBytes
}
