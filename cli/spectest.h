/* The host module `spectest` that specification scripts import; on the public API only. */
#ifndef WFX_CLI_SPECTEST_H
#define WFX_CLI_SPECTEST_H

#include "engine/api/wasmfx.h"

/* Defines it in the linker: print functions (a line `VALUE : TYPE` per argument on standard output), globals, tables
   and a memory. */
bool wfx_spectest_define(wfx_linker_t *linker, wfx_error_t **error);
/* `VALUE : TYPE` as the reference interpreter writes it: integers signed, in groups of three digits. */
void wfx_spectest_print(const wfx_value_t *value);

#endif
