import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ConfigError } from '../errors/config-error.ts'
import { readPriceSource } from './read-price-source.ts'

const answering = (status: number, body: string) => {
  const asked: string[] = []
  const fetchOf = (baseUrl: string) => async (input: string | URL | Request) => {
    asked.push(`${baseUrl} ${input instanceof Request ? input.url : String(input)}`)
    return new Response(body, { status })
  }
  return { asked, fetchOf }
}

it('asks the origin of an https address, and it alone', async () => {
  const { asked, fetchOf } = answering(200, 'the list')
  expect(await readPriceSource('https://prices.example/v1/list.json?ref=main', fetchOf)).toBe('the list')
  expect(asked).toEqual(['https://prices.example https://prices.example/v1/list.json?ref=main'])
})

it.each([
  'http://prices.example/list.json',
  'http://127.0.0.1/list.json',
  'file:///etc/passwd',
  'https://user:secretword@prices.example/list.json',
])('refuses %s without asking anyone, and without telling its secrets', async source => {
  const { asked, fetchOf } = answering(200, 'the list')
  const error = await readPriceSource(source, fetchOf).catch(error => error)
  expect(error).toBeInstanceOf(ConfigError)
  expect(error.message).not.toContain('secretword')
  expect(asked).toEqual([])
})

it('names address and status, without the query, when there is no list', async () => {
  const { fetchOf } = answering(404, '')
  const error = await readPriceSource('https://prices.example/list.json?key=secretword', fetchOf).catch(
    error => error,
  )
  expect(error).toBeInstanceOf(ConfigError)
  expect(error.message).toContain('https://prices.example/list.json, found status 404')
  expect(`${error.message} ${error.path}`).not.toContain('secretword')
})

it('reads a file, and says which one is not there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-prices-'))
  writeFileSync(join(folder, 'list.json'), '{}')
  expect(await readPriceSource(join(folder, 'list.json'))).toBe('{}')
  await expect(readPriceSource(join(folder, 'none.json'))).rejects.toThrow(/none\.json, found ENOENT/)
  await expect(readPriceSource(folder)).rejects.toThrow(/found EISDIR/)
  rmSync(folder, { recursive: true })
})
