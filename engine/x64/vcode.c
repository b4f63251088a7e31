/* Tables of the machine operations, the register sequence's arithmetic, and the stream as text. */
#include "engine/x64/vcode.h"

#define V_SHAPE(name, shape) V_SHAPE_##shape,
const uint8_t v_shapes[V_COUNT] = {V_LIST(V_SHAPE)};
#define V_NAME(name, shape) #name,
const char *const v_names[V_COUNT] = {V_LIST(V_NAME)};

uint32_t seq_words(const WfxType *types, uint32_t count)
{
    if (count <= WFX_VALUE_REGISTERS)
        return 0;
    Seq seq = {0};
    for (uint32_t i = 0; i < count; i++)
        seq_next(&seq, wfx_type_kind(types[i]));
    return seq.words;
}

uint32_t type_area(const WfxTypeDef *type)
{
    uint32_t params = seq_words(type->params, type->param_count),
             results = seq_words(type->results, type->result_count);
    return params > results ? params : results;
}

uint32_t v_switch_area(const WfxTypeDef *target)
{
    WfxType self = target->params[target->param_count - 1];
    const WfxTypeDef *back = wfx_types_get(wfx_types_get(wfx_type_heap(self))->cont_func);
    return seq_words(back->params, back->param_count);
}

/* ---- text ---- */

static const char *const register_names[32] = {
    "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15",
    "x0",  "x1",  "x2",  "x3",  "x4",  "x5",  "x6",  "x7",  "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15",
};
static const char *const how_names[] = {
    [USE_NONE] = "",
    [USE_REG] = ":reg",
    [USE_RM] = ":rm",
    [USE_ANY] = ":any",
    [USE_SAME] = ":same",
    [USE_FIXED] = ":",
    [USE_FIXED_OR_IMM] = ":imm|",
    [USE_REG_OR_IMM] = ":imm|reg",
    [USE_WORD] = ":word",
};

static const char *instruction_name(X64Op op)
{
    static const struct {
        X64Op op;
        const char *text;
    } instructions[] = {
#define X64(id, text, form, prefix, map, opcode, digit, size) {X64_##id, text},
#include "engine/x64/x64.def"
#undef X64
    };
    for (size_t i = 0; i < sizeof instructions / sizeof instructions[0]; i++)
        if (instructions[i].op == op)
            return instructions[i].text;
    return "";
}

static void print_use(WfxBuffer *out, const VUse *use)
{
    wfx_buffer_format(out, " v%u%s", use->value, how_names[use->how]);
    if (use->how == USE_FIXED || use->how == USE_FIXED_OR_IMM)
        wfx_buffer_format(out, "%s", register_names[use->fixed]);
}

static void print_name(WfxBuffer *out, const char *name)
{
    for (; *name; name++)
        wfx_buffer_u8(out, (uint8_t)(*name >= 'A' && *name <= 'Z' ? *name + 32 : *name));
}

static void print_definition(WfxBuffer *out, const VOp *op)
{
    if (op->def_how == DEF_NONE)
        return;
    wfx_buffer_format(out, "v%u", op->def);
    if (op->def_how == DEF_FIXED)
        wfx_buffer_format(out, ":%s", register_names[op->def_fixed]);
    if (op->second)
        wfx_buffer_format(out, " v%u:rdx", op->second);
    wfx_buffer_format(out, "%s = ", op->def_how == DEF_COPY ? ":copy" : "");
}

static void print_op(const VCode *code, WfxBuffer *out, const VOp *op)
{
    VShape shape = (VShape)v_shapes[op->code];
    wfx_buffer_format(out, "    ");
    bool has_arguments = shape == V_SHAPE_FIXED || shape == V_SHAPE_LEAVE || shape == V_SHAPE_ENTER;
    if (has_arguments && op->result_count)
        wfx_buffer_format(out, "v%u..v%u = ", op->results, op->results + op->result_count - 1);
    print_definition(out, op);
    print_name(out, v_names[op->code]);
    static const char *const kinds[] = {"", ".i32", ".i64", ".f32", ".f64", ".v128", ".ref"};
    wfx_buffer_format(out, "%s", kinds[op->kind]);
    if (op->x)
        wfx_buffer_format(out, " %s", instruction_name(op->x));
    if (op->index)
        wfx_buffer_format(out, " #%u", op->index);
    if (op->imm)
        wfx_buffer_format(out, " 0x%llx", (unsigned long long)op->imm);
    if (op->scale)
        wfx_buffer_format(out, " <<%u", op->scale);
    if (has_arguments) {
        for (uint32_t i = 0; i < op->arg_count; i++)
            print_use(out, &code->args.data[op->args + i]);
    } else {
        for (unsigned i = 0; i < op->use_count; i++)
            print_use(out, &op->use[i]);
    }
    for (uint32_t i = 0; shape == V_SHAPE_EDGE && i < op->edge_count; i++) {
        const IrEdge *edge = &code->ir->edges.data[op->edges + i];
        wfx_buffer_format(out, " b%u(", edge->target);
        for (uint32_t k = 0; k < edge->arg_count; k++)
            wfx_buffer_format(out, "%sv%u", k ? " " : "", code->ir->extra.data[edge->args + k]);
        wfx_buffer_u8(out, ')');
    }
    if (op->clobbers) {
        wfx_buffer_format(out, " clobbers");
        for (uint32_t rest = op->clobbers; rest; rest &= rest - 1)
            wfx_buffer_format(out, " %s", register_names[__builtin_ctz(rest)]);
    }
    wfx_buffer_format(out, "%s%s\n", op->commutes ? " commutes" : "", op->reads_flags ? " reads flags" : "");
}

void v_print(const VCode *code, WfxBuffer *out)
{
    for (uint32_t i = 0; i < code->ops.count; i++)
        print_op(code, out, &code->ops.data[i]);
}
