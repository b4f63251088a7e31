/* Where a variable is, in DWARF: an expression for what holds in a whole function, and the lists of .debug_loc for what
   changes. Registers have the numbers of the System V ABI for x86-64 (figure 3.36). */
#include "gdb/debug_info.h"

#include <dwarf.h>

enum { CFA_ABOVE_RBP = 16, DWARF_XMM0 = 17 };

static void write_register(uint8_t number, WfxBuffer *out)
{
    if (number < 32) {
        wfx_buffer_u8(out, (uint8_t)(DW_OP_reg0 + number));
    } else {
        wfx_buffer_u8(out, DW_OP_regx);
        wfx_buffer_uleb(out, number);
    }
}

static void write_slot(int32_t frame_offset, bool is_global, WfxBuffer *out)
{
    if (!is_global) {
        wfx_buffer_u8(out, DW_OP_fbreg);
        wfx_buffer_sleb(out, frame_offset - CFA_ABOVE_RBP);
        return;
    }
    wfx_buffer_u8(out, DW_OP_call_frame_cfa);
    wfx_buffer_u8(out, DW_OP_consts);
    wfx_buffer_sleb(out, frame_offset - CFA_ABOVE_RBP);
    wfx_buffer_u8(out, DW_OP_plus);
}

/* Integers and references are values of the expression's stack, which has no others: the rest is given as bytes. */
static void write_constant(const uint64_t bits[2], WfxType type, WfxBuffer *out)
{
    WfxKind kind = wfx_type_kind(type);
    if (kind == WFX_KIND_F32 || kind == WFX_KIND_F64 || kind == WFX_KIND_V128) {
        uint8_t size = kind == WFX_KIND_F32 ? 4 : kind == WFX_KIND_F64 ? 8 : 16;
        wfx_buffer_u8(out, DW_OP_implicit_value);
        wfx_buffer_uleb(out, size);
        wfx_buffer_bytes(out, bits, size);
        return;
    }
    wfx_buffer_u8(out, DW_OP_constu);
    wfx_buffer_uleb(out, bits[0]);
    wfx_buffer_u8(out, DW_OP_stack_value);
}

void wfx_debug_expression(const WfxLocation *location, WfxType type, bool is_global, WfxBuffer *out)
{
    static const uint8_t general[] = {0, 2, 1,  3,  7,  6,  4,  5,
                                      8, 9, 10, 11, 12, 13, 14, 15}; /* by number in machine code */
    switch (location->where) {
    case WFX_WHERE_SLOT: write_slot(location->frame_offset, is_global, out); break;
    case WFX_WHERE_REGISTER: write_register(general[location->number], out); break;
    case WFX_WHERE_XMM: write_register((uint8_t)(DWARF_XMM0 + location->number), out); break;
    case WFX_WHERE_CONSTANT: write_constant(location->bits, type, out); break;
    case WFX_WHERE_NOWHERE: break; /* an empty one */
    }
}

uint32_t wfx_debug_list_begin(WfxBuffer *out)
{
    uint32_t at = (uint32_t)out->size;
    wfx_buffer_u64(out, UINT64_MAX); /* what follows is relative to address 0 */
    wfx_buffer_u64(out, 0);
    return at;
}

void wfx_debug_list_entry(uint64_t start, uint64_t end, const WfxLocation *location, WfxType type, bool is_global,
                          WfxBuffer *out)
{
    wfx_buffer_u64(out, start);
    wfx_buffer_u64(out, end);
    size_t length_at = out->size;
    wfx_buffer_u16(out, 0);
    wfx_debug_expression(location, type, is_global, out);
    if (!out->failed)
        out->data[length_at] = (uint8_t)(out->size - length_at - 2); /* none is longer than a v128 */
}

void wfx_debug_list_end(WfxBuffer *out)
{
    wfx_buffer_u64(out, 0);
    wfx_buffer_u64(out, 0);
}
