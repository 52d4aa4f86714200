import type { PageTexts } from './page-texts.ts'

const again = 'Chiudi questa scheda, torna alla pagina da cui sei venuto e premi di nuovo il pulsante.'
const close = 'Puoi chiudere questa scheda.'

export const it: PageTexts = {
  direction: 'ltr',
  room: {
    title: 'Entra nella stanza',
    signIn: 'Accedi',
    signOut: 'Esci',
    guestTitle: 'Entra con un codice di accesso',
    name: 'Il tuo nome',
    accessCode: 'Codice di accesso',
    enter: 'Continua',
    refused: 'Il codice di accesso non è giusto. Chiedilo a chi ti ha dato questo link.',
    failed: 'Non ha funzionato. Attendi un momento e riprova.',
    signedIn: 'Ho già effettuato l’accesso: entra',
    signInFirst: 'Prima accedi, poi entra.',
    recorded: 'Questa lezione viene registrata.',
    agree: 'Acconsento alla registrazione',
    waiting: 'La lezione non è ancora iniziata. Attendi un momento e riprova.',
    notOpen: 'La stanza apre il {when}.',
    isFull: 'La stanza è al completo. Attendi un momento e riprova.',
    isOver: 'La lezione è finita.',
    notAdmitted: 'Non puoi entrare in questa stanza.',
    back: 'Torna alla stanza',
  },
  notices: {
    expired: { title: 'È passato troppo tempo', text: again },
    used: { title: 'Questo accesso è già stato usato', text: again },
    replaced: { title: 'La riunione è stata avviata di nuovo', text: again },
    changed: {
      title: 'Ora non puoi entrare',
      text: 'Qualcosa è cambiato da quando hai premuto il pulsante. Torna alla pagina da cui sei venuto: lì vedi che cosa puoi fare.',
    },
    signIn: {
      title: 'L’accesso non è stato completato',
      text: 'Non si è perso nulla. Torna alla pagina della stanza e accedi di nuovo da lì, in una sola scheda.',
    },
    gone: { title: 'Questo non c’è più', text: 'Torna alla pagina da cui sei venuto e ricaricala.' },
    elsewhere: {
      title: 'Questa pagina non può aprire la riunione',
      text: 'Apri la pagina del tuo corso o della tua organizzazione e premi il pulsante che trovi lì.',
    },
    busy: { title: 'Il servizio è occupato', text: `Attendi un momento. ${again}` },
    failed: { title: 'Non ha funzionato', text: again },
    left: { title: 'Hai lasciato la riunione', text: close },
    ended: { title: 'La riunione è finita', text: close },
    kicked: { title: 'Sei stato rimosso dalla riunione', text: close },
    full: { title: 'La riunione è al completo', text: 'Torna alla pagina da cui sei venuto e riprova più tardi.' },
    denied: { title: 'Non sei stato ammesso', text: 'Torna alla pagina da cui sei venuto.' },
  },
}
