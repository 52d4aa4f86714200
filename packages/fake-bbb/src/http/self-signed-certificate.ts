import { generateKeyPairSync, sign } from 'node:crypto'

/** A key, and a certificate for 127.0.0.1 that only itself vouches for. */
export function createSelfSignedCertificate(): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const ecdsaWithSha256 = der(0x30, Buffer.from('06082a8648ce3d040302', 'hex'))
  const commonName = der(0x30, Buffer.from('0603550403', 'hex'), der(0x0c, Buffer.from('127.0.0.1')))
  const name = der(0x30, der(0x31, commonName))
  const validity = der(0x30, utcTime(Date.now() - 3_600_000), utcTime(Date.now() + 3_600_000))
  const signedKey = publicKey.export({ type: 'spki', format: 'der' })
  const certificate = der(0x30, der(0x02, Buffer.of(1)), ecdsaWithSha256, name, validity, name, signedKey)
  const signature = der(0x03, Buffer.of(0), sign('sha256', certificate, privateKey))
  const content = der(0x30, certificate, ecdsaWithSha256, signature).toString('base64')
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${content.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  }
}

/** A value with its tag and length, as X.690 writes them. */
function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const head = length < 0x80 ? [tag, length] : [tag, 0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from(head), content])
}

function utcTime(ms: number): Buffer {
  return der(0x17, Buffer.from(`${new Date(ms).toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`))
}
