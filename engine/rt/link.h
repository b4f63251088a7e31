/* Import matching. Used by instances and by the API's linker. */
#ifndef WFX_RT_LINK_H
#define WFX_RT_LINK_H

#include "engine/rt/runtime.h"

bool wfx_rt_import_matches(const WfxModule *module, const WfxImport *import, const WfxExternValue *value);
/* False with an "incompatible import type" error that names both types. */
bool wfx_rt_check_import(const WfxModule *module, const WfxImport *import, const WfxExternValue *value,
                         WfxError *error);
/* `unknown import "a" "b": TYPE is wanted`, for one that nobody defines. */
void wfx_rt_unknown_import_print(WfxBuffer *out, const WfxModule *module, const WfxImport *import);

#endif
