/* .debug_frame: how to find the caller at every instruction of an image (see engine/layout.h, "Frame").

     state     where                                         CFA     caller's rbp   return address
     ENTRY     first instruction                             rsp+8   rbp            [CFA-8]
     PUSHED    after push rbp                                rsp+16  [CFA-16]       [CFA-8]
     BODY      from mov rbp,rsp on                           rbp+16  [CFA-16]       [CFA-8]
     LEFT      between `leave` and the ret                   rsp+8   rbp            [CFA-8]
     SWITCHED  rbp is the destination's already              rbp     rbp            r11

   SWITCHED comes from the image's switch ranges, those of tail calls among them. Return instructions are found by their
   bytes. A match inside another instruction does no harm, since no pc is ever there, but for one place: the last byte
   of a call, where a debugger looks up a caller's frame; such matches are dropped. */
#include "engine/code/code.h"
#include "gdb/debug_info.h"

#include <dwarf.h>

enum { REG_RBP = 6, REG_RSP = 7, REG_R11 = 11, REG_PC = 16, FIRST_INSTRUCTIONS = 4 /* push rbp; mov rbp,rsp */ };

typedef enum FrameState { STATE_ENTRY, STATE_PUSHED, STATE_BODY, STATE_LEFT, STATE_SWITCHED } FrameState;

static void write_state(WfxBuffer *out, FrameState state)
{
    static const struct {
        uint8_t cfa_register, cfa_offset;
        bool rbp_saved, pc_in_r11;
    } rules[] = {
        [STATE_ENTRY] = {REG_RSP, 8, false, false},   [STATE_PUSHED] = {REG_RSP, 16, true, false},
        [STATE_BODY] = {REG_RBP, 16, true, false},    [STATE_LEFT] = {REG_RSP, 8, false, false},
        [STATE_SWITCHED] = {REG_RBP, 0, false, true},
    };
    wfx_buffer_u8(out, DW_CFA_def_cfa);
    wfx_buffer_uleb(out, rules[state].cfa_register);
    wfx_buffer_uleb(out, rules[state].cfa_offset);
    if (rules[state].rbp_saved) {
        wfx_buffer_u8(out, DW_CFA_offset | REG_RBP);
        wfx_buffer_uleb(out, 2);
    } else {
        wfx_buffer_u8(out, DW_CFA_same_value);
        wfx_buffer_uleb(out, REG_RBP);
    }
    if (rules[state].pc_in_r11) {
        wfx_buffer_u8(out, DW_CFA_register);
        wfx_buffer_uleb(out, REG_PC);
        wfx_buffer_uleb(out, REG_R11);
    } else {
        wfx_buffer_u8(out, DW_CFA_offset | REG_PC);
        wfx_buffer_uleb(out, 1);
    }
}

static void advance(WfxBuffer *out, uint32_t *at, uint32_t to)
{
    uint32_t delta = to - *at;
    if (delta == 0)
        return;
    if (delta < 64) {
        wfx_buffer_u8(out, (uint8_t)(DW_CFA_advance_loc | delta));
    } else {
        wfx_buffer_u8(out, DW_CFA_advance_loc4);
        wfx_buffer_u32(out, delta);
    }
    *at = to;
}

/* Length of the return instruction at `pc`; 0 when it is none. */
static uint32_t return_length(const uint8_t *code, uint32_t pc, uint32_t end)
{
    if (code[pc] == 0xc3)
        return 1;
    if (code[pc] == 0xc2 && pc + 3 <= end)
        return 3;
    return 0;
}

static bool is_call_return(const WfxCodeImage *image, uint32_t pc)
{
    for (uint32_t i = wfx_image_first_site(image, pc); i < image->site_count && image->sites[i].pc == pc; i++)
        if (image->sites[i].kind != WFX_SITE_TRAP)
            return true;
    return false;
}

static bool is_return(const WfxCodeImage *image, const WfxCodeFunction *function, uint32_t pc, uint32_t *length)
{
    if (pc <= function->start || image->code[pc - 1] != 0xc9)
        return false;
    *length = return_length(image->code, pc, function->end);
    if (*length == 0)
        return false;
    for (uint32_t i = 1; i <= *length; i++)
        if (is_call_return(image, pc + i))
            return false;
    return true;
}

static void write_rows(const WfxCodeImage *image, const WfxCodeFunction *function, uint32_t *next_switch,
                       WfxBuffer *out)
{
    uint32_t at = function->start;
    advance(out, &at, function->start + 1);
    write_state(out, STATE_PUSHED);
    advance(out, &at, function->start + FIRST_INSTRUCTIONS);
    write_state(out, STATE_BODY);
    while (*next_switch < image->switch_count && image->switches[*next_switch].start < function->start)
        ++*next_switch;
    for (uint32_t pc = function->start + FIRST_INSTRUCTIONS; pc < function->end;) {
        uint32_t length = 0;
        if (*next_switch < image->switch_count && image->switches[*next_switch].start <= pc) {
            const WfxSwitchRange *range = &image->switches[(*next_switch)++];
            if (range->end <= pc || range->end > function->end)
                continue;
            advance(out, &at, pc);
            write_state(out, STATE_SWITCHED);
            pc = range->end;
        } else if (is_return(image, function, pc, &length)) {
            advance(out, &at, pc);
            write_state(out, STATE_LEFT);
            pc += length;
        } else {
            pc++;
            continue;
        }
        if (pc < function->end) {
            advance(out, &at, pc);
            write_state(out, STATE_BODY);
        }
    }
}

static void pad(WfxBuffer *out, size_t from)
{
    while ((out->size - from) % 8 != 0 && !out->failed)
        wfx_buffer_u8(out, DW_CFA_nop);
}

void wfx_debug_frame_write(const WfxCodeImage *image, WfxBuffer *out)
{
    size_t start = out->size;
    wfx_buffer_u32(out, 0);
    wfx_buffer_u32(out, 0xffffffff); /* a CIE */
    wfx_buffer_u8(out, 3);           /* version */
    wfx_buffer_u8(out, 0);           /* no augmentation */
    wfx_buffer_uleb(out, 1);         /* code alignment */
    wfx_buffer_sleb(out, -8);        /* data alignment */
    wfx_buffer_uleb(out, REG_PC);
    write_state(out, STATE_ENTRY);
    pad(out, start + 4);
    wfx_debug_patch_u32(out, start, (uint32_t)(out->size - start - 4));

    uint32_t next_switch = 0;
    for (uint32_t i = 0; i < image->function_count; i++) {
        const WfxCodeFunction *function = &image->functions[i];
        size_t entry = out->size;
        wfx_buffer_u32(out, 0);
        wfx_buffer_u32(out, 0); /* offset of the CIE */
        wfx_buffer_u64(out, (uint64_t)(uintptr_t)image->code + function->start);
        wfx_buffer_u64(out, function->end - function->start);
        write_rows(image, function, &next_switch, out);
        pad(out, entry + 4);
        wfx_debug_patch_u32(out, entry, (uint32_t)(out->size - entry - 4));
    }
}
