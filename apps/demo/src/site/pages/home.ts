import { html } from 'hono/html'
import { suggestedNames, type Role } from '../people.ts'
import { layout } from './layout.ts'

const doors: Record<Role, { heading: string; says: string; button: string }> = {
  teacher: {
    heading: 'Staff',
    says: 'Opens the class, lets everyone in, and ends it.',
    button: 'Sign in as teacher',
  },
  pupil: {
    heading: 'Pupils',
    says: 'Waits at the door until the teacher is there.',
    button: 'Sign in as pupil',
  },
}

/** Where both sign in. Each button leads to a part of the site with a session of its own. */
export function homePage() {
  return layout({
    title: 'Welcome',
    body: html`<section class="hero">
        <p class="eyebrow">Online lessons</p>
        <h1>Good morning. Which door?</h1>
        <p class="lead">
          Open one door in this window and the other in a second window beside it, then start the class as the teacher.
        </p>
      </section>
      <div class="doors">${door('teacher')} ${door('pupil')}</div>`,
  })
}

function door(role: Role) {
  const { heading, says, button } = doors[role]
  return html`<form class="door ${role}" method="post" action="/${role}/sign-in">
    <h2>${heading}</h2>
    <p>${says}</p>
    <label for="${role}-name">Your name</label>
    <input
      id="${role}-name"
      name="name"
      list="${role}-names"
      value="${suggestedNames[role][0]}"
      maxlength="64"
      required
      autocomplete="off"
    />
    <datalist id="${role}-names">
      ${suggestedNames[role].map((name) => html`<option value="${name}"></option>`)}
    </datalist>
    <button>${button}</button>
  </form>`
}
