import type { PageTexts } from './page-texts.ts'

const again = '请关闭此标签页，返回您来时的页面，然后再按一次按钮。'
const close = '您可以关闭此标签页。'

export const zh: PageTexts = {
  direction: 'ltr',
  room: {
    title: '进入房间',
    signIn: '登录',
    signOut: '退出登录',
    guestTitle: '使用访问码进入',
    name: '您的姓名',
    accessCode: '访问码',
    enter: '继续',
    refused: '访问码不正确。请向给您此链接的人索取。',
    failed: '操作没有成功。请稍等片刻再试。',
    signedIn: '我已登录：进入',
    signInFirst: '请先登录，然后再进入。',
    recorded: '本课会被录制。',
    agree: '我同意被录制',
    waiting: '课程尚未开始。请稍等片刻再试。',
    notOpen: '房间将于 {when} 开放。',
    isFull: '房间已满。请稍等片刻再试。',
    isOver: '课程已结束。',
    notAdmitted: '您无法进入此房间。',
    back: '返回房间',
  },
  notices: {
    expired: { title: '时间过长，已失效', text: again },
    used: { title: '此入口已被使用', text: again },
    replaced: { title: '会议已重新开始', text: again },
    changed: {
      title: '您现在无法进入',
      text: '自您按下按钮以来情况有变。请返回您来时的页面，那里会显示您可以做什么。',
    },
    signIn: { title: '登录没有完成', text: '没有丢失任何内容。请返回房间页面，在同一个标签页中重新登录。' },
    gone: { title: '这里已经不存在了', text: '请返回您来时的页面并重新加载。' },
    elsewhere: { title: '此页面无法打开会议', text: '请打开您的课程或机构的页面，并按那里的按钮。' },
    busy: { title: '服务繁忙', text: `请稍等片刻。${again}` },
    failed: { title: '操作没有成功', text: again },
    left: { title: '您已离开会议', text: close },
    ended: { title: '会议已结束', text: close },
    kicked: { title: '您已被移出会议', text: close },
    full: { title: '会议已满', text: '请返回您来时的页面，稍后再试。' },
    denied: { title: '您未获准进入', text: '请返回您来时的页面。' },
  },
}
