/* WASI has none, and shim.h needs none. */
