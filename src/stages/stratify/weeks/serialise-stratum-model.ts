import type { Matrix } from '../../../numeric/matrix.ts'
import { type PackedContent, packArrays, packedArray, unpackArrays } from '../../../numeric/packed-arrays.ts'
import type { ModelStratum, ProvisionalStratum, StratumModel } from '../../../records/stratum-model.ts'

/** Raised with every change an older version would misread; every version ever written stays readable. */
const KIND = { kind: 'stratum model', version: 1 }

/** The part of version 1 that is not numbers. */
type Header = Omit<StratumModel, 'lexicalFit' | 'window' | 'centroids' | 'reference' | 'provisional'> & {
  readonly columns: number
  readonly lexicalModelId: string | null
  readonly window: StratumModel['window'] | null
  readonly strata: readonly ModelStratum[]
  readonly provisional: readonly ProvisionalStratum[]
}

/** The model as bytes that `parseStratumModel` of this and every later version reads. */
export function serialiseStratumModel(model: StratumModel): Uint8Array {
  const { lexicalFit, centroids, reference, provisional, window, ...plain } = model
  const header: Header = {
    ...plain,
    columns: reference.vectors.columns,
    lexicalModelId: lexicalFit?.modelId ?? null,
    window: window ?? null,
    provisional: provisional.strata,
  }
  return packArrays(KIND, {
    header,
    arrays: {
      lexicalFit: lexicalFit?.bytes ?? new Uint8Array(0),
      centroids: Float32Array.from(centroids.data),
      provisionalCentroids: Float32Array.from(provisional.centroids.data),
      referenceLabels: reference.labels,
      referenceCounts: reference.counts,
      referenceScales: reference.vectors.scales,
      reference: reference.vectors.data,
    },
  })
}

/**
 * The model that `serialiseStratumModel` wrote.
 *
 * @param location - what errors call the bytes.
 * @throws {StoreError} when they are damaged, newer than this version reads, or something else.
 */
export function parseStratumModel(bytes: Uint8Array, location: string): StratumModel {
  const packed = unpackArrays(bytes, KIND, location)
  // The checksum says that this is what we wrote.
  const { columns, lexicalModelId, window, provisional, ...plain } = packed.header as Header
  const labels = packedArray(packed, 'referenceLabels', Int32Array, undefined, location)
  const rows = labels.length
  return {
    ...plain,
    lexicalFit:
      lexicalModelId === null
        ? undefined
        : {
            modelId: lexicalModelId,
            bytes: packedArray(packed, 'lexicalFit', Uint8Array, undefined, location),
          },
    window: window ?? undefined,
    centroids: matrixOf(packed, 'centroids', plain.strata.length, columns, location),
    reference: {
      labels,
      counts: packedArray(packed, 'referenceCounts', Uint32Array, rows, location),
      vectors: {
        data: packedArray(packed, 'reference', Int8Array, rows * columns, location),
        scales: packedArray(packed, 'referenceScales', Float32Array, rows, location),
        rows,
        columns,
      },
    },
    provisional: {
      strata: provisional,
      centroids: matrixOf(packed, 'provisionalCentroids', provisional.length, columns, location),
    },
  }
}

function matrixOf(
  packed: PackedContent,
  name: string,
  rows: number,
  columns: number,
  location: string,
): Matrix {
  return { data: packedArray(packed, name, Float32Array, rows * columns, location), rows, columns }
}
