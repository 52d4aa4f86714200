import type { Messages } from './en.ts'

/** One loader for each language that there is; a catalogue is fetched only when its language is shown. */
const loaders: Record<string, () => Promise<{ catalogue: Messages }>> = {
  en: () => import('./en.ts'),
}

/** The language that we have for a BCP 47 tag: by its first part, else English. */
export const nearestLanguage = (tag: string): string => {
  const language = tag.toLowerCase().split(/[-_]/)[0] ?? ''
  return language in loaders ? language : 'en'
}

/** @throws where the catalogue's file cannot be fetched */
export const loadMessages = async (language: string): Promise<Messages> => {
  const load = loaders[language] ?? loaders['en']
  if (!load) throw new TypeError(language)
  return (await load()).catalogue
}
