import type { PageTexts } from './page-texts.ts'

const again = 'Cierra esta pestaña, vuelve a la página de la que venías y pulsa de nuevo el botón.'
const close = 'Puedes cerrar esta pestaña.'

export const es: PageTexts = {
  direction: 'ltr',
  room: {
    title: 'Entrar en la sala',
    signIn: 'Iniciar sesión',
    signOut: 'Cerrar sesión',
    guestTitle: 'Entrar con un código de acceso',
    name: 'Tu nombre',
    accessCode: 'Código de acceso',
    enter: 'Continuar',
    refused: 'El código de acceso no es correcto. Pídelo a quien te dio este enlace.',
    failed: 'No ha funcionado. Espera un momento e inténtalo de nuevo.',
    signedIn: 'Ya he iniciado sesión: entrar',
    signInFirst: 'Primero inicia sesión y después entra.',
    recorded: 'Esta clase se graba.',
    agree: 'Acepto que me graben',
    waiting: 'La clase aún no ha empezado. Espera un momento e inténtalo de nuevo.',
    notOpen: 'La sala se abre el {when}.',
    isFull: 'La sala está llena. Espera un momento e inténtalo de nuevo.',
    isOver: 'La clase ha terminado.',
    notAdmitted: 'No puedes entrar en esta sala.',
    back: 'Volver a la sala',
  },
  notices: {
    expired: { title: 'Ha tardado demasiado', text: again },
    used: { title: 'Este acceso ya se ha utilizado', text: again },
    replaced: { title: 'La reunión se ha iniciado de nuevo', text: again },
    changed: {
      title: 'Ahora no puedes entrar',
      text: 'Algo ha cambiado desde que pulsaste el botón. Vuelve a la página de la que venías: allí se indica qué puedes hacer.',
    },
    signIn: {
      title: 'No se completó el inicio de sesión',
      text: 'No se ha perdido nada. Vuelve a la página de la sala e inicia sesión allí de nuevo, en una sola pestaña.',
    },
    gone: { title: 'Esto ya no existe', text: 'Vuelve a la página de la que venías y cárgala de nuevo.' },
    elsewhere: {
      title: 'Esta página no puede abrir la reunión',
      text: 'Abre la página de tu curso u organización y pulsa el botón que hay en ella.',
    },
    busy: { title: 'El servicio está ocupado', text: `Espera un momento. ${again}` },
    failed: { title: 'No ha funcionado', text: again },
    left: { title: 'Has salido de la reunión', text: close },
    ended: { title: 'La reunión ha terminado', text: close },
    kicked: { title: 'Te han expulsado de la reunión', text: close },
    full: { title: 'La reunión está llena', text: 'Vuelve a la página de la que venías e inténtalo más tarde.' },
    denied: { title: 'No te han admitido', text: 'Vuelve a la página de la que venías.' },
  },
}
