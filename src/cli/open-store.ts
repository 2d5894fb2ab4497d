import { gatedStore } from '../store/gated-store.ts'
import type { RunStore } from '../store/run-store.ts'
import { createSqliteStore } from '../store/sqlite/create-sqlite-store.ts'
import { assertMayLeave } from './egress.ts'

/** The store at `path`, behind the egress gate. */
export function openStore(path: string): RunStore {
  return gatedStore(createSqliteStore(path), content => assertMayLeave(content, 'store', 'the store'))
}
