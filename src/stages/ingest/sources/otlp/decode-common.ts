import type { OtlpAttribute, OtlpResource, OtlpScope, OtlpValue } from './otlp-request.ts'
import type { ProtobufMessage } from './protobuf-message.ts'

/** What is under construction: the same type, writable. */
export type Draft<T> = { -readonly [K in keyof T]: T[K] }

/** Field numbers are those of `opentelemetry/proto/common/v1/common.proto`, here and below. */
export function readValue(field: number, into: Draft<OtlpValue>, message: ProtobufMessage): void {
  switch (field) {
    case 1:
      into.stringValue = message.text()
      break
    case 2:
      into.boolValue = message.number() !== 0
      break
    case 3:
      into.intValue = message.int64()
      break
    case 4:
      into.doubleValue = message.double()
      break
    case 5:
      into.arrayValue = message.message(readArray, { values: [] })
      break
    case 6:
      into.kvlistValue = message.message(readList, { values: [] })
      break
    case 7:
      into.bytesValue = Buffer.from(message.bytes()).toString('base64')
      break
  }
}

/** One more attribute at the end of the list. */
export function readAttribute(message: ProtobufMessage): OtlpAttribute {
  return message.message(readKeyValue, {})
}

export function readResource(
  field: number,
  into: { attributes: OtlpAttribute[] } & OtlpResource,
  message: ProtobufMessage,
): void {
  if (field === 1) into.attributes.push(readAttribute(message))
}

export function readScope(
  field: number,
  into: Draft<OtlpScope> & { attributes: OtlpAttribute[] },
  message: ProtobufMessage,
): void {
  if (field === 1) into.name = message.text()
  else if (field === 2) into.version = message.text()
  else if (field === 3) into.attributes.push(readAttribute(message))
}

function readKeyValue(field: number, into: Draft<OtlpAttribute>, message: ProtobufMessage): void {
  if (field === 1) into.key = message.text()
  else if (field === 2) into.value = message.message(readValue, {})
}

function readArray(field: number, into: { values: OtlpValue[] }, message: ProtobufMessage): void {
  if (field === 1) into.values.push(message.message(readValue, {}))
}

function readList(field: number, into: { values: OtlpAttribute[] }, message: ProtobufMessage): void {
  if (field === 1) into.values.push(readAttribute(message))
}
