/* How often blocks run, where nobody has measured it. */
#ifndef WFX_IR_FREQUENCY_H
#define WFX_IR_FREQUENCY_H

#include "engine/ir/cfg.h"

/* Sets the frequency of every block, from the graph alone; of those that nothing reaches to 0. False when out of
   memory. */
bool ir_estimate_frequencies(IrFunction *fn, const IrCfg *cfg);

#endif
