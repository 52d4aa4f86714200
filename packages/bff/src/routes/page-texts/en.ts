import type { PageTexts } from './page-texts.ts'

const again = 'Close this tab, go back to the page you came from and press the button again.'
const close = 'You can close this tab.'

export const en: PageTexts = {
  direction: 'ltr',
  room: {
    title: 'Join the room',
    signIn: 'Sign in',
    signOut: 'Sign out',
    guestTitle: 'Come in with an access code',
    name: 'Your name',
    accessCode: 'Access code',
    enter: 'Continue',
    refused: 'The access code is not right. Ask for it where you got this link.',
    failed: 'This did not work. Wait a moment and try again.',
    signedIn: 'I am signed in: join',
    signInFirst: 'Sign in first, then join.',
    recorded: 'This class is recorded.',
    agree: 'I agree to be recorded',
    waiting: 'The class has not started yet. Wait a moment, then try again.',
    notOpen: 'The room opens on {when}.',
    isFull: 'The room is full. Wait a moment, then try again.',
    isOver: 'The class is over.',
    notAdmitted: 'You can’t join this room.',
    back: 'Back to the room',
  },
  notices: {
    expired: { title: 'That took too long', text: again },
    used: { title: 'This way in has been used already', text: again },
    replaced: { title: 'The meeting was started again', text: again },
    changed: {
      title: 'You can’t enter now',
      text: 'Something changed since you pressed the button. Go back to the page you came from: it shows what you can do.',
    },
    signIn: {
      title: 'The sign-in was not completed',
      text: 'Nothing was lost. Go back to the page of the room and sign in there again, in one tab.',
    },
    gone: { title: 'This is not there any more', text: 'Go back to the page you came from and load it again.' },
    elsewhere: {
      title: 'This page cannot open the meeting',
      text: 'Open the page of your course or organisation and press the button there.',
    },
    busy: { title: 'The service is busy', text: `Wait a moment. ${again}` },
    failed: { title: 'This did not work', text: again },
    left: { title: 'You have left the meeting', text: close },
    ended: { title: 'The meeting is over', text: close },
    kicked: { title: 'You were removed from the meeting', text: close },
    full: { title: 'The meeting is full', text: 'Go back to the page you came from and try again later.' },
    denied: { title: 'You were not let in', text: 'Go back to the page you came from.' },
  },
}
