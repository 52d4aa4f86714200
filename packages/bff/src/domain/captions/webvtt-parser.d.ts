/** The package has no types of its own; this is what the tests use of it. */
declare module 'webvtt-parser' {
  export class WebVTTParser {
    parse(text: string, mode: string): { errors: { message: string; line: number; col?: number }[] }
  }
}
