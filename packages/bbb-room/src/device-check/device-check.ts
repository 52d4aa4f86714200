import { html, nothing, type TemplateResult } from 'lit'
import { ref } from 'lit/directives/ref.js'
import type { Messages } from '../localisation/en.ts'
import { icon } from '../views/icon.ts'
import { camera, microphone } from '../views/icons.ts'
import type { Panel } from '../views/panel.ts'
import { deviceStyles } from './device-check.styles.ts'
import { deviceRefusal, type DeviceRefusal } from './refusal.ts'

export { deviceStyles }

/** What was found of each device. `unasked` until the person presses the button. */
export interface DeviceReport {
  camera: 'unasked' | 'works' | DeviceRefusal
  microphone: 'unasked' | 'works' | DeviceRefusal
}

const icons = { camera, microphone }
const speaker = 'M4 9.5v5h3.5l4.5 4v-13l-4.5 4zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11'

const refusalText = (refusal: DeviceRefusal, t: Messages): string =>
  ({
    insecure: t.deviceInsecure,
    page: t.refusedByPage,
    browser: t.refusedByBrowser,
    system: t.refusedBySystem,
    dismissed: t.deviceDismissed,
    'in-use': t.deviceInUse,
    missing: t.deviceMissing,
  })[refusal]

/**
 * Tries camera, microphone and speaker in the page itself: no token, no server, nothing leaves the computer. Lets go
 * of every device when it is closed.
 */
export class DeviceCheck implements Panel {
  readonly name = 'devices'
  readonly report: DeviceReport = { camera: 'unasked', microphone: 'unasked' }
  readonly #changed: () => void
  #picture: MediaStream | undefined
  #sound: MediaStream | undefined
  #audio: AudioContext | undefined
  #frame = 0
  #isStopped = false
  /** Asked and not answered: a second press would open a device that nobody holds. */
  readonly #asking = new Set<'camera' | 'microphone'>()

  /** @param changed called when it has to be drawn anew */
  constructor(changed: () => void) {
    this.#changed = changed
  }

  stop(): void {
    this.#isStopped = true
    cancelAnimationFrame(this.#frame)
    for (const track of [...(this.#picture?.getTracks() ?? []), ...(this.#sound?.getTracks() ?? [])]) track.stop()
    void this.#audio?.close()
  }

  async #ask(device: 'camera' | 'microphone'): Promise<void> {
    if (this.#asking.has(device)) return
    this.#asking.add(device)
    try {
      // Undefined in a page that is not secure.
      const devices = navigator.mediaDevices as MediaDevices | undefined
      if (!devices) throw new TypeError('no media devices')
      const stream = await devices.getUserMedia(device === 'camera' ? { video: true } : { audio: true })
      if (this.#isStopped) {
        for (const track of stream.getTracks()) track.stop()
        return
      }
      this.report[device] = 'works'
      if (device === 'camera') this.#picture = stream
      else this.#sound = stream
    } catch (thrown) {
      this.report[device] = await deviceRefusal(device, thrown)
    }
    this.#asking.delete(device)
    this.#changed()
  }

  /** Moves the meter with the voice, for as long as it is on the page. */
  readonly #measure = (meter: Element | undefined): void => {
    cancelAnimationFrame(this.#frame)
    if (!meter || !this.#sound) return
    const audio = (this.#audio ??= new AudioContext())
    const analyser = audio.createAnalyser()
    audio.createMediaStreamSource(this.#sound).connect(analyser)
    const samples = new Float32Array(analyser.fftSize)
    const draw = () => {
      analyser.getFloatTimeDomainData(samples)
      ;(meter as HTMLMeterElement).value = Math.sqrt(
        samples.reduce((sum, each) => sum + each * each, 0) / samples.length,
      )
      this.#frame = requestAnimationFrame(draw)
    }
    draw()
  }

  /** Two short notes. */
  async #playSound(): Promise<void> {
    const audio = (this.#audio ??= new AudioContext())
    await audio.resume()
    for (const [index, frequency] of [523, 784].entries()) {
      const oscillator = audio.createOscillator()
      const gain = audio.createGain()
      const start = audio.currentTime + index * 0.25
      oscillator.frequency.value = frequency
      gain.gain.setValueAtTime(0.2, start)
      gain.gain.exponentialRampToValueAtTime(0.001, start + 0.4)
      oscillator.connect(gain).connect(audio.destination)
      oscillator.start(start)
      oscillator.stop(start + 0.4)
    }
  }

  render(t: Messages): TemplateResult {
    return html`${this.#row('camera', t.camera, t)}
      ${
        this.#picture
          ? html`<video part="preview" autoplay playsinline .muted=${true} .srcObject=${this.#picture}></video>`
          : nothing
      }
      ${this.#row('microphone', t.microphone, t)}
      ${
        this.#sound
          ? html`<label class="level">${t.speakNow}<meter max="0.3" ${ref(this.#measure)}></meter></label>`
          : nothing
      }
      <div class="device">
        <i>${icon(speaker, 'mirror')}</i>
        <b>${t.speaker}</b>
        <button part="button" @click=${() => this.#playSound()}>${t.playSound}</button>
      </div> `
  }

  #row(device: 'camera' | 'microphone', name: string, t: Messages): TemplateResult {
    const state = this.report[device]
    const label = state === 'unasked' ? t.allow : t.tryAgain
    const text = state === 'unasked' ? '' : state === 'works' ? t.works : refusalText(state, t)
    return html`<div class="device">
      <i class=${state === 'works' ? 'live' : state === 'unasked' ? '' : 'bad'}>${icon(icons[device])}</i>
      <b>${name}</b>
      <span role="status" class=${state === 'works' ? 'live' : ''}>${text}</span>
      ${
        state === 'works'
          ? nothing
          : html`<button part="button" aria-label="${label}: ${name}" @click=${() => this.#ask(device)}>
              ${label}
            </button>`
      }
    </div>`
  }
}
