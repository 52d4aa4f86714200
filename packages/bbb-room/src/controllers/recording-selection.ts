import type { Recording } from '@bbb-room/bff-api'
import type { RoomError } from '../room-error.ts'

/** Whether the same can be done with this one as with others. */
export const isChoosable = ({ state, can }: Recording): boolean =>
  can.manage && (state === 'published' || state === 'unpublished')

/** Which recordings somebody has chosen, to do the same with all of them. */
export class RecordingSelection {
  isOn = false
  /** Why nothing could be done with those that are still chosen. */
  error: RoomError | undefined
  #ids: ReadonlySet<string> = new Set()

  begin(): void {
    this.isOn = true
    this.keep([])
  }

  end(): void {
    this.isOn = false
    this.keep([])
  }

  isChosen(id: string): boolean {
    return this.#ids.has(id)
  }

  choose(id: string, isChosen: boolean): void {
    if (isChosen) this.keep([...this.#ids, id])
    else this.drop((each) => each === id)
  }

  drop(isOut: (id: string) => boolean): void {
    this.keep([...this.#ids].filter((id) => !isOut(id)))
  }

  /** These and no others. */
  keep(ids: Iterable<string>, error?: RoomError): void {
    this.#ids = new Set(ids)
    this.error = error
  }
}
