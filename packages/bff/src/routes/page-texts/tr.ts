import type { PageTexts } from './page-texts.ts'

const again = 'Bu sekmeyi kapatın, geldiğiniz sayfaya dönün ve düğmeye yeniden basın.'
const close = 'Bu sekmeyi kapatabilirsiniz.'

export const tr: PageTexts = {
  direction: 'ltr',
  room: {
    title: 'Odaya katıl',
    signIn: 'Oturum aç',
    signOut: 'Oturumu kapat',
    guestTitle: 'Erişim koduyla girin',
    name: 'Adınız',
    accessCode: 'Erişim kodu',
    enter: 'Devam et',
    refused: 'Erişim kodu doğru değil. Bu bağlantıyı aldığınız yerden öğrenin.',
    failed: 'Olmadı. Biraz bekleyip yeniden deneyin.',
    signedIn: 'Oturum açtım: katıl',
    signInFirst: 'Önce oturum açın, sonra katılın.',
    recorded: 'Bu ders kaydediliyor.',
    agree: 'Kaydedilmeyi kabul ediyorum',
    waiting: 'Ders henüz başlamadı. Biraz bekleyip yeniden deneyin.',
    notOpen: 'Oda şu zamanda açılıyor: {when}.',
    isFull: 'Oda dolu. Biraz bekleyip yeniden deneyin.',
    isOver: 'Ders bitti.',
    notAdmitted: 'Bu odaya katılamazsınız.',
    back: 'Odaya dön',
  },
  notices: {
    expired: { title: 'Bu çok uzun sürdü', text: again },
    used: { title: 'Bu giriş daha önce kullanıldı', text: again },
    replaced: { title: 'Toplantı yeniden başlatıldı', text: again },
    changed: {
      title: 'Şu anda giremezsiniz',
      text: 'Düğmeye bastığınızdan beri bir şey değişti. Geldiğiniz sayfaya dönün: ne yapabileceğinizi gösterir.',
    },
    signIn: {
      title: 'Oturum açma tamamlanmadı',
      text: 'Hiçbir şey kaybolmadı. Odanın sayfasına dönün ve orada tek bir sekmede yeniden oturum açın.',
    },
    gone: { title: 'Bu artık yok', text: 'Geldiğiniz sayfaya dönün ve sayfayı yeniden yükleyin.' },
    elsewhere: {
      title: 'Bu sayfa toplantıyı açamaz',
      text: 'Kursunuzun veya kuruluşunuzun sayfasını açın ve oradaki düğmeye basın.',
    },
    busy: { title: 'Hizmet yoğun', text: `Biraz bekleyin. ${again}` },
    failed: { title: 'Olmadı', text: again },
    left: { title: 'Toplantıdan ayrıldınız', text: close },
    ended: { title: 'Toplantı bitti', text: close },
    kicked: { title: 'Toplantıdan çıkarıldınız', text: close },
    full: { title: 'Toplantı dolu', text: 'Geldiğiniz sayfaya dönün ve daha sonra yeniden deneyin.' },
    denied: { title: 'İçeri alınmadınız', text: 'Geldiğiniz sayfaya dönün.' },
  },
}
