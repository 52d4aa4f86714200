import { jittered } from './pause.ts'

/** Fetches a file of ours, once more after a moment where the line has failed it. @throws what the second time throws */
export const loadPart = async <Part>(load: () => Promise<Part>): Promise<Part> => {
  try {
    return await load()
  } catch {
    await new Promise((resolve) => setTimeout(resolve, jittered(3000)))
    return load()
  }
}
