import type { CSSResult } from 'lit'
import { roomStyles } from './bbb-room.styles.ts'
import type { Messages } from './localisation/en.ts'
import { loadMessages, nearestLanguage } from './localisation/languages.ts'
import { recordingsShell } from './recordings-shell.styles.ts'
import { surface } from './surface.styles.ts'
import { camera } from './views/icons.ts'

/** What both elements have as a host's server sends them. */
export interface ServedElement {
  /** Attributes of the element, by their own names. */
  endpoint: string
  room: string
  'token-endpoint'?: string
  theme?: 'auto' | 'light' | 'dark'
  /** BCP 47 tag of the texts; else English. Give it where the page around has another `lang` than `en`. */
  lang?: string
  id?: string
  class?: string

  /** The hosted room, for browsers without scripts: `…/v1/r/algebra-101`. `http(s)`, or relative. */
  link: { href: string; text: string }
  /**
   * `hashed`: a style element that {@link styleSource} names. A nonce: one that carries it. `none`: no style element;
   * the link is then drawn as the page draws links, until the script is there.
   */
  styles?: 'hashed' | 'none' | { nonce: string }
}

/** A `<bbb-room>` as a host's server sends it. */
export interface ServedRoom extends ServedElement {
  display?: 'auto' | 'tab' | 'frame'
  autojoin?: boolean
  loading?: 'eager' | 'lazy'
  /** What the room is called: shown until the element has asked. */
  name: string
}

/** A `<bbb-recordings>` as a host's server sends it. */
export interface ServedRecordings extends ServedElement {
  thumbnails?: boolean
}

type ServedTag = 'bbb-room' | 'bbb-recordings'

const escapeText = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${String(character.codePointAt(0))};`)

const compact = (...sheets: CSSResult[]): string =>
  sheets.map(({ cssText }) => cssText.replace(/\s+/g, ' ').trim()).join(' ')

/** The link looks like the button that takes its place; without scripts there is nothing to wait for. */
const styleTexts: Readonly<Record<ServedTag, string>> = {
  'bbb-room': `${compact(surface, roomStyles)} ::slotted(a) { display: inline-flex; align-items: center; justify-content: center; min-height: 44px; padding: 8px 18px; box-sizing: border-box; border-radius: calc(var(--_radius) * 0.625); background: var(--_accent); color: var(--_on-accent); font-size: 0.9375rem; font-weight: 600; text-decoration: none; } @media (scripting: none) { .status { display: none; } }`,
  'bbb-recordings': `${compact(surface, recordingsShell)} ::slotted(a) { display: inline-flex; align-items: center; min-height: 42px; padding: 4px 14px; box-sizing: border-box; border: 1px solid var(--_border); border-radius: calc(var(--_radius) * 0.625); color: var(--_text); font-size: 0.875rem; font-weight: 600; text-decoration: none; } @media (scripting: none) { .bones, .hush { display: none; } }`,
}

/**
 * The source to add to the page's `style-src` for `styles: 'hashed'`, quotes included: `'sha256-…'`. One for each of the
 * elements that the page has.
 * @see https://www.w3.org/TR/CSP3/#grammardef-hash-source
 */
export const styleSource = async (tag: ServedTag = 'bbb-room'): Promise<string> => {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(styleTexts[tag]))
  return `'sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}'`
}

const renderElement = async (
  tag: ServedTag,
  { link, styles = 'hashed', ...attributes }: ServedElement,
  cardOf: (t: Messages, ifStyled: (markup: string) => string) => string,
): Promise<string> => {
  if (!/^https?:$/.test(new URL(link.href, 'https://relative.example').protocol)) {
    throw new TypeError('link.href has to be http(s) or relative')
  }
  const language = attributes.lang ?? 'en'
  const t = await loadMessages(nearestLanguage(language))
  const written = Object.entries(attributes as Record<string, unknown>)
    .filter(([, value]) => value !== false && value !== undefined)
    .map(([attribute, value]) => ` ${attribute}="${value === true ? '' : escapeText(String(value))}"`)
    .join('')
  const nonce = typeof styles === 'object' ? ` nonce="${escapeText(styles.nonce)}"` : ''
  const style = styles === 'none' ? '' : `<style${nonce}>${styleTexts[tag]}</style>`
  return [
    `<${tag}${written}><template shadowrootmode="open">${style}`,
    `<section part="card" class="card served" lang="${escapeText(language)}" dir="${t.direction}">`,
    // Without styles it could not be hidden from those who have no scripts, for whom it is not true.
    `${cardOf(t, (markup) => (styles === 'none' ? '' : markup))}</section></template>`,
    `<a href="${escapeText(link.href)}">${escapeText(link.text)}</a></${tag}>`,
  ].join('')
}

/**
 * The element as HTML with a declarative shadow root: a card that is there at the first paint, has the link, and works
 * without scripts. Once the script is there it takes the card over without drawing anything twice. Needs no DOM.
 * @throws {TypeError} for a link that is neither `http(s)` nor relative
 * @see https://developer.mozilla.org/docs/Web/API/Web_components/Using_shadow_DOM#declaratively_with_html
 */
export const renderRoom = ({ name, ...served }: ServedRoom): Promise<string> =>
  renderElement('bbb-room', served, (t, ifStyled) =>
    [
      '<div class="words"><div part="icon" class="emblem calm">',
      // The size stands there for the page that has no styles yet.
      `<svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><path d="${camera}"></path></svg></div>`,
      ifStyled(`<p part="status" class="status calm">${escapeText(t.loadingStatus)}</p>`),
      `<h2 part="heading">${escapeText(name)}</h2></div>`,
      '<div part="actions"><slot></slot></div>',
    ].join(''),
  )

const bones = '<div class="bone"><i></i><span></span><span></span></div>'.repeat(3)

/**
 * The same for the list of recordings: its heading, and what stands in the place of the rows until they are there.
 * Without scripts there is the heading with the link.
 * @throws {TypeError} for a link that is neither `http(s)` nor relative
 */
export const renderRecordings = (served: ServedRecordings): Promise<string> =>
  renderElement(
    'bbb-recordings',
    served,
    (t, ifStyled) =>
      `<h2 part="heading">${escapeText(t.recordings)}</h2><slot></slot><div class="bones" aria-hidden="true">${bones}</div>${ifStyled(`<p class="hush">${escapeText(t.loadingStatus)}</p>`)}`,
  )
