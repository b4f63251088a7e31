/* Branch hints: the annotation `(@metadata.code.branch_hint "\00")` before an `if` or `br_if`, and the custom section
   of that name (spec 3.0, appendix "Custom Sections and Annotations"; the code metadata framework). A hint is a byte, 0
   unlikely or 1 likely, and stands in the section by its function and by the offset of its instruction from the
   beginning of the function's locals. */
#ifndef WFX_TEXT_HINTS_H
#define WFX_TEXT_HINTS_H

#include "engine/base/buffer.h"
#include "engine/base/vec.h"

#define WFX_HINT_SECTION "metadata.code.branch_hint"

typedef struct BranchHint {
    uint32_t function, offset;
    uint8_t value;
} BranchHint;
typedef WFX_VEC(BranchHint) BranchHints;

/* The section's content, behind its name. Hints come in the order of functions and offsets. */
void hints_write(WfxBuffer *out, const BranchHints *hints);
/* False when the content is none that hints_write makes, or empty, or when there is no memory; then there are no
   hints. */
bool hints_read(const uint8_t *content, size_t size, BranchHints *hints);

#endif
