import { html } from 'hono/html'
import type { Person, Role } from '../people.ts'
import { layout } from './layout.ts'

/** What the lesson's page needs to know of the BFF. */
export interface Lesson {
  /** The tenant's base URL. */
  endpoint: string
  room: string
  /** Where the element is served: an address of the BFF. */
  elementUrl: string
}

const others: Record<Role, { role: Role; invites: string }> = {
  teacher: { role: 'pupil', invites: 'See it as a pupil' },
  pupil: { role: 'teacher', invites: 'See it as the teacher' },
}

/** The page with the element in it, as any website would have it: two tags and one script. */
export function lessonPage(person: Person, lesson: Lesson) {
  const tokenEndpoint = `/${person.role}/meeting-token`
  const other = others[person.role]
  return layout({
    title: 'Algebra 101',
    head: html`<script type="module" src="${lesson.elementUrl}"></script>`,
    account: html`<div class="account">
      <span class="who"><b>${person.name}</b> <span class="badge">${person.role}</span></span>
      <form method="post" action="/${person.role}/sign-out"><button class="quiet">Sign out</button></form>
    </div>`,
    body: html`<div class="lesson">
      <nav class="trail" aria-label="Breadcrumb">
        <a href="/">Northgate</a><span aria-hidden="true">›</span><span>Year 9</span><span aria-hidden="true">›</span
        ><span>Mathematics</span>
      </nav>
      <h1>Algebra 101</h1>
      <p class="lead">Linear equations: what you do to one side, you do to the other.</p>

      <div class="columns">
        <div class="classroom">
          <bbb-room endpoint="${lesson.endpoint}" room="${lesson.room}" token-endpoint="${tokenEndpoint}">
            <a href="${lesson.endpoint}/v1/r/${lesson.room}">Open the class</a>
          </bbb-room>
          <bbb-recordings endpoint="${lesson.endpoint}" room="${lesson.room}" token-endpoint="${tokenEndpoint}">
            <p>Recordings of earlier lessons appear here.</p>
          </bbb-recordings>
        </div>

        <aside class="plan" aria-labelledby="plan">
          <h2 id="plan">Today</h2>
          <ol>
            <li><b>Warm-up</b> Balance the scales</li>
            <li><b>Together</b> 3x + 5 = 20, step by step</li>
            <li><b>In pairs</b> Workbook, page 42</li>
            <li><b>Homework</b> Exercises 4 to 9</li>
          </ol>
          <a class="other-door" href="/?as=${other.role}" target="_blank" rel="noopener">${other.invites} ↗</a>
        </aside>
      </div>
    </div>`,
  })
}
