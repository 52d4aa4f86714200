import type { CSSResult } from 'lit'
import { roomStyles } from './bbb-room.styles.ts'
import { loadMessages, nearestLanguage } from './localisation/languages.ts'
import { surface } from './surface.styles.ts'
import { camera } from './views/icons.ts'

/** A `<bbb-room>` as a host's server sends it. */
export interface ServedRoom {
  /** Attributes of the element, by their own names. */
  endpoint: string
  room: string
  'token-endpoint'?: string
  display?: 'auto' | 'tab' | 'frame'
  autojoin?: boolean
  loading?: 'eager' | 'lazy'
  theme?: 'auto' | 'light' | 'dark'
  /** BCP 47 tag of the texts; else English. Give it where the page around has another `lang` than `en`. */
  lang?: string
  id?: string
  class?: string

  /** What the room is called: shown until the element has asked. */
  name: string
  /** The hosted room, for browsers without scripts: `…/v1/r/algebra-101`. `http(s)`, or relative. */
  link: { href: string; text: string }
  /**
   * `hashed`: a style element that {@link styleSource} names. A nonce: one that carries it. `none`: no style element;
   * the link is then drawn as the page draws links, until the script is there.
   */
  styles?: 'hashed' | 'none' | { nonce: string }
}

const escapeText = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${String(character.codePointAt(0))};`)

const compact = ({ cssText }: CSSResult): string => cssText.replace(/\s+/g, ' ').trim()

/** The link looks like the button that takes its place; without scripts there is nothing to wait for. */
const styleText = `${compact(surface)} ${compact(roomStyles)} ::slotted(a) { display: inline-flex; align-items: center; justify-content: center; min-height: 44px; padding: 8px 18px; box-sizing: border-box; border-radius: calc(var(--_radius) * 0.625); background: var(--_accent); color: var(--_on-accent); font-size: 0.9375rem; font-weight: 600; text-decoration: none; } @media (scripting: none) { .status { display: none; } }`

/**
 * The source to add to the page's `style-src` for `styles: 'hashed'`, quotes included: `'sha256-…'`.
 * @see https://www.w3.org/TR/CSP3/#grammardef-hash-source
 */
export const styleSource = async (): Promise<string> => {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(styleText))
  return `'sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}'`
}

/**
 * The element as HTML with a declarative shadow root: a card that is there at the first paint, has the link, and works
 * without scripts. Once the script is there it takes the card over without drawing anything twice. Needs no DOM.
 * @throws {TypeError} for a link that is neither `http(s)` nor relative
 * @see https://developer.mozilla.org/docs/Web/API/Web_components/Using_shadow_DOM#declaratively_with_html
 */
export const renderRoom = async ({ name, link, styles = 'hashed', ...attributes }: ServedRoom): Promise<string> => {
  if (!/^https?:$/.test(new URL(link.href, 'https://relative.example').protocol)) {
    throw new TypeError('link.href has to be http(s) or relative')
  }
  const language = attributes.lang ?? 'en'
  const t = await loadMessages(nearestLanguage(language))
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== false && (value as string | undefined) !== undefined)
    .map(([attribute, value]) => ` ${attribute}="${value === true ? '' : escapeText(String(value))}"`)
    .join('')
  const nonce = typeof styles === 'object' ? ` nonce="${escapeText(styles.nonce)}"` : ''
  const style = styles === 'none' ? '' : `<style${nonce}>${styleText}</style>`
  return [
    `<bbb-room${written}><template shadowrootmode="open">${style}`,
    `<section part="card" class="card served" lang="${escapeText(language)}" dir="${t.direction}">`,
    `<div class="words"><div part="icon" class="emblem calm">`,
    // The size stands there for the page that has no styles yet.
    `<svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><path d="${camera}"></path></svg></div>`,
    `<p part="status" class="status calm">${escapeText(t.loadingStatus)}</p>`,
    `<h2 part="heading">${escapeText(name)}</h2></div>`,
    `<div part="actions"><slot></slot></div></section></template>`,
    `<a href="${escapeText(link.href)}">${escapeText(link.text)}</a></bbb-room>`,
  ].join('')
}
