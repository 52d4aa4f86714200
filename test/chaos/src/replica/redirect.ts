import type { ResolveHook } from 'node:module'

const redirections = [
  { specifier: '@bbb-room/bff', from: '/apps/bff-server/dist/', to: './wrapped-bff.js' },
  { specifier: '@bbb-room/core', from: '/packages/bff/dist/', to: './wrapped-core.js' },
]

/** @see https://nodejs.org/api/module.html#resolvespecifier-context-nextresolve */
export const resolve: ResolveHook = (specifier, context, nextResolve) => {
  const redirection = redirections.find((each) => each.specifier === specifier)
  if (redirection === undefined || context.parentURL?.includes(redirection.from) !== true) {
    return nextResolve(specifier, context)
  }
  return { url: new URL(redirection.to, import.meta.url).href, shortCircuit: true }
}
