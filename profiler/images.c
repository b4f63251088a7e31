/* The images that exist while a profile is taken, by an observer that is registered once per process. Images are
   published and retired by the thread that owns their modules; the report is made on it too. */
#include "engine/code/code.h"
#include "profiler/collect.h"

static WfxImageList images;

const WfxImageList *wfx_profiler_images(void)
{
    return &images;
}

static void *publish(void *self, const WfxCodeImage *image)
{
    (void)self;
    (void)wfx_vec_push(&images, image); /* without memory its unsampled handlers are not reported */
    return NULL;
}

static void retire(void *self, const WfxCodeImage *image, void *record)
{
    (void)self;
    (void)record;
    for (uint32_t i = 0; i < images.count; i++) {
        if (images.data[i] != image)
            continue;
        images.data[i] = images.data[--images.count];
        if (!images.count)
            wfx_vec_free(&images);
        return;
    }
}

bool wfx_profiler_prepare(WfxError *error)
{
    static bool is_observing;
    static const WfxCodeObserver observer = {.publish = publish, .retire = retire, .wants_source = true};
    if (!is_observing)
        is_observing = wfx_code_observe(&observer);
    return is_observing || wfx_error_set(error, WFX_ERROR_LIMIT, WFX_NO_OFFSET, "too many code observers");
}
