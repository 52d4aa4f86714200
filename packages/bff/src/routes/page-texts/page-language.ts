import { parseAccept } from 'hono/utils/accept'
import { ar } from './ar.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { he } from './he.ts'
import { it } from './it.ts'
import type { PageTexts } from './page-texts.ts'
import { pl } from './pl.ts'
import { pt } from './pt.ts'
import { tr } from './tr.ts'
import { uk } from './uk.ts'
import { zh } from './zh.ts'

const catalogues: ReadonlyMap<string, PageTexts> = new Map(
  Object.entries({ en, de, fr, es, pt, it, pl, tr, ar, he, uk, zh }),
)

/** The languages that our own pages speak, as BCP 47 tags. */
export const pageLanguages: readonly string[] = [...catalogues.keys()]

/** The texts of a page, and the language that they are in. */
export interface PageLanguage {
  language: string
  texts: PageTexts
}

/**
 * The first of a reader's languages that there is; English otherwise.
 * @param acceptLanguage the header, at most a few hundred characters of it are looked at
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4
 */
export function pageLanguage(acceptLanguage: string | undefined): PageLanguage {
  const wished = parseAccept((acceptLanguage ?? '').slice(0, 256)).map(({ type }) => type.split('-')[0]?.toLowerCase())
  for (const language of wished) {
    const texts = catalogues.get(language ?? '')
    if (language !== undefined && texts !== undefined) return { language, texts }
  }
  return { language: 'en', texts: en }
}
