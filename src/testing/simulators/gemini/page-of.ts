import { invalidArgument } from './gemini-problem.ts'

/**
 * One page of a list in Google's form.
 *
 * @param query - `pageSize`, 1 to 100, default 50; `pageToken`, as the page before gave it.
 */
export function pageOf<T>(
  all: readonly T[],
  query: URLSearchParams,
): { readonly items: readonly T[]; readonly nextPageToken: string | undefined } {
  const size = Number(query.get('pageSize') ?? 50)
  const start = Number(query.get('pageToken') ?? 0)
  if (!Number.isInteger(size) || size < 1 || size > 100)
    throw invalidArgument('Expected 1 to 100.', 'page_size')
  if (!Number.isInteger(start) || start < 0) throw invalidArgument('Invalid page token.', 'page_token')
  const end = start + size
  return { items: all.slice(start, end), nextPageToken: end < all.length ? String(end) : undefined }
}
