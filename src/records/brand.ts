declare const brand: unique symbol

/** A `T` that only one place in the code base may make; plain values of `T` do not fit. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name }
