/* Makes visible what backends otherwise write on their own, so that an optimiser can share it, move it out of loops
   or prove it away: the checks of 64-bit addresses, bounds and places of table elements, the checks of indirect calls
   and of null, where memories and imported globals are. Not run for quick code, whose emitters write each in place.

   Left as they are: accesses to memory 0 with 32-bit addresses (its base has a register, its bounds are found by a
   fault), globals of the module's own and REF_FUNC (one load from the instance each), calls of imports (their WfxFunc
   is one load from the instance). */
#ifndef WFX_IR_EXPAND_H
#define WFX_IR_EXPAND_H

#include "engine/ir/pass.h"

extern const IrPass ir_pass_expand;

#endif
