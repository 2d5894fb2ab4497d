/** The part of the WebAssembly API in use here: TypeScript ships it only with the types of browsers. */
declare namespace WebAssembly {
  class Memory {
    constructor(descriptor: { initial: number; maximum: number; shared: true })
    readonly buffer: SharedArrayBuffer
  }
  class Module {
    constructor(bytes: Uint8Array)
    private readonly brand: 'WebAssembly.Module'
  }
  class Instance {
    constructor(module: Module, imports: { readonly env?: { readonly memory: Memory } })
    readonly exports: unknown
  }
}
