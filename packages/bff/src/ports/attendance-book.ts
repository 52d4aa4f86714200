/** One stretch of one person in one meeting. Times are epoch milliseconds. */
export interface AttendanceMark {
  meetingRowId: string
  /** The pseudonym that BBB knows as `userID`. */
  person: string
  /** BBB's internal user id, or `look-` and the moment of the first look that saw the person. */
  session: string
  joinedAt: number | null
  leftAt: number | null
  /** Only where the tenant asked for names. */
  name: string | null
  role: string | null
}

/** What BBB's learning dashboard counted of one person in one meeting. How somebody voted is not in it. */
export interface ActivityCounts {
  person: string
  talkSeconds: number
  talks: number
  messages: number
  raisedHands: number
  emojis: number
  pollVotes: number
}

/** Who was in which meeting, when, and what they did: kept only for tenants that ask for it. */
export interface AttendanceBook {
  /**
   * Writes what is known of one session. Repeats and any order give the same: the earlier join and the later leave
   * stay, a known name or role is not forgotten.
   */
  mark(mark: AttendanceMark): Promise<void>
  ofMeeting(meetingRowId: string): Promise<AttendanceMark[]>
  /** How many different people; meetings without any are absent. */
  countPeople(meetingRowIds: readonly string[]): Promise<ReadonlyMap<string, number>>
  /** Writes what was counted. A repeat keeps the larger numbers: BBB may tell again, and never counts down. */
  noteActivity(meetingRowId: string, counts: readonly ActivityCounts[]): Promise<void>
  activityOf(meetingRowId: string): Promise<ActivityCounts[]>
  /** Keeps people under their pseudonym only from now on. @returns how many names there were */
  forgetNames(): Promise<number>
  /** Forgets meetings that began before that moment, and those of which nothing else is known. @returns how many marks */
  purge(before: number): Promise<number>
  /** Every mark of one person. */
  ofPerson(person: string): Promise<AttendanceMark[]>
  /** Forgets one person everywhere, with what they did. @returns how many marks */
  erase(person: string): Promise<number>
}
