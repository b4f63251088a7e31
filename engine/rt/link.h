/* Import matching. Used by instances and by the API's linker. */
#ifndef WFX_RT_LINK_H
#define WFX_RT_LINK_H

#include "engine/rt/runtime.h"

bool wfx_rt_import_matches(const WfxModule *module, const WfxImport *import, const WfxExternValue *value);
/* False with an "incompatible import type" error that names both types. */
bool wfx_rt_check_import(const WfxModule *module, const WfxImport *import, const WfxExternValue *value, WfxError *error);
/* Always false, with an "unknown import" error. */
bool wfx_rt_unknown_import(const WfxModule *module, const WfxImport *import, WfxError *error);

#endif
