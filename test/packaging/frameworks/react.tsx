import type {} from 'bbb-room/react'

export const right = (
  <bbb-room
    endpoint="https://meet.example/t/acme"
    room="algebra-101"
    token-endpoint="/meeting-token"
    display="tab"
    className="class"
    lang="de"
    getAccessToken={() => Promise.resolve('token')}
    onbbb-room-left={(event) => event.detail.reason === 'kicked'}
  >
    <a href="/help">Help</a>
  </bbb-room>
)
export const list = <bbb-recordings room="algebra-101" thumbnails onbbb-room-error={({ detail }) => detail.fix} />

// @ts-expect-error there is no such display
export const wrongValue = <bbb-room display="window" />
// @ts-expect-error an access token is never an attribute
export const wrongAttribute = <bbb-room accessToken="token" />
// @ts-expect-error there is no such reason
export const wrongDetail = <bbb-room onbbb-room-left={(event) => event.detail.reason === 'bored'} />
