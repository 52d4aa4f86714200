import type { PageTexts } from './page-texts.ts'

const again = 'Fermez cet onglet, revenez à la page d’où vous venez et appuyez de nouveau sur le bouton.'
const close = 'Vous pouvez fermer cet onglet.'

export const fr: PageTexts = {
  direction: 'ltr',
  room: {
    title: 'Rejoindre la salle',
    signIn: 'Se connecter',
    signOut: 'Se déconnecter',
    guestTitle: 'Entrer avec un code d’accès',
    name: 'Votre nom',
    accessCode: 'Code d’accès',
    enter: 'Continuer',
    refused: 'Le code d’accès est incorrect. Demandez-le à la personne qui vous a donné ce lien.',
    failed: 'Cela n’a pas fonctionné. Attendez un instant, puis réessayez.',
    signedIn: 'Je suis connecté : rejoindre',
    signInFirst: 'Connectez-vous d’abord, puis rejoignez la salle.',
    recorded: 'Ce cours est enregistré.',
    agree: 'J’accepte d’être enregistré',
    waiting: 'Le cours n’a pas encore commencé. Attendez un instant, puis réessayez.',
    notOpen: 'La salle ouvre le {when}.',
    isFull: 'La salle est complète. Attendez un instant, puis réessayez.',
    isOver: 'Le cours est terminé.',
    notAdmitted: 'Vous ne pouvez pas rejoindre cette salle.',
    back: 'Retour à la salle',
  },
  notices: {
    expired: { title: 'Cela a pris trop de temps', text: again },
    used: { title: 'Cet accès a déjà été utilisé', text: again },
    replaced: { title: 'La réunion a été relancée', text: again },
    changed: {
      title: 'Vous ne pouvez pas entrer maintenant',
      text: 'Quelque chose a changé depuis que vous avez appuyé sur le bouton. Revenez à la page d’où vous venez : elle indique ce que vous pouvez faire.',
    },
    signIn: {
      title: 'La connexion n’a pas abouti',
      text: 'Rien n’est perdu. Revenez à la page de la salle et connectez-vous-y de nouveau, dans un seul onglet.',
    },
    gone: { title: 'Cela n’existe plus', text: 'Revenez à la page d’où vous venez et rechargez-la.' },
    elsewhere: {
      title: 'Cette page ne peut pas ouvrir la réunion',
      text: 'Ouvrez la page de votre cours ou de votre organisation et appuyez sur le bouton qui s’y trouve.',
    },
    busy: { title: 'Le service est très sollicité', text: `Attendez un instant. ${again}` },
    failed: { title: 'Cela n’a pas fonctionné', text: again },
    left: { title: 'Vous avez quitté la réunion', text: close },
    ended: { title: 'La réunion est terminée', text: close },
    kicked: { title: 'Vous avez été exclu de la réunion', text: close },
    full: { title: 'La réunion est complète', text: 'Revenez à la page d’où vous venez et réessayez plus tard.' },
    denied: { title: 'Vous n’avez pas été admis', text: 'Revenez à la page d’où vous venez.' },
  },
}
