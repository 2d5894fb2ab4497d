/** 2^48: permanent random numbers in SQL are integers below it. */
export const NUMBER_RANGE = 2 ** 48

/**
 * `permanentRandomNumber` in ClickHouse's SQL, times 2^48 and so an exact integer (UInt64): the first six bytes, big-endian, of SHA-256
 * of `seed|stratum|id`.
 *
 * @param seed, stratum, id - SQL expressions of type String.
 */
export function permanentRandomNumberSql(seed: string, stratum: string, id: string): string {
  // `reinterpretAsUInt64` reads little-endian and fills up what is missing with zeros.
  return `reinterpretAsUInt64(reverse(substring(SHA256(concat(${seed}, '|', ${stratum}, '|', ${id})), 1, 6)))`
}
