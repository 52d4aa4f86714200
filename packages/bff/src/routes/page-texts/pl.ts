import type { PageTexts } from './page-texts.ts'

const again = 'Zamknij tę kartę, wróć na stronę, z której tu trafiasz, i naciśnij przycisk jeszcze raz.'
const close = 'Możesz zamknąć tę kartę.'

export const pl: PageTexts = {
  direction: 'ltr',
  room: {
    title: 'Wejdź do pokoju',
    signIn: 'Zaloguj się',
    signOut: 'Wyloguj się',
    guestTitle: 'Wejdź z kodem dostępu',
    name: 'Imię i nazwisko',
    accessCode: 'Kod dostępu',
    enter: 'Dalej',
    refused: 'Kod dostępu jest nieprawidłowy. Zapytaj o niego tam, skąd masz ten link.',
    failed: 'Nie udało się. Odczekaj chwilę i spróbuj ponownie.',
    signedIn: 'Już po logowaniu: wejdź',
    signInFirst: 'Najpierw się zaloguj, potem wejdź.',
    recorded: 'Te zajęcia są nagrywane.',
    agree: 'Zgadzam się na nagrywanie',
    waiting: 'Zajęcia jeszcze się nie zaczęły. Odczekaj chwilę i spróbuj ponownie.',
    notOpen: 'Pokój otwiera się {when}.',
    isFull: 'Pokój jest pełny. Odczekaj chwilę i spróbuj ponownie.',
    isOver: 'Zajęcia się skończyły.',
    notAdmitted: 'Nie możesz wejść do tego pokoju.',
    back: 'Wróć do pokoju',
  },
  notices: {
    expired: { title: 'To trwało zbyt długo', text: again },
    used: { title: 'Z tego wejścia już skorzystano', text: again },
    replaced: { title: 'Spotkanie rozpoczęto od nowa', text: again },
    changed: {
      title: 'Nie możesz teraz wejść',
      text: 'Od naciśnięcia przycisku coś się zmieniło. Wróć na stronę, z której tu trafiasz: pokaże, co możesz zrobić.',
    },
    signIn: {
      title: 'Logowanie nie zostało ukończone',
      text: 'Nic nie przepadło. Wróć na stronę pokoju i zaloguj się tam ponownie, w jednej karcie.',
    },
    gone: { title: 'Tego już nie ma', text: 'Wróć na stronę, z której tu trafiasz, i wczytaj ją ponownie.' },
    elsewhere: {
      title: 'Ta strona nie może otworzyć spotkania',
      text: 'Otwórz stronę swojego kursu lub organizacji i naciśnij przycisk na niej.',
    },
    busy: { title: 'Usługa jest przeciążona', text: `Odczekaj chwilę. ${again}` },
    failed: { title: 'Nie udało się', text: again },
    left: { title: 'Opuszczono spotkanie', text: close },
    ended: { title: 'Spotkanie się skończyło', text: close },
    kicked: { title: 'Usunięto Cię ze spotkania', text: close },
    full: { title: 'Brak miejsc na spotkaniu', text: 'Wróć na stronę, z której tu trafiasz, i spróbuj później.' },
    denied: { title: 'Nie wpuszczono Cię', text: 'Wróć na stronę, z której tu trafiasz.' },
  },
}
