/** Where a recording stands. Only `published` can be watched. */
export type RecordingState = 'processing' | 'processed' | 'published' | 'unpublished' | 'deleted'

/** One way to watch a recording. */
export interface RecordingFormat {
  /** `presentation`, `video`, `podcast`, `notes`, … */
  readonly type: string
  readonly url: string
  /** Milliseconds. */
  readonly processingTime: number
  /** Whole minutes, rounded down. */
  readonly length: number
  /** Bytes; text for what a number cannot hold. */
  readonly size: number | string
  readonly images: readonly PreviewImage[]
}

/** A thumbnail of a slide. */
export interface PreviewImage {
  readonly url: string
  readonly alt: string
  readonly width: number
  readonly height: number
}

/** Captions or subtitles of a recording. */
export interface TextTrack {
  readonly href: string
  readonly kind: string
  readonly label: string
  readonly lang: string
  readonly source: string
}

/** What the server made, or is making, of a meeting. */
export interface Recording {
  readonly recordID: string
  /** External id. */
  readonly meetingID: string
  /** Absent from very old recordings. */
  readonly internalMeetingID: string | undefined
  readonly name: string
  readonly isBreakout: boolean
  readonly breakout: { readonly parentId: string; readonly sequence: number; readonly freeJoin: boolean } | undefined
  /** Internal ids. */
  readonly breakoutRooms: readonly string[]
  state: RecordingState
  /** Epoch milliseconds; answered as 0 while processing. */
  readonly startTime: number
  /** Epoch milliseconds; answered as 0 while processing. */
  readonly endTime: number
  readonly participants: number | undefined
  /** Bytes; text for what a number cannot hold. */
  readonly rawSize: number | string
  /** Bytes; text for what a number cannot hold. */
  readonly size: number | string
  readonly metadata: Map<string, string>
  /** Those ready so far. */
  formats: readonly RecordingFormat[]
  tracks: TextTrack[]
  /** Only Scalelite knows this. */
  protected: boolean | undefined
}
