/* .debug_abbrev: which attributes, in which form, each kind of entry in .debug_info has. */
#include "gdb/abbrevs.h"

#include <dwarf.h>

/* Pairs of attribute and form, ended by 0, 0. */
typedef struct AbbrevRow {
    uint8_t code;
    uint8_t tag;
    bool children;
    uint16_t attributes[24];
} AbbrevRow;
static const AbbrevRow abbrevs[] = {
    {ABBREV_UNIT,
     DW_TAG_compile_unit,
     true,
     {DW_AT_producer, DW_FORM_string, DW_AT_language, DW_FORM_data2, DW_AT_name, DW_FORM_string, DW_AT_comp_dir,
      DW_FORM_string, DW_AT_low_pc, DW_FORM_addr, DW_AT_high_pc, DW_FORM_data4, DW_AT_stmt_list, DW_FORM_sec_offset}},
    {ABBREV_UNIT_NO_LINES,
     DW_TAG_compile_unit,
     true,
     {DW_AT_producer, DW_FORM_string, DW_AT_language, DW_FORM_data2, DW_AT_name, DW_FORM_string, DW_AT_comp_dir,
      DW_FORM_string, DW_AT_low_pc, DW_FORM_addr, DW_AT_high_pc, DW_FORM_data4}},
    {ABBREV_UNIT_NO_CODE,
     DW_TAG_compile_unit,
     true,
     {DW_AT_producer, DW_FORM_string, DW_AT_language, DW_FORM_data2, DW_AT_name, DW_FORM_string, DW_AT_comp_dir,
      DW_FORM_string}},
    {ABBREV_BASE,
     DW_TAG_base_type,
     false,
     {DW_AT_name, DW_FORM_string, DW_AT_encoding, DW_FORM_data1, DW_AT_byte_size, DW_FORM_data1}},
    {ABBREV_POINTER, DW_TAG_pointer_type, false, {DW_AT_byte_size, DW_FORM_data1}},
    {ABBREV_TYPEDEF, DW_TAG_typedef, false, {DW_AT_name, DW_FORM_string, DW_AT_type, DW_FORM_ref4}},
    {ABBREV_FUNCTION,
     DW_TAG_subprogram,
     true,
     {DW_AT_external,
      DW_FORM_flag_present,
      DW_AT_name,
      DW_FORM_string,
      DW_AT_decl_file,
      DW_FORM_udata,
      DW_AT_decl_line,
      DW_FORM_udata,
      DW_AT_prototyped,
      DW_FORM_flag_present,
      DW_AT_low_pc,
      DW_FORM_addr,
      DW_AT_high_pc,
      DW_FORM_data4,
      DW_AT_frame_base,
      DW_FORM_exprloc,
      DW_AT_calling_convention,
      DW_FORM_data1,
      DW_AT_type,
      DW_FORM_ref4}},
    {ABBREV_VOID_FUNCTION,
     DW_TAG_subprogram,
     true,
     {DW_AT_external, DW_FORM_flag_present, DW_AT_name, DW_FORM_string, DW_AT_decl_file, DW_FORM_udata, DW_AT_decl_line,
      DW_FORM_udata, DW_AT_prototyped, DW_FORM_flag_present, DW_AT_low_pc, DW_FORM_addr, DW_AT_high_pc, DW_FORM_data4,
      DW_AT_frame_base, DW_FORM_exprloc, DW_AT_calling_convention, DW_FORM_data1}},
    {ABBREV_PARAMETER,
     DW_TAG_formal_parameter,
     false,
     {DW_AT_name, DW_FORM_string, DW_AT_type, DW_FORM_ref4, DW_AT_location, DW_FORM_exprloc}},
    {ABBREV_LOCAL,
     DW_TAG_variable,
     false,
     {DW_AT_name, DW_FORM_string, DW_AT_type, DW_FORM_ref4, DW_AT_location, DW_FORM_exprloc}},
    {ABBREV_DOLLAR,
     DW_TAG_variable,
     false,
     {DW_AT_name, DW_FORM_string, DW_AT_type, DW_FORM_ref4, DW_AT_external, DW_FORM_flag_present, DW_AT_location,
      DW_FORM_sec_offset}},
    {ABBREV_VECTOR, DW_TAG_array_type, true, {DW_AT_type, DW_FORM_ref4, DW_AT_GNU_vector, DW_FORM_flag_present}},
    {ABBREV_BOUND, DW_TAG_subrange_type, false, {DW_AT_lower_bound, DW_FORM_data1, DW_AT_upper_bound, DW_FORM_data1}},
    {ABBREV_UNION, DW_TAG_union_type, true, {DW_AT_name, DW_FORM_string, DW_AT_byte_size, DW_FORM_data1}},
    {ABBREV_MEMBER, DW_TAG_member, false, {DW_AT_name, DW_FORM_string, DW_AT_type, DW_FORM_ref4}},
    {ABBREV_POINTER_TO, DW_TAG_pointer_type, false, {DW_AT_byte_size, DW_FORM_data1, DW_AT_type, DW_FORM_ref4}},
    {ABBREV_STRUCTURE, DW_TAG_structure_type, true, {DW_AT_name, DW_FORM_string, DW_AT_byte_size, DW_FORM_udata}},
    {ABBREV_FIELD,
     DW_TAG_member,
     false,
     {DW_AT_name, DW_FORM_string, DW_AT_type, DW_FORM_ref4, DW_AT_data_member_location, DW_FORM_udata}},
    {ABBREV_ELEMENTS, DW_TAG_array_type, true, {DW_AT_type, DW_FORM_ref4}},
    {ABBREV_ELEMENT_COUNT,
     DW_TAG_subrange_type,
     false,
     {DW_AT_lower_bound, DW_FORM_data1, DW_AT_count, DW_FORM_exprloc}},
    {ABBREV_MOVING_PARAMETER,
     DW_TAG_formal_parameter,
     false,
     {DW_AT_name, DW_FORM_string, DW_AT_type, DW_FORM_ref4, DW_AT_location, DW_FORM_sec_offset}},
    {ABBREV_MOVING_LOCAL,
     DW_TAG_variable,
     false,
     {DW_AT_name, DW_FORM_string, DW_AT_type, DW_FORM_ref4, DW_AT_location, DW_FORM_sec_offset}},
    {ABBREV_ABSTRACT,
     DW_TAG_subprogram,
     false,
     {DW_AT_external, DW_FORM_flag_present, DW_AT_name, DW_FORM_string, DW_AT_decl_file, DW_FORM_udata, DW_AT_decl_line,
      DW_FORM_udata, DW_AT_prototyped, DW_FORM_flag_present, DW_AT_inline, DW_FORM_data1, DW_AT_type, DW_FORM_ref4}},
    {ABBREV_VOID_ABSTRACT,
     DW_TAG_subprogram,
     false,
     {DW_AT_external, DW_FORM_flag_present, DW_AT_name, DW_FORM_string, DW_AT_decl_file, DW_FORM_udata, DW_AT_decl_line,
      DW_FORM_udata, DW_AT_prototyped, DW_FORM_flag_present, DW_AT_inline, DW_FORM_data1}},
    {ABBREV_INLINED,
     DW_TAG_inlined_subroutine,
     true,
     {DW_AT_abstract_origin, DW_FORM_ref4, DW_AT_call_file, DW_FORM_udata, DW_AT_call_line, DW_FORM_udata, DW_AT_low_pc,
      DW_FORM_addr, DW_AT_high_pc, DW_FORM_data4}},
    {ABBREV_SCATTERED_INLINED,
     DW_TAG_inlined_subroutine,
     true,
     {DW_AT_abstract_origin, DW_FORM_ref4, DW_AT_call_file, DW_FORM_udata, DW_AT_call_line, DW_FORM_udata, DW_AT_ranges,
      DW_FORM_sec_offset}},
};

void wfx_debug_abbrevs_write(WfxBuffer *out, bool is_optimised)
{
    for (size_t i = 0; i < sizeof abbrevs / sizeof *abbrevs; i++) {
        const AbbrevRow *row = &abbrevs[i];
        if (!is_optimised && row->code >= ABBREV_FIRST_OF_OPTIMISED)
            break;
        wfx_buffer_uleb(out, row->code);
        wfx_buffer_uleb(out, row->tag);
        wfx_buffer_u8(out, row->children);
        for (int k = 0; row->attributes[k]; k++)
            wfx_buffer_uleb(out, row->attributes[k]);
        wfx_buffer_u16(out, 0);
    }
    wfx_buffer_u8(out, 0);
}
