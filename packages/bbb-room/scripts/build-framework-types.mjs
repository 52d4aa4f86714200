// Writes what React 19, Vue 3 and Svelte 5 have to know to check the elements' tags, from dist/custom-elements.json.
import { readFileSync, writeFileSync } from 'node:fs'

const { modules } = JSON.parse(readFileSync('dist/custom-elements.json', 'utf8'))
const elements = modules.flatMap(({ path, declarations }) =>
  declarations.filter(({ customElement }) => customElement).map((element) => ({ ...element, path })),
)

const docstring = (text) => (text ? `  /** ${text.replace(/\s*\n\s*/g, ' ')} */\n` : '')
const property = (name, type, description) => `${docstring(description)}  '${name}'?: ${type} | undefined\n`

/** Attributes by their own names and the properties that have none; `eventProperty` is how the framework listens. */
const properties = ({ name: className, attributes, members, events }, eventProperty) => {
  const withAttribute = new Set(attributes.map(({ fieldName }) => fieldName))
  const settable = members.filter(
    ({ kind, readonly, name }) => kind === 'field' && !readonly && !withAttribute.has(name),
  )
  return [
    ...attributes.map(({ name, fieldName, description }) =>
      property(name, `${className}['${fieldName}']`, description),
    ),
    ...settable.map(({ name, description }) => property(name, `${className}['${name}']`, description)),
    ...events.map(({ name, type, description }) =>
      property(eventProperty(name), `((event: ${type.text}) => void)`, description),
    ),
  ].join('')
}

const pascalCase = (name) => name.replace(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase())
const frameworks = {
  react: {
    imports: "import type { DetailedHTMLProps, HTMLAttributes } from 'react'",
    eventProperty: (name) => `on${name}`,
    tag: ({ name, tagName }) =>
      `'${tagName}': Omit<DetailedHTMLProps<HTMLAttributes<${name}>, ${name}>, keyof ${name}Properties> & ${name}Properties`,
    declare: (tags) =>
      `declare module 'react' {\n  namespace JSX {\n    interface IntrinsicElements {\n${tags}    }\n  }\n}`,
  },
  vue: {
    imports: "import type { HTMLAttributes, PublicProps } from 'vue'",
    eventProperty: (name) => `on${pascalCase(name)}`,
    tag: ({ name, tagName }) =>
      `'${tagName}': new () => ${name} & { $props: PublicProps & Omit<HTMLAttributes, keyof ${name}Properties> & ${name}Properties }`,
    declare: (tags) => `declare module 'vue' {\n  interface GlobalComponents {\n${tags}  }\n}`,
  },
  svelte: {
    imports: "import type { HTMLAttributes } from 'svelte/elements'",
    eventProperty: (name) => `on${name}`,
    tag: ({ name, tagName }) =>
      `'${tagName}': Omit<HTMLAttributes<${name}>, keyof ${name}Properties> & ${name}Properties`,
    declare: (tags) => `declare module 'svelte/elements' {\n  interface SvelteHTMLElements {\n${tags}  }\n}`,
  },
}

for (const [framework, { imports, eventProperty, tag, declare }] of Object.entries(frameworks)) {
  const text = [
    imports,
    ...elements.map(({ name, path }) => `import type { ${name} } from '${path.replace(/^dist/, '.')}'`),
    "import type { BbbRoomEvent } from './events.js'\n",
    ...elements.map((each) => `export interface ${each.name}Properties {\n${properties(each, eventProperty)}}\n`),
    declare(elements.map((each) => `    ${tag(each)}\n`).join('')),
  ]
  writeFileSync(`dist/${framework}.d.ts`, `${text.join('\n')}\n`)
}
