import { describe, expect, it } from 'vitest'
import { joinRequestSchema, recordingChangeSchema, roomDeclarationSchema, roomIdSchema } from './index.ts'

describe('room ids', () => {
  it.each(['', 'a/b', 'a b', '../x', 'ü', 'x'.repeat(65), '__proto__\n'])('HTTP-7: refuses %j', (id) => {
    expect(roomIdSchema.safeParse(id).success).toBe(false)
  })
  it.each(['a', 'algebra-101', 'A_b-9', 'x'.repeat(64)])('takes %j', (id) => {
    expect(roomIdSchema.safeParse(id).success).toBe(true)
  })
})

describe('write models', () => {
  it('HTTP-14: a join names no role, meeting or person', () => {
    for (const extra of ['role', 'meetingID', 'name', 'userID', 'createTime', 'constructor']) {
      expect(joinRequestSchema.safeParse({ [extra]: 'moderator' }).success).toBe(false)
    }
    expect(joinRequestSchema.safeParse({}).success).toBe(true)
  })

  it('SIGN-2: a room cannot carry BBB parameters outside the closed list', () => {
    const declared = { name: 'Algebra' }
    expect(roomDeclarationSchema.safeParse(declared).success).toBe(true)
    for (const extra of [
      'pluginManifests',
      'clientSettingsOverride',
      'logoutURL',
      'meta_x',
      'attendeePW',
      'meetingID',
    ]) {
      expect(roomDeclarationSchema.safeParse({ ...declared, [extra]: 'x' }).success).toBe(false)
    }
  })

  it('SSRF-3: a presentation comes over https only', () => {
    for (const url of [
      'http://files.example/a.pdf',
      'javascript:alert(1)',
      'file:///etc/passwd',
      'data:text/plain,x',
    ]) {
      const declaration = { name: 'Algebra', presentations: [{ url, filename: 'a.pdf' }] }
      expect(roomDeclarationSchema.safeParse(declaration).success).toBe(false)
    }
  })

  it('an empty change of a recording is refused', () => {
    expect(recordingChangeSchema.safeParse({}).success).toBe(false)
    expect(recordingChangeSchema.safeParse({ published: false }).success).toBe(true)
  })
})
