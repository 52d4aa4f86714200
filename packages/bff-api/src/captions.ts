import { z } from 'zod'

/** `captions` say what is heard besides speech too; `subtitles` are speech, often translated. */
export const captionKindSchema = z.enum(['captions', 'subtitles'])

/** A language as BCP 47 writes it, `pt-BR`: language, script, region and variants, without extensions. */
export const languageTagSchema = z.string().max(35).refine(isLanguageTag, 'must be a BCP 47 language tag')

/** What people choose a track by: 1–80 characters, none of them invisible. */
const labelSchema = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .refine((text) => text.isWellFormed() && !/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(text))

/** A track as BBB lists it; its address is good for an hour and never given out. */
export const captionTrackSchema = z.object({
  kind: z.string().meta({ description: '`captions` or `subtitles`.' }),
  lang: z.string().meta({ description: 'BCP 47.' }),
  label: z.string(),
})

/** `GET /recordings/{id}/captions`. */
export const captionListSchema = z.object({ tracks: z.array(captionTrackSchema) })

/**
 * `PUT /recordings/{id}/captions`: adds a track, or replaces the one of this kind and language. Without `label` it gets
 * the language's own name. `webvtt` is the file's text.
 */
export const captionUploadSchema = z.strictObject({
  kind: captionKindSchema,
  lang: languageTagSchema,
  label: labelSchema.optional(),
  webvtt: z.string().min(1).meta({ description: 'At most 512 KiB as UTF-8, 10 000 cues, 1000 characters a line.' }),
})

/** The answer to an upload. BBB may work on it for minutes: `is_listed` says whether `tracks` holds it already. */
export const captionUploadedSchema = z.object({ tracks: z.array(captionTrackSchema), is_listed: z.boolean() })

/** What can be wrong with a WebVTT file: stable, `rule` of each of the `errors` of `CAPTIONS_INVALID`. */
export const captionRuleSchema = z.enum([
  'too-large',
  'too-many-cues',
  'line-too-long',
  'control-character',
  'no-signature',
  'no-blank-line',
  'no-cues',
  'not-a-cue',
  'timing-unreadable',
  'ends-before-it-begins',
  'begins-before-the-one-above',
  'after-the-end-of-the-recording',
  'setting-unknown',
  'tag-unknown',
  'tag-not-closed',
  'arrow-in-text',
  'style-not-taken',
  'out-of-place',
])

function isLanguageTag(tag: string): boolean {
  if (!/^[a-z]{2,8}(?:-(?:[a-z0-9]{2,8}))*$/i.test(tag)) return false
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}

export type CaptionKind = z.infer<typeof captionKindSchema>
export type CaptionTrack = z.infer<typeof captionTrackSchema>
export type CaptionList = z.infer<typeof captionListSchema>
export type CaptionUpload = z.infer<typeof captionUploadSchema>
export type CaptionUploaded = z.infer<typeof captionUploadedSchema>
export type CaptionRule = z.infer<typeof captionRuleSchema>
