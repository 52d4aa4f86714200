/** Path data of the icons that the later views show. */
export const calendar =
  'M5 5.5h14a2 2 0 0 1 2 2V18a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V7.5a2 2 0 0 1 2-2zM3 10h18M8 3v4M16 3v4M12 12.5v5M9.5 15h5'
export const tick = 'M12 3a9 9 0 1 0 0 18 9 9 0 1 0 0-18zM8 12.3l2.8 2.8 5.2-5.8'
export const lock =
  'M7 10.5V8a5 5 0 0 1 10 0v2.5M6.5 10.5h11a2 2 0 0 1 2 2V18a2 2 0 0 1-2 2h-11a2 2 0 0 1-2-2v-5.5a2 2 0 0 1 2-2z'
export const alert =
  'M10.3 4.3 2.9 17a2 2 0 0 0 1.7 3h14.8a2 2 0 0 0 1.7-3L13.7 4.3a2 2 0 0 0-3.4 0zM12 9.5v4M12 16.8v.01'
export const offline =
  'M3 3l18 18M5 12.5a10 10 0 0 1 3.6-2.3M2 8.8A15 15 0 0 1 6 6.3M12 5a15 15 0 0 1 10 3.8M15.5 10.6a10 10 0 0 1 3.5 1.9M8.5 16a5 5 0 0 1 7 0M12 19.8v.01'
export const server =
  'M5.5 4h13A1.5 1.5 0 0 1 20 5.5v4a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 9.5v-4A1.5 1.5 0 0 1 5.5 4zM5.5 14h13a1.5 1.5 0 0 1 1.5 1.5v3a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18.5v-3A1.5 1.5 0 0 1 5.5 14zM8 7.5v.01M8 17v.01'
export const person = 'M12 4a4 4 0 1 0 0 8 4 4 0 1 0 0-8zM4.5 20.5a7.5 7.5 0 0 1 15 0'
export const again = 'M20 11a8 8 0 0 0-14.5-3.5L4 9M4 4.5V9h4.5M4 13a8 8 0 0 0 14.5 3.5L20 15M20 19.5V15h-4.5'
export const compass = 'M12 3a9 9 0 1 0 0 18 9 9 0 1 0 0-18zM15.5 8.5l-2 5-5 2 2-5z'
export const copy =
  'M10.5 8.5h8a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-8a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2zM5.5 15.5a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2h8a2 2 0 0 1 2 2'
export const stop = 'M12 3a9 9 0 1 0 0 18 9 9 0 1 0 0-18zM9 9h6v6H9z'
