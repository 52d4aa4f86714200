import { names, subjects } from './names.mjs'
import { createRandom, hex } from './random.mjs'

const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }

/** @param {string} text */
function escape(text) {
  return text.replace(/[&<>"']/g, (character) => entities[character])
}

/**
 * D2: the answer to getRecordings with n recordings, as BBB's templates write it: one element per line, no prolog.
 * @param {number} n
 * @returns {Buffer}
 */
export function recordingsXml(n) {
  const random = createRandom(42)
  const lines = ['<response>', '<returncode>SUCCESS</returncode>', '<recordings>']
  const leaf = (name, value) => lines.push(`<${name}>${escape(String(value))}</${name}>`)
  for (let i = 0; i < n; i++) {
    const start = 1700000000000 + i * 3_600_000 + random.below(1_000_000)
    const meeting = hex(`room${random.below(Math.max(1, Math.floor(n / 20)))}`)
    const recordID = `${hex(`m42-${i}`)}-${start}`
    const subject = subjects[random.below(subjects.length)]
    const name = `${subject} – ${names[random.below(names.length)]} #${i}`
    const minutes = 10 + random.below(111)
    const published = random.chance(0.9)
    lines.push('<recording>')
    leaf('recordID', recordID)
    leaf('meetingID', meeting)
    leaf('internalMeetingID', recordID)
    leaf('name', name)
    leaf('isBreakout', false)
    leaf('published', published)
    leaf('state', published ? 'published' : 'unpublished')
    leaf('startTime', start)
    leaf('endTime', start + minutes * 60_000)
    leaf('participants', 1 + random.below(60))
    leaf('rawSize', 1_000_000 + random.below(900_000_000))
    lines.push('<metadata>')
    leaf('analytics-callback-url', `https://lms.example.edu/bbb/analytics?course=${i % 97}&token=${hex(`a${i}`)}`)
    leaf('bbb-context', subject)
    leaf('bbb-context-id', `course-${i % 97}`)
    leaf('bbb-context-label', `C${i % 97}`)
    leaf('bbb-origin', 'Moodle')
    leaf('bbb-origin-server-name', 'lms.example.edu')
    leaf('bbb-origin-version', '4.5.2 (Build: 20250915)')
    leaf('bbb-recording-description', random.chance(0.5) ? '' : `Questions & answers of week ${i % 40}`)
    leaf('bbb-recording-name', name)
    leaf('bbb-recording-tags', random.chance(0.7) ? '' : 'lecture, exam & review')
    leaf('isBreakout', false)
    leaf('meetingId', meeting)
    leaf('meetingName', name)
    lines.push('</metadata>', '<playback>', '<format>')
    leaf('type', 'presentation')
    leaf('url', `https://bbb.example.org/playback/presentation/2.3/${recordID}?lang=de&layout=focus`)
    leaf('processingTime', 60_000 + random.below(600_000))
    leaf('length', minutes)
    leaf('size', 100_000 + random.below(90_000_000))
    lines.push('<preview>', '<images>')
    for (let slide = 1; slide <= 3; slide++) {
      const url = `https://bbb.example.org/presentation/${recordID}/presentation/${hex(`p${i}`)}-${start}/thumbnails/thumb-${slide}.png`
      lines.push(`<image width="176" height="136" alt="${escape(`${subject} ${slide}`)}">${escape(url)}</image>`)
    }
    lines.push('</images>', '</preview>', '</format>', '<format>')
    leaf('type', 'video')
    leaf('url', `https://bbb.example.org/playback/video/${recordID}/?autoplay=0&t=0`)
    leaf('processingTime', 60_000 + random.below(600_000))
    leaf('length', minutes)
    leaf('size', 100_000 + random.below(90_000_000))
    lines.push('</format>', '</playback>', '</recording>')
  }
  lines.push('</recordings>', '</response>')
  return Buffer.from(lines.join('\n'))
}
