/* Whether this is built with the address sanitizer: it watches over each piece of memory, and keeps what was freed. */
#ifndef WFX_BASE_SANITIZER_H
#define WFX_BASE_SANITIZER_H

#if defined(__SANITIZE_ADDRESS__)
#define WFX_HAS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WFX_HAS_ASAN 1
#endif
#endif
#ifndef WFX_HAS_ASAN
#define WFX_HAS_ASAN 0
#endif

#endif
