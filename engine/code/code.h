/* Executable memory and the registry of published images: where code is placed (W^X), found by address, and announced
   to observers. */
#ifndef WFX_CODE_CODE_H
#define WFX_CODE_CODE_H

#include "engine/image.h"

/* Places the code in executable memory (never writable there), registers the image for lookups, tells the observers.
   From then on the image is the registry's and is not changed; before, and after a failure, it is the caller's. */
bool wfx_code_publish(WfxCodeImage *image, const WfxCodeBlob *blob, WfxError *error);
/* Tells the observers, unmaps the code, frees the image, which was published. NULL: nothing. */
void wfx_code_retire(const WfxCodeImage *image);
/* How many images have been retired so far: who has kept what lookups gave must forget it when this has changed. */
uint64_t wfx_code_retired(void);

/* ---- lookups: async-signal-safe, no locks ---- */
const WfxCodeImage *wfx_code_find(uint64_t pc); /* image whose code holds the address, or NULL */
const WfxCodeFunction *wfx_image_function(const WfxCodeImage *image, uint32_t code_offset);
/* The site at exactly this pc, or NULL. The return address of a call may be the pc of a trap too: the first gives the
   call's site then, the second only traps. */
const WfxSite *wfx_image_site(const WfxCodeImage *image, uint32_t code_offset);
const WfxSite *wfx_image_trap_site(const WfxCodeImage *image, uint32_t code_offset);
/* The resume with its RESUMED label at exactly this pc, or NULL. */
const WfxCodeResume *wfx_image_resume(const WfxCodeImage *image, uint32_t code_offset);
/* Wasm offset of the instruction that code_offset belongs to (last row at or before); WFX_NO_OFFSET outside. */
uint32_t wfx_image_wasm_offset(const WfxCodeImage *image, uint32_t code_offset);
/* Index of the first line row at or after the code offset (lower bound). */
uint32_t wfx_image_first_line(const WfxCodeImage *image, uint32_t code_offset);
/* Index of the first site at or after the code offset; site_count if none. */
uint32_t wfx_image_first_site(const WfxCodeImage *image, uint32_t code_offset);
bool wfx_image_in_switch(const WfxCodeImage *image, uint32_t code_offset);

/* ---- where locals are ---- */
typedef struct WfxLocation {
    WfxWhere where;
    int32_t frame_offset; /* SLOT: from rbp */
    uint8_t number;       /* REGISTER, XMM: in machine code */
    uint64_t bits[2];     /* CONSTANT: as a slot would hold them; the second of v128 only */
} WfxLocation;
/* Where a local (an index in image->locals) is before the instruction at code_offset runs. Of a stopped frame (a return
   address, the pc of a suspension) pc - 1 is to be asked for. */
WfxLocation wfx_image_local_at(const WfxCodeImage *image, uint32_t local, uint32_t code_offset);
/* The ranges of a local, none if it has a home, and what one of them says. */
const WfxCodeRange *wfx_image_ranges(const WfxCodeImage *image, uint32_t local, uint32_t *count);
WfxLocation wfx_image_location(const WfxCodeImage *image, const WfxCodeRange *range);
/* ---- through inlined calls ---- */
/* A function and an instruction of it that a place in code belongs to. */
typedef struct WfxCodePlace {
    const WfxCodeFunction *code; /* that holds the code */
    uint32_t function;           /* function index in the module */
    uint32_t wasm_offset;        /* WFX_NO_OFFSET: unknown */
    uint32_t inlined;            /* in image->inlined; WFX_NO_INDEX: the function is that of `code` */
} WfxCodePlace;
/* The innermost place at a frame's pc: an exact one, or a return address, of which the call is meant. False: no
   function has code there. Then what it was inlined into, at the call there; false: it is the code's own function. */
bool wfx_image_place(const WfxCodeImage *image, uint32_t pc, bool is_exact, WfxCodePlace *place);
bool wfx_image_outer_place(const WfxCodeImage *image, WfxCodePlace *place);
/* The calls inlined into functions[number]: the first's index in image->inlined, and their number. And the first range
   of an inlined call that ends behind the code offset. */
uint32_t wfx_image_inlined(const WfxCodeImage *image, uint32_t number, uint32_t *count);
uint32_t wfx_image_first_inlined_range(const WfxCodeImage *image, uint32_t code_offset);
/* For people: "inner, inlined in middle at 12:5, inlined in outer at 30:7"; without a source no places. */
void wfx_image_print_functions(const WfxCodeImage *image, const WfxSourceMap *source, uint32_t code_offset,
                               WfxBuffer *out);
/* For people: "at rbp-16", or "rax in 0x4e..0x5f, 0x2a in 0x60..0x71", or "nowhere". */
void wfx_image_print_local(const WfxCodeImage *image, uint32_t local, WfxBuffer *out);

/* ---- observers ---- */
typedef struct WfxCodeObserver {
    void *self;
    /* returns the observer's own record of the image, or NULL */
    void *(*publish)(void *self, const WfxCodeImage *image);
    void (*retire)(void *self, const WfxCodeImage *image, void *record); /* or NULL */
    /* lines are its business: a module without source text gets a printed one before it is published */
    bool wants_source;
} WfxCodeObserver;
/* Places code of images from now on in this memory, while there is room for it; a debugger wants it in a place that it
   knows. The memory stays the caller's, but may not be given back. */
void wfx_code_reserve(void *start, size_t size);

/* Before the first module is compiled. False: there are 8 already. */
bool wfx_code_observe(const WfxCodeObserver *observer);
bool wfx_code_source_wanted(void);

#endif
