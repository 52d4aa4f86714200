import type { Messages } from './en.ts'

/** One loader for each language that there is; a catalogue is fetched only when its language is shown. */
const loaders: Record<string, () => Promise<{ catalogue: Messages }>> = {
  ar: () => import('./ar.ts'),
  de: () => import('./de.ts'),
  en: () => import('./en.ts'),
  es: () => import('./es.ts'),
  fr: () => import('./fr.ts'),
  he: () => import('./he.ts'),
  it: () => import('./it.ts'),
  pl: () => import('./pl.ts'),
  pt: () => import('./pt.ts'),
  tr: () => import('./tr.ts'),
  uk: () => import('./uk.ts'),
  zh: () => import('./zh.ts'),
}

/** The languages that there are, as the first part of a BCP 47 tag. */
export const languages = Object.keys(loaders)

/** The language that we have for a BCP 47 tag: by its first part, else English. */
export const nearestLanguage = (tag: string): string => {
  const language = tag.toLowerCase().split(/[-_]/)[0] ?? ''
  return Object.hasOwn(loaders, language) ? language : 'en'
}

/** @throws where the catalogue's file cannot be fetched */
export const loadMessages = async (language: string): Promise<Messages> => {
  const load = loaders[language] ?? loaders['en']
  if (!load) throw new TypeError(language)
  return (await load()).catalogue
}
