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

/** Who was in which meeting, and when: kept only for tenants that ask for it. */
export interface AttendanceBook {
  /**
   * Writes what is known of one session. Repeats and any order give the same: the earlier join and the later leave
   * stay, a known name or role is not forgotten.
   */
  mark(mark: AttendanceMark): Promise<void>
  ofMeeting(meetingRowId: string): Promise<AttendanceMark[]>
  /** Forgets meetings that began before that moment. @returns how many marks */
  purge(before: number): Promise<number>
  /** Every mark of one person. */
  ofPerson(person: string): Promise<AttendanceMark[]>
  /** Forgets one person everywhere. @returns how many marks */
  erase(person: string): Promise<number>
}
