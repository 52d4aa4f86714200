import { css } from 'lit'
import { recordingsShell } from './recordings-shell.styles.ts'
import { surface } from './surface.styles.ts'

export const styles = [
  surface,
  recordingsShell,
  css`
    ul {
      display: grid;
      margin: 12px 0 0;
      padding: 0;
      list-style: none;
    }
    .list li:last-child {
      padding-bottom: 0;
    }
    .words {
      flex: 1 1 130px;
      min-width: 0;
    }
    h3 {
      font-size: 1rem;
      font-weight: 600;
      line-height: 1.35;
      letter-spacing: -0.01em;
    }
    li .small {
      display: flex;
      flex-wrap: wrap;
      gap: 2px 12px;
      align-items: center;
      margin-top: 2px;
    }
    .small span {
      white-space: nowrap;
    }
    .flag {
      display: inline-flex;
      gap: 4px;
      align-items: center;
      font-weight: 550;
    }
    .flag.wait {
      color: light-dark(#8a5100, #f2bd62);
    }
    .flag svg {
      width: 15px;
      height: 15px;
    }

    .cover {
      position: relative;
      display: grid;
      flex: none;
      place-items: center;
      overflow: hidden;
      width: 88px;
      aspect-ratio: 16 / 10;
      border: 1px solid transparent;
      border-radius: calc(var(--_radius) * 0.5);
      background: var(--_tint);
      color: var(--_muted);
    }
    .cover > * {
      grid-area: 1/1;
    }
    .cover.playable {
      background: linear-gradient(
        135deg,
        color-mix(in srgb, var(--_accent) 20%, var(--_surface)),
        color-mix(in srgb, var(--_accent) 7%, var(--_surface))
      );
      color: var(--_accent);
      cursor: pointer;
    }
    .cover i {
      display: grid;
      place-items: center;
    }
    .cover.playable i {
      width: 32px;
      height: 32px;
      border-radius: 50%;
      background: var(--_surface);
      box-shadow: 0 1px 3px #10182826;
      transition: scale 0.15s;
    }
    .cover.playable:hover i {
      scale: 1.12;
    }
    .cover.playable svg,
    .tonal svg {
      fill: currentColor;
    }
    img {
      width: 100%;
      height: 100%;
      object-fit: cover;
    }

    button {
      min-height: 40px;
      padding-inline: 14px;
      font-size: 0.875rem;
    }
    button svg {
      width: 18px;
      height: 18px;
    }
    button:is([disabled], [aria-disabled='true']) {
      opacity: 0.55;
      cursor: default;
    }
    .tonal {
      border-color: transparent;
      background: color-mix(in srgb, var(--_accent) 11%, transparent);
      color: color-mix(in srgb, var(--_accent) 86%, var(--_text));
    }
    .tonal:hover {
      background: color-mix(in srgb, var(--_accent) 19%, transparent);
    }
    .manage {
      padding-inline-end: 8px;
    }
    .manage svg {
      transition: rotate 0.15s;
    }
    .manage[aria-expanded='true'] svg {
      rotate: 180deg;
    }

    .toolbar {
      display: flex;
      flex: 0 1 auto;
      gap: 10px 12px;
      align-items: center;
      justify-content: space-between;
    }
    .select {
      margin-inline-start: auto;
    }
    .select + .layouts {
      margin-inline-start: 0;
    }
    .layouts {
      display: flex;
      gap: 2px;
      margin-inline-start: auto;
      padding: 3px;
      border-radius: calc(var(--_radius) * 0.625);
      background: var(--_tint);
    }
    .layouts button {
      min-height: 36px;
      padding-inline: 12px;
      border-radius: calc(var(--_radius) * 0.5);
    }
    .layouts [aria-pressed='true'] {
      border-color: var(--_border);
      background: var(--_surface);
      color: var(--_text);
      box-shadow: 0 1px 2px #1018281a;
    }
    .search {
      position: relative;
      flex: 0 1 260px;
    }
    .search svg {
      position: absolute;
      inset-block-start: 12px;
      inset-inline-start: 12px;
      width: 18px;
      height: 18px;
      color: var(--_muted);
      pointer-events: none;
    }
    input,
    select,
    textarea {
      width: 100%;
      min-width: 0;
      min-height: 42px;
      padding: 8px 12px;
      border: 1px solid color-mix(in srgb, var(--_text) 46%, transparent);
      border-radius: calc(var(--_radius) * 0.625);
      background: var(--_surface);
      color: inherit;
      font: inherit;
      font-size: 0.9375rem;
    }
    textarea {
      resize: vertical;
    }
    option {
      background: Canvas;
      color: CanvasText;
    }
    input[type='file'] {
      padding: 6px 12px 6px 6px;
    }
    ::file-selector-button {
      margin-inline-end: 12px;
      padding: 5px 12px;
      border: 1px solid var(--_border);
      border-radius: calc(var(--_radius) * 0.375);
      background: var(--_tint);
      color: inherit;
      font: inherit;
      cursor: pointer;
    }
    input[type='search'] {
      padding-inline-start: 38px;
    }
    ::placeholder {
      color: var(--_muted);
      opacity: 1;
    }

    .grid {
      grid-template-columns: repeat(auto-fill, minmax(min(100%, 184px), 1fr));
      gap: 16px;
      margin-top: 16px;
    }
    .grid li {
      position: relative;
      flex-flow: column;
      gap: 12px;
      align-items: stretch;
      padding: 0 0 12px;
      overflow: hidden;
      border: 1px solid var(--_border);
      border-radius: calc(var(--_radius) * 0.75);
      transition:
        border-color 0.15s,
        box-shadow 0.15s;
    }
    .grid li:hover {
      border-color: color-mix(in srgb, var(--_text) 26%, var(--_border));
    }
    .grid .cover {
      width: 100%;
      aspect-ratio: 16 / 9;
      border-radius: 0;
    }
    .grid .cover.playable i {
      width: 48px;
      height: 48px;
    }
    .grid li > :not(.cover) {
      margin-inline: 14px;
    }
    .grid .words {
      flex: 1 0 auto;
    }
    .grid li > [part='actions'] {
      position: static;
    }
    .grid .manage {
      position: absolute;
      inset-block-start: 8px;
      inset-inline-end: 8px;
      min-width: 40px;
      padding-inline: 8px;
      border-color: var(--_border);
      background: var(--_surface);
    }
    .grid .manage span {
      position: absolute;
      clip-path: inset(50%);
    }
    .grid .leaving {
      padding-block: 14px;
    }

    .leaving {
      position: relative;
    }
    .leaving .words p {
      color: var(--_text);
    }
    .leaving::after {
      content: '';
      position: absolute;
      inset: auto 0 0;
      height: 2px;
      border-radius: 2px;
      background: var(--_accent);
      transform-origin: 0 0;
      animation: run-out 15s linear forwards;
    }
    [dir='rtl'] .leaving::after {
      transform-origin: 100% 0;
    }
    @keyframes run-out {
      to {
        transform: scaleX(0);
      }
    }

    li [part='actions'] {
      gap: 6px;
    }
    li [part='actions']:empty {
      display: none;
    }
    .desk {
      display: flex;
      flex: 1 0 100%;
      flex-wrap: wrap;
      gap: 8px;
      padding: 12px;
      border-radius: calc(var(--_radius) * 0.625);
      background: var(--_tint);
    }
    :is(.desk, .selection) button:not(.primary, .quiet) {
      border-color: var(--_border);
      background: var(--_surface);
    }
    :is(.desk, .selection) button:not(.primary, .quiet, [disabled]):hover {
      border-color: color-mix(in srgb, var(--_text) 30%, var(--_border));
    }
    .selection {
      position: sticky;
      z-index: 1;
      inset-block-start: 8px;
      display: flex;
      flex-wrap: wrap;
      gap: 8px 16px;
      align-items: center;
      margin-top: 12px;
      padding: 8px 8px 8px 12px;
      border: 1px solid color-mix(in srgb, var(--_accent) 24%, var(--_border));
      border-radius: calc(var(--_radius) * 0.625);
      background: color-mix(in srgb, var(--_accent) 7%, var(--_surface));
    }
    .selection > [part='actions'] {
      margin-inline-start: auto;
    }
    .selection + ul > :first-child {
      border-top-color: transparent;
    }
    .all {
      display: flex;
      flex: none;
      gap: 12px;
      align-items: center;
      min-height: 40px;
      font-size: 0.875rem;
      cursor: pointer;
    }
    input[type='checkbox'] {
      width: 20px;
      height: 20px;
      min-height: 0;
      margin: 0;
      border-radius: 4px;
      accent-color: var(--_accent);
      cursor: pointer;
    }
    .choosing {
      position: relative;
    }
    .pick {
      display: grid;
      flex: none;
      width: 20px;
      margin-inline-start: 13px;
    }
    label.pick::after {
      content: '';
      position: absolute;
      inset: 0;
      border-radius: calc(var(--_radius) * 0.5);
      cursor: pointer;
    }
    label.pick:hover::after {
      background: var(--_tint);
    }
    label.pick:has(:checked)::after {
      background: color-mix(in srgb, var(--_accent) 10%, transparent);
    }
    .list .choosing .failure {
      margin-inline: 49px 12px;
    }
    .grid .pick {
      display: contents;
    }
    .grid .pick input {
      position: absolute;
      z-index: 1;
      inset-block-start: 12px;
      inset-inline-start: 12px;
    }
    .grid li:has(:checked) {
      border-color: var(--_accent);
      box-shadow: 0 0 0 1px var(--_accent);
    }
    .grid .desk {
      flex: none;
    }
    .grid .desk button {
      flex: 1 0 auto;
    }
    form {
      display: flex;
      flex: 1 1 100%;
      flex-wrap: wrap;
      gap: 12px 8px;
      align-items: end;
    }
    label {
      display: grid;
      flex: 1 1 200px;
      gap: 4px;
      font-size: 0.8125rem;
      font-weight: 600;
    }
    .wide {
      flex: 1 1 100%;
    }
    .description {
      display: -webkit-box;
      overflow: hidden;
      margin-top: 4px;
      font-size: 0.875rem;
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 2;
    }
    .tracks {
      flex: 1 1 100%;
      gap: 6px;
      margin: 0 0 4px;
      font-size: 0.875rem;
    }
    .tracks li {
      gap: 8px;
      padding: 6px 12px;
      border: 1px solid var(--_border);
      border-radius: calc(var(--_radius) * 0.5);
      background: var(--_surface);
    }
    .tracks b {
      font-weight: 600;
    }
    .tracks span {
      color: var(--_muted);
    }
    label :is(input, select, textarea) {
      font-weight: 400;
    }
    form button {
      min-height: 42px;
    }
    .failure {
      flex: 1 1 100%;
      color: light-dark(#b3231a, #ff9b91);
      font-size: 0.875rem;
    }
    .more {
      width: 100%;
      margin-top: 12px;
    }

    .empty {
      display: grid;
      gap: 6px;
      justify-items: center;
      padding: 28px 12px 20px;
      text-align: center;
    }
    .empty > svg {
      width: 48px;
      height: 48px;
      margin-bottom: 6px;
      padding: 12px;
      border-radius: calc(var(--_radius) * 0.75);
      background: var(--_tint);
      color: var(--_muted);
    }
    .empty > p:first-of-type {
      color: var(--_text);
      font-weight: 600;
    }
    .empty button {
      margin-top: 10px;
    }

    @container (width < 680px) {
      .toolbar:has(.search) {
        flex: 1 0 100%;
        flex-wrap: wrap;
        margin-top: 8px;
      }
      .search {
        flex: 1 1 112px;
      }
    }
    @container (width < 560px) {
      .manage {
        min-width: 40px;
        padding-inline: 8px;
      }
      .manage span {
        position: absolute;
        clip-path: inset(50%);
      }
      .list li {
        column-gap: 12px;
      }
    }
    @container (width < 440px) {
      .layouts span {
        position: absolute;
        clip-path: inset(50%);
      }
      .desk button,
      .selection > [part='actions'],
      .selection button {
        flex: 1 1 auto;
      }
      .selection button span {
        position: absolute;
        clip-path: inset(50%);
      }
      .toolbar:has(.select) .search {
        flex-basis: 100%;
      }
      .select {
        margin-inline-start: -12px;
      }
      .select + .layouts {
        margin-inline-start: auto;
      }
      .list .choosing .cover {
        display: none;
      }
      .list .cover {
        width: 72px;
      }
      .list :not(.choosing) > .words {
        flex: 1 1 calc(100% - 84px);
      }
      .list li > [part='actions'] {
        flex: 1;
      }
      .list .tonal {
        flex: 1;
      }
    }
    @media (forced-colors: active) {
      .layouts [aria-pressed='true'] {
        outline: 2px solid Highlight;
      }
    }
  `,
]
