/* Inside the IR verifier: its state, shared by verify.c (structure, uses, dominance) and verify_types.c (types of
   operands). */
#ifndef WFX_IR_VERIFY_H
#define WFX_IR_VERIFY_H

#include "engine/ir/cfg.h"

typedef struct IrVerifier {
    const IrFunction *fn;
    WfxBuffer *out;
    uint32_t *uses;         /* per instruction, as counted */
    uint32_t *blocks;       /* per instruction: its block, IR_NO_ID: it stands in none */
    uint32_t *places;       /* per instruction: its number in the order */
    uint32_t *block_places; /* per block: its number in the order */
    uint32_t *preds;        /* per block, as counted */
    uint32_t *entered_from; /* per block: for LANDING, HANDLER, RESUMED the block it counts as coming from */
    IrCfg cfg;
} IrVerifier;

/* Writes "b1 v2: message" and returns false. */
bool ir_verify_fail(IrVerifier *verifier, IrValue id, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* verify_types.c: the operands' types fit the operation. */
bool ir_verify_types(IrVerifier *verifier, IrValue id);
/* A clause of a try: its LANDING's parameters. */
bool ir_verify_landing(IrVerifier *verifier, const IrTry *row, const IrClause *clause);

#endif
