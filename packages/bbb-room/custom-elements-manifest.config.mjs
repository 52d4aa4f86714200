/** What a page can use: no private members, no callbacks that only the browser calls, and paths as they are published. */
const asPublished = {
  name: 'as-published',
  packageLinkPhase({ customElementsManifest }) {
    const publishedPath = (path) => path.replace(/^src\/(.+)\.ts$/, 'dist/$1.js')
    for (const file of customElementsManifest.modules) {
      file.path = publishedPath(file.path)
      for (const { declaration } of file.exports) declaration.module = publishedPath(declaration.module)
      for (const declaration of file.declarations) {
        const { members = [], attributes = [] } = declaration
        declaration.members = members.filter(({ name, privacy }) => privacy !== 'private' && !name.endsWith('Callback'))
        declaration.attributes = attributes.filter(({ fieldName }) => fieldName)
      }
    }
  },
}

/** Editors and frameworks know the elements by what is read from their docstrings. */
export default {
  globs: ['src/bbb-room.ts', 'src/bbb-recordings.ts'],
  outdir: 'dist',
  litelement: true,
  packagejson: false,
  plugins: [asPublished],
}
