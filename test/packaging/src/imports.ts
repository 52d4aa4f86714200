import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { repositoryFiles, root } from './workspace.ts'

/** One import or re-export. */
export interface Import {
  /** The importing file, from the root: `packages/bff/src/index.ts`. */
  file: string
  /** As written: `./ids.ts`, `hono/csrf`, `node:crypto`. */
  specifier: string
  /** Nothing of it is left when the types are erased. */
  isTypeOnly: boolean
}

/** Sources that are built: neither tests nor what only they need. */
const isSource = (path: string) =>
  /^(packages|apps)\/[^/]+\/src\/.*\.ts$/.test(path) && !/\.(test|test-support)\.ts$/.test(path)

/** Every import in the sources that are built. */
export const sourceImports: readonly Import[] = repositoryFiles().filter(isSource).flatMap(importsOf)

/** Every import in a test and in what only tests need. */
export const testImports: readonly Import[] = repositoryFiles()
  .filter((path) => /^(packages|apps)\/.*\.(test|test-support)\.ts$/.test(path))
  .flatMap(importsOf)

function importsOf(file: string): Import[] {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true)
  const imports: Import[] = []
  const visit = (node: ts.Node) => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      const { moduleSpecifier } = node
      if (moduleSpecifier && ts.isStringLiteral(moduleSpecifier)) {
        imports.push({ file, specifier: moduleSpecifier.text, isTypeOnly: isTypeOnly(node) })
      }
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments
      if (argument && ts.isStringLiteral(argument)) {
        imports.push({ file, specifier: argument.text, isTypeOnly: false })
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return imports
}

function isTypeOnly(node: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(node)) return node.isTypeOnly
  return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
}

/** The package that a specifier names: `hono/csrf` → `hono`; `undefined` for files and for Node's own modules. */
export function packageOf(specifier: string): string | undefined {
  if (specifier.startsWith('.') || specifier.startsWith('node:')) return undefined
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}
