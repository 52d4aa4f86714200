/** Path data of the icons in a list of recordings. */
export const play = 'M8.5 5.8v12.4L18.2 12z'
export const film =
  'M5.5 4.5h13a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2h-13a2 2 0 0 1-2-2v-11a2 2 0 0 1 2-2zM8 4.5v15M16 4.5v15M3.5 12h17M3.5 8.2H8M3.5 15.8H8M16 8.2h4.5M16 15.8h4.5'
export const clock = 'M12 3a9 9 0 1 0 0 18 9 9 0 1 0 0-18zM12 7v5l3.2 2'
export const hidden =
  'M4 4l16 16M9.9 5.2A9.6 9.6 0 0 1 12 5c5.5 0 9 7 9 7a16 16 0 0 1-2.6 3.5M6.2 7A16.5 16.5 0 0 0 3 12s3.5 7 9 7a9 9 0 0 0 4-.9M10 10a2.8 2.8 0 0 0 4 4'
export const shown = 'M12 5c-5.5 0-9 7-9 7s3.5 7 9 7 9-7 9-7-3.5-7-9-7zM12 9.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 1 0 0-5.6z'
export const pencil = 'M4 20l1-4L16 5a2.1 2.1 0 0 1 3 3L8 19zM14 7l3 3'
export const bin =
  'M4 6.5h16M9 6.5V4.5a1 1 0 0 1 1-1h4a1 1 0 0 1 1 1v2M6 6.5l1 13a1 1 0 0 0 1 1h8a1 1 0 0 0 1-1l1-13M10 11v5M14 11v5'
export const captions =
  'M5 5h14a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2zM10.5 10.5a2 2 0 1 0 0 3M17 10.5a2 2 0 1 0 0 3'
export const lock =
  'M7 10.5V8a5 5 0 0 1 10 0v2.5M6.5 10.5h11a2 2 0 0 1 2 2V18a2 2 0 0 1-2 2h-11a2 2 0 0 1-2-2v-5.5a2 2 0 0 1 2-2z'
export const undo = 'M8.5 5.5 4 10l4.5 4.5M4.5 10H14a6 6 0 0 1 0 12h-3'
export const chevron = 'M7 10l5 5 5-5'
export const magnifier = 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 1 0 0-13zM15.3 15.3 20.5 20.5'
export const rows = 'M9 6.5h11M9 12h11M9 17.5h11M4.5 6.5v.01M4.5 12v.01M4.5 17.5v.01'
export const tiles =
  'M5 4.5h4.5V9H4.5V5a.5.5 0 0 1 .5-.5zM14.5 4.5H19a.5.5 0 0 1 .5.5v4h-5zM4.5 14.5h5v5H5a.5.5 0 0 1-.5-.5zM14.5 14.5h5V19a.5.5 0 0 1-.5.5h-4.5z'
export const alert =
  'M10.3 4.3 2.9 17a2 2 0 0 0 1.7 3h14.8a2 2 0 0 0 1.7-3L13.7 4.3a2 2 0 0 0-3.4 0zM12 9.5v4M12 16.8v.01'
export const upload = 'M12 16V4.5M7.5 9 12 4.5 16.5 9M4.5 16v2a2 2 0 0 0 2 2h11a2 2 0 0 0 2-2v-2'
export const spinner = 'M12 3a9 9 0 1 1-8.5 6'
export const again = 'M20 11a8 8 0 0 0-14.5-3.5L4 9M4 4.5V9h4.5M4 13a8 8 0 0 0 14.5 3.5L20 15M20 19.5V15h-4.5'
export const unlock =
  'M7 10.5V8a5 5 0 0 1 9.6-2M6.5 10.5h11a2 2 0 0 1 2 2V18a2 2 0 0 1-2 2h-11a2 2 0 0 1-2-2v-5.5a2 2 0 0 1 2-2z'
export const checks = 'M4 6.5l1.8 1.8L9 5M4 16l1.8 1.8L9 14.5M12.5 7H20M12.5 16.5H20'
