import { atEnd } from './pretend.ts'

/** A camera that sees two colours, or a microphone that hums: needs no device and no permission. */
export const deviceStream = ({ video }: MediaStreamConstraints): MediaStream => {
  if (!video) {
    const audio = new AudioContext()
    const hum = audio.createOscillator()
    const gain = audio.createGain()
    const microphone = audio.createMediaStreamDestination()
    hum.connect(gain).connect(microphone)
    gain.gain.value = 0.2
    hum.start()
    atEnd(() => void audio.close())
    return microphone.stream
  }
  const canvas = document.createElement('canvas')
  Object.assign(canvas, { width: 640, height: 360 })
  const context = canvas.getContext('2d')
  const draw = () => {
    if (!context) return
    const gradient = context.createLinearGradient(0, 0, 640, 360)
    gradient.addColorStop(0, '#1d5bd6')
    gradient.addColorStop(1, '#56d494')
    context.fillStyle = gradient
    context.fillRect(0, 0, 640, 360)
  }
  // A stream has a picture only once something is drawn anew.
  const stream = canvas.captureStream()
  draw()
  const timer = setInterval(draw, 200)
  atEnd(() => clearInterval(timer))
  return stream
}
