/** An access token and, where the host says it, how many seconds it lasts. */
export interface AccessToken {
  access_token: string
  expires_in?: number | undefined
}

const secondsIfUnsaid = 60
const secondsOfMargin = 10

/**
 * Keeps one access token in memory and gives it to whoever asks. Concurrent callers share one fetch. Its age is
 * measured from its arrival, never compared with a date inside it, so that a wrong clock changes nothing; wall time
 * counts too, only because the monotonic clock stands still in some browsers while the computer sleeps.
 */
export class TokenHolder {
  readonly #request: () => Promise<AccessToken>
  #token: string | undefined
  #freshUntil: [monotonicMs: number, wallMs: number] = [0, 0]
  #pending: Promise<string> | undefined

  constructor(request: () => Promise<AccessToken>) {
    this.#request = request
  }

  /** @throws what the request for a token throws */
  get(): Promise<string> {
    const [monotonicMs, wallMs] = this.#freshUntil
    if (this.#token && performance.now() < monotonicMs && Date.now() < wallMs) return Promise.resolve(this.#token)
    return (this.#pending ??= this.#fetch().finally(() => {
      this.#pending = undefined
    }))
  }

  /** Forgets the token, if it is still the one that was refused. */
  drop(refused?: string): void {
    if (refused === undefined || refused === this.#token) this.#token = undefined
  }

  async #fetch(): Promise<string> {
    const { access_token, expires_in = secondsIfUnsaid } = await this.#request()
    const lifeMs = Math.max(expires_in - secondsOfMargin, expires_in / 2) * 1000
    this.#freshUntil = [performance.now() + lifeMs, Date.now() + lifeMs]
    return (this.#token = access_token)
  }
}
