import type { OpenAPIHono } from '@hono/zod-openapi'
import { tenantBaseUrl, type BffConfig } from '../../config/bff-config.ts'
import type { BffEnv } from '../../bff-env.ts'

/** An OpenAPI 3.1 document. */
export type ApiDocument = ReturnType<OpenAPIHono['getOpenAPI31Document']>

/** The document of everything that is mounted on `api`, generated from the schemas that check requests. */
export function describeApi(api: OpenAPIHono<BffEnv>, baseUrl: string): ApiDocument {
  return api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'bbb-room', version: '1' },
    servers: [{ url: baseUrl }],
  })
}

/** Serves the document; the address of the tenant that asks stands in it. */
export function serveOpenApi(api: OpenAPIHono<BffEnv>, config: Pick<BffConfig, 'baseUrl'>): void {
  api.openAPIRegistry.registerComponent('securitySchemes', 'accessToken', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
  })
  api.openAPIRegistry.registerPath({
    method: 'get',
    path: '/openapi.json',
    summary: 'This document',
    responses: {
      200: { description: 'OpenAPI 3.1.', content: { 'application/json': { schema: { type: 'object' } } } },
    },
  })
  api.get('/openapi.json', (c) =>
    c.json(describeApi(api, `${tenantBaseUrl(config, c.get('tenant').id)}/v1`), 200, {
      // Nothing in it is secret, and a page that is not registered can see by it that the BFF is there.
      'Cross-Origin-Resource-Policy': 'cross-origin',
    }),
  )
}
