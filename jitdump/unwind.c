/* .eh_frame and .eh_frame_hdr of one function (System V ABI; Linux Standard Base, exception frames). Addresses are
   relative: perf's ELF file has the code first, then, at the next multiple of 8, this table. */
#include "jitdump/unwind.h"

#include <string.h>

enum {
    DW_CFA_advance_loc = 0x40,
    DW_CFA_offset = 0x80,
    DW_CFA_def_cfa = 0x0C,
    DW_CFA_def_cfa_register = 0x0D,
    DW_CFA_def_cfa_offset = 0x0E
};
enum { REG_RBP = 6, REG_RSP = 7, REG_RETURN = 16 };
enum { PE_PCREL_SDATA4 = 0x1B, PE_UDATA4 = 0x03, PE_DATAREL_SDATA4 = 0x3B };

static void pad_and_set_length(WfxBuffer *out, size_t start)
{
    while ((out->size - start) % 8)
        wfx_buffer_u8(out, 0); /* DW_CFA_nop */
    if (out->failed)
        return;
    uint32_t length = (uint32_t)(out->size - start - 4);
    memcpy(out->data + start, &length, sizeof length);
}

static void put_bytes(WfxBuffer *out, const uint8_t *bytes, size_t size)
{
    wfx_buffer_bytes(out, bytes, size);
}

uint64_t wfx_unwind_table(WfxBuffer *out, uint32_t code_size)
{
    size_t table = out->size;
    uint32_t code_bytes = (code_size + 7) & ~7u; /* from the code's start to the table */

    wfx_buffer_u32(out, 0);
    wfx_buffer_u32(out, 0); /* a CIE */
    static const uint8_t cie[] = {1,
                                  'z',
                                  'R',
                                  0,
                                  1,
                                  0x78 /* -8 */,
                                  REG_RETURN,
                                  1,
                                  PE_PCREL_SDATA4,
                                  DW_CFA_def_cfa,
                                  REG_RSP,
                                  8,
                                  DW_CFA_offset | REG_RETURN,
                                  1};
    put_bytes(out, cie, sizeof cie);
    pad_and_set_length(out, table);

    size_t fde = out->size;
    wfx_buffer_u32(out, 0);
    wfx_buffer_u32(out, (uint32_t)(fde + 4 - table));
    wfx_buffer_u32(out, (uint32_t) - (int32_t)(code_bytes + (out->size - table)));
    wfx_buffer_u32(out, code_size);
    static const uint8_t rows[] = {0, /* no augmentation data */
                                   DW_CFA_advance_loc | 1,
                                   DW_CFA_def_cfa_offset,
                                   16,
                                   DW_CFA_offset | REG_RBP,
                                   2, /* push rbp */
                                   DW_CFA_advance_loc | 3,
                                   DW_CFA_def_cfa_register,
                                   REG_RBP}; /* mov rbp, rsp */
    put_bytes(out, rows, sizeof rows);
    pad_and_set_length(out, fde);
    wfx_buffer_u32(out, 0); /* end of .eh_frame */
    wfx_buffer_u32(out, 0);

    size_t header = out->size;
    wfx_buffer_u8(out, 1);
    wfx_buffer_u8(out, PE_PCREL_SDATA4);
    wfx_buffer_u8(out, PE_UDATA4);
    wfx_buffer_u8(out, PE_DATAREL_SDATA4);
    wfx_buffer_u32(out, (uint32_t) - (int32_t)(out->size - table));
    wfx_buffer_u32(out, 1);
    wfx_buffer_u32(out, (uint32_t) - (int32_t)(code_bytes + (header - table)));
    wfx_buffer_u32(out, (uint32_t) - (int32_t)(header - fde));
    wfx_buffer_u32(out, 0); /* to a multiple of 8 */
    return out->size - header;
}
