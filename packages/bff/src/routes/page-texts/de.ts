import type { PageTexts } from './page-texts.ts'

const again =
  'Schließen Sie diesen Tab, gehen Sie zurück zur Seite, von der Sie kommen, und drücken Sie dort noch einmal auf die Schaltfläche.'
const close = 'Sie können diesen Tab schließen.'

export const de: PageTexts = {
  direction: 'ltr',
  room: {
    title: 'Raum betreten',
    signIn: 'Anmelden',
    signOut: 'Abmelden',
    guestTitle: 'Mit Zugangscode eintreten',
    name: 'Ihr Name',
    accessCode: 'Zugangscode',
    enter: 'Weiter',
    refused: 'Der Zugangscode stimmt nicht. Fragen Sie dort nach, woher Sie diesen Link haben.',
    failed: 'Das hat nicht geklappt. Warten Sie einen Moment und versuchen Sie es noch einmal.',
    signedIn: 'Ich bin angemeldet: beitreten',
    signInFirst: 'Melden Sie sich zuerst an, dann treten Sie bei.',
    recorded: 'Dieser Unterricht wird aufgezeichnet.',
    agree: 'Ich bin einverstanden, aufgezeichnet zu werden',
    waiting: 'Der Unterricht hat noch nicht begonnen. Warten Sie einen Moment und versuchen Sie es noch einmal.',
    notOpen: 'Der Raum öffnet am {when}.',
    isFull: 'Der Raum ist voll. Warten Sie einen Moment und versuchen Sie es noch einmal.',
    isOver: 'Der Unterricht ist vorbei.',
    notAdmitted: 'Sie können diesem Raum nicht beitreten.',
    back: 'Zurück zum Raum',
  },
  notices: {
    expired: { title: 'Das hat zu lange gedauert', text: again },
    used: { title: 'Dieser Zugang wurde schon benutzt', text: again },
    replaced: { title: 'Das Treffen wurde neu begonnen', text: again },
    changed: {
      title: 'Sie können jetzt nicht hinein',
      text: 'Seit Ihrem Klick hat sich etwas geändert. Gehen Sie zurück zur Seite, von der Sie kommen: Dort steht, was Sie tun können.',
    },
    signIn: {
      title: 'Die Anmeldung wurde nicht abgeschlossen',
      text: 'Es ist nichts verloren. Gehen Sie zurück zur Seite des Raums und melden Sie sich dort in einem einzigen Tab noch einmal an.',
    },
    gone: {
      title: 'Das gibt es nicht mehr',
      text: 'Gehen Sie zurück zur Seite, von der Sie kommen, und laden Sie sie neu.',
    },
    elsewhere: {
      title: 'Diese Seite kann das Treffen nicht öffnen',
      text: 'Öffnen Sie die Seite Ihres Kurses oder Ihrer Organisation und drücken Sie dort auf die Schaltfläche.',
    },
    busy: { title: 'Der Dienst ist ausgelastet', text: `Warten Sie einen Moment. ${again}` },
    failed: { title: 'Das hat nicht geklappt', text: again },
    left: { title: 'Sie haben das Treffen verlassen', text: close },
    ended: { title: 'Das Treffen ist vorbei', text: close },
    kicked: { title: 'Sie wurden aus dem Treffen entfernt', text: close },
    full: {
      title: 'Das Treffen ist voll',
      text: 'Gehen Sie zurück zur Seite, von der Sie kommen, und versuchen Sie es später noch einmal.',
    },
    denied: { title: 'Sie wurden nicht eingelassen', text: 'Gehen Sie zurück zur Seite, von der Sie kommen.' },
  },
}
