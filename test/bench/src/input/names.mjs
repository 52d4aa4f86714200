/** Names as people have them. */
export const names = [
  'Anna-Sofie Müller',
  '王小明',
  "Jürgen O'Connor",
  'علي حسن',
  'Иван Петров',
  'José García',
  'Zoë Brontë',
  'John Smith',
  'Đặng Thị Hà',
  'Müşfik Yılmaz',
  '김민준',
  'Ελένη Παπαδοπούλου',
  'Seán Ó Briain',
  'नेहा शर्मा',
  'Smith & Sons',
  'Lin <guest>',
]

/** Titles of classes. */
export const subjects = [
  'Algebra I',
  'Chemie für Anfänger',
  '数学入門',
  'Q&A session',
  'História da Arte',
  'Физика 101',
  'Physics <lab>',
  'Team weekly',
  '"Open" office hour',
  "Let's Talk English",
  'Linear Systems',
  'Análisis II',
]
