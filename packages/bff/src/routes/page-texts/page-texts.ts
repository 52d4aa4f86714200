/** All that our own pages say in one language; the element brings its own texts. */
export interface PageTexts {
  direction: 'ltr' | 'rtl'
  /** The hosted page of a room. */
  room: {
    title: string
    signIn: string
    signOut: string
    guestTitle: string
    name: string
    accessCode: string
    enter: string
    refused: string
    failed: string
    /** The button of somebody who has signed in, where no script can find out. */
    signedIn: string
    signInFirst: string
    recorded: string
    agree: string
    waiting: string
    /** With `{when}`. */
    notOpen: string
    isFull: string
    isOver: string
    notAdmitted: string
    /** A link to this page, from where BBB leads to. */
    back: string
  }
  notices: Readonly<Record<Notice, NoticeText>>
}

/** What happened to somebody who looks at a page of ours, as far as the texts tell it apart. */
export type Notice =
  | 'expired'
  | 'used'
  | 'replaced'
  | 'changed'
  | 'signIn'
  | 'gone'
  | 'elsewhere'
  | 'busy'
  | 'failed'
  | 'left'
  | 'ended'
  | 'kicked'
  | 'full'
  | 'denied'

/** What happened, and what to do. */
export interface NoticeText {
  title: string
  text: string
}
