import type { PageTexts } from './page-texts.ts'

const again = 'Feche este separador, volte à página de onde veio e prima o botão novamente.'
const close = 'Pode fechar este separador.'

export const pt: PageTexts = {
  direction: 'ltr',
  room: {
    title: 'Entrar na sala',
    signIn: 'Iniciar sessão',
    signOut: 'Terminar sessão',
    guestTitle: 'Entrar com um código de acesso',
    name: 'O seu nome',
    accessCode: 'Código de acesso',
    enter: 'Continuar',
    refused: 'O código de acesso não está certo. Peça-o a quem lhe deu esta ligação.',
    failed: 'Não funcionou. Espere um momento e tente novamente.',
    signedIn: 'Já iniciei sessão: entrar',
    signInFirst: 'Inicie sessão primeiro e depois entre.',
    recorded: 'Esta aula é gravada.',
    agree: 'Aceito ser gravado',
    waiting: 'A aula ainda não começou. Aguarde um momento e tente novamente.',
    notOpen: 'A sala abre em {when}.',
    isFull: 'A sala está cheia. Aguarde um momento e tente novamente.',
    isOver: 'A aula terminou.',
    notAdmitted: 'Não pode entrar nesta sala.',
    back: 'Voltar à sala',
  },
  notices: {
    expired: { title: 'Demorou demasiado tempo', text: again },
    used: { title: 'Este acesso já foi utilizado', text: again },
    replaced: { title: 'A reunião foi iniciada de novo', text: again },
    changed: {
      title: 'Não pode entrar agora',
      text: 'Algo mudou desde que premiu o botão. Volte à página de onde veio: ela mostra o que pode fazer.',
    },
    signIn: {
      title: 'O início de sessão não foi concluído',
      text: 'Nada se perdeu. Volte à página da sala e inicie sessão aí novamente, num só separador.',
    },
    gone: { title: 'Isto já não existe', text: 'Volte à página de onde veio e carregue-a novamente.' },
    elsewhere: {
      title: 'Esta página não pode abrir a reunião',
      text: 'Abra a página do seu curso ou da sua organização e prima o botão que lá está.',
    },
    busy: { title: 'O serviço está ocupado', text: `Aguarde um momento. ${again}` },
    failed: { title: 'Não resultou', text: again },
    left: { title: 'Saiu da reunião', text: close },
    ended: { title: 'A reunião terminou', text: close },
    kicked: { title: 'Foi removido da reunião', text: close },
    full: { title: 'A reunião está cheia', text: 'Volte à página de onde veio e tente novamente mais tarde.' },
    denied: { title: 'Não foi admitido', text: 'Volte à página de onde veio.' },
  },
}
