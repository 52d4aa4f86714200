import { parseAccept } from 'hono/utils/accept'

/** What stands on the hosted page besides the element, which brings its own texts. */
export interface RoomPageTexts {
  language: string
  direction: 'ltr' | 'rtl'
  title: string
  signIn: string
  signOut: string
  guestTitle: string
  name: string
  accessCode: string
  enter: string
  refused: string
  failed: string
  noScript: string
}

const catalogues: readonly RoomPageTexts[] = [
  {
    language: 'en',
    direction: 'ltr',
    title: 'Join the room',
    signIn: 'Sign in',
    signOut: 'Sign out',
    guestTitle: 'Come in with an access code',
    name: 'Your name',
    accessCode: 'Access code',
    enter: 'Continue',
    refused: 'The access code is not right. Ask for it where you got this link.',
    failed: 'This did not work. Wait a moment and try again.',
    noScript: 'This page needs JavaScript.',
  },
  {
    language: 'de',
    direction: 'ltr',
    title: 'Raum betreten',
    signIn: 'Anmelden',
    signOut: 'Abmelden',
    guestTitle: 'Mit Zugangscode eintreten',
    name: 'Ihr Name',
    accessCode: 'Zugangscode',
    enter: 'Weiter',
    refused: 'Der Zugangscode stimmt nicht. Fragen Sie dort nach, woher Sie diesen Link haben.',
    failed: 'Das hat nicht geklappt. Warten Sie einen Moment und versuchen Sie es noch einmal.',
    noScript: 'Diese Seite braucht JavaScript.',
  },
  {
    language: 'fr',
    direction: 'ltr',
    title: 'Rejoindre la salle',
    signIn: 'Se connecter',
    signOut: 'Se déconnecter',
    guestTitle: 'Entrer avec un code d’accès',
    name: 'Votre nom',
    accessCode: 'Code d’accès',
    enter: 'Continuer',
    refused: 'Le code d’accès est incorrect. Demandez-le à la personne qui vous a donné ce lien.',
    failed: 'Cela n’a pas fonctionné. Attendez un instant, puis réessayez.',
    noScript: 'Cette page a besoin de JavaScript.',
  },
  {
    language: 'es',
    direction: 'ltr',
    title: 'Entrar en la sala',
    signIn: 'Iniciar sesión',
    signOut: 'Cerrar sesión',
    guestTitle: 'Entrar con un código de acceso',
    name: 'Su nombre',
    accessCode: 'Código de acceso',
    enter: 'Continuar',
    refused: 'El código de acceso no es correcto. Pídalo a quien le dio este enlace.',
    failed: 'No ha funcionado. Espere un momento e inténtelo de nuevo.',
    noScript: 'Esta página necesita JavaScript.',
  },
  {
    language: 'pt',
    direction: 'ltr',
    title: 'Entrar na sala',
    signIn: 'Iniciar sessão',
    signOut: 'Terminar sessão',
    guestTitle: 'Entrar com um código de acesso',
    name: 'O seu nome',
    accessCode: 'Código de acesso',
    enter: 'Continuar',
    refused: 'O código de acesso não está certo. Peça-o a quem lhe deu esta ligação.',
    failed: 'Não funcionou. Espere um momento e tente novamente.',
    noScript: 'Esta página precisa de JavaScript.',
  },
  {
    language: 'it',
    direction: 'ltr',
    title: 'Entra nella stanza',
    signIn: 'Accedi',
    signOut: 'Esci',
    guestTitle: 'Entra con un codice di accesso',
    name: 'Il tuo nome',
    accessCode: 'Codice di accesso',
    enter: 'Continua',
    refused: 'Il codice di accesso non è giusto. Chiedilo a chi ti ha dato questo link.',
    failed: 'Non ha funzionato. Attendi un momento e riprova.',
    noScript: 'Questa pagina ha bisogno di JavaScript.',
  },
  {
    language: 'pl',
    direction: 'ltr',
    title: 'Wejdź do pokoju',
    signIn: 'Zaloguj się',
    signOut: 'Wyloguj się',
    guestTitle: 'Wejdź z kodem dostępu',
    name: 'Imię i nazwisko',
    accessCode: 'Kod dostępu',
    enter: 'Dalej',
    refused: 'Kod dostępu jest nieprawidłowy. Zapytaj o niego tam, skąd masz ten link.',
    failed: 'Nie udało się. Odczekaj chwilę i spróbuj ponownie.',
    noScript: 'Ta strona wymaga JavaScriptu.',
  },
  {
    language: 'tr',
    direction: 'ltr',
    title: 'Odaya katıl',
    signIn: 'Oturum aç',
    signOut: 'Oturumu kapat',
    guestTitle: 'Erişim koduyla girin',
    name: 'Adınız',
    accessCode: 'Erişim kodu',
    enter: 'Devam et',
    refused: 'Erişim kodu doğru değil. Bu bağlantıyı aldığınız yerden öğrenin.',
    failed: 'Olmadı. Biraz bekleyip yeniden deneyin.',
    noScript: 'Bu sayfa için JavaScript gerekir.',
  },
  {
    language: 'ar',
    direction: 'rtl',
    title: 'الانضمام إلى الغرفة',
    signIn: 'تسجيل الدخول',
    signOut: 'تسجيل الخروج',
    guestTitle: 'الدخول برمز الوصول',
    name: 'اسمك',
    accessCode: 'رمز الوصول',
    enter: 'متابعة',
    refused: 'رمز الوصول غير صحيح. اطلبه ممن أعطاك هذا الرابط.',
    failed: 'لم ينجح ذلك. انتظر لحظة ثم حاول مرة أخرى.',
    noScript: 'تحتاج هذه الصفحة إلى JavaScript.',
  },
  {
    language: 'he',
    direction: 'rtl',
    title: 'כניסה לחדר',
    signIn: 'כניסה לחשבון',
    signOut: 'יציאה מהחשבון',
    guestTitle: 'כניסה עם קוד גישה',
    name: 'השם שלך',
    accessCode: 'קוד גישה',
    enter: 'המשך',
    refused: 'קוד הגישה אינו נכון. אפשר לבקש אותו ממי שנתן לך את הקישור.',
    failed: 'זה לא הצליח. כדאי להמתין רגע ולנסות שוב.',
    noScript: 'הדף הזה זקוק ל־JavaScript.',
  },
  {
    language: 'uk',
    direction: 'ltr',
    title: 'Увійти до кімнати',
    signIn: 'Увійти',
    signOut: 'Вийти',
    guestTitle: 'Увійти з кодом доступу',
    name: 'Ваше ім’я',
    accessCode: 'Код доступу',
    enter: 'Далі',
    refused: 'Код доступу неправильний. Запитайте його там, звідки у вас це посилання.',
    failed: 'Не вийшло. Зачекайте трохи й спробуйте ще раз.',
    noScript: 'Для цієї сторінки потрібен JavaScript.',
  },
  {
    language: 'zh',
    direction: 'ltr',
    title: '进入房间',
    signIn: '登录',
    signOut: '退出登录',
    guestTitle: '使用访问码进入',
    name: '您的姓名',
    accessCode: '访问码',
    enter: '继续',
    refused: '访问码不正确。请向给您此链接的人索取。',
    failed: '操作没有成功。请稍等片刻再试。',
    noScript: '此页面需要 JavaScript。',
  },
]

/**
 * The texts in the first of a reader's languages that there is; English otherwise.
 * @param acceptLanguage the header, at most a few hundred characters of it are looked at
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4
 */
export function roomPageTexts(acceptLanguage: string | undefined): RoomPageTexts {
  const wished = parseAccept((acceptLanguage ?? '').slice(0, 256)).map(({ type }) => type.split('-')[0]?.toLowerCase())
  const [english] = catalogues
  const found = wished.flatMap((language) => catalogues.find((texts) => texts.language === language) ?? [])
  return (found[0] ?? english) as RoomPageTexts
}
