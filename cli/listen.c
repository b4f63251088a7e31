/* Sockets that a program is given to accept connections on; see cli.h. */
#include "cli/cli.h"

#include <errno.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 128 };

/* "ADDRESS:PORT" in place; an IPv6 address stands in brackets. */
static bool split_address(char *text, char **host, char **port)
{
    char *colon = strrchr(text, ':');
    if (!colon || colon == text || !colon[1] || strspn(colon + 1, "0123456789") != strlen(colon + 1) ||
        strlen(colon + 1) > 5 || atoi(colon + 1) > 65535)
        return false;
    *colon = 0;
    *port = colon + 1;
    *host = text;
    if (*text == '[' && colon[-1] == ']') {
        colon[-1] = 0;
        *host = text + 1;
    }
    return **host && (*host != text || !strchr(text, ':'));
}

static int listen_at(const struct addrinfo *address)
{
    const int on = 1;
    int host = socket(address->ai_family, address->ai_socktype | SOCK_CLOEXEC, address->ai_protocol);
    if (host < 0)
        return -1;
    if (setsockopt(host, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
        bind(host, address->ai_addr, address->ai_addrlen) == 0 && listen(host, BACKLOG) == 0)
        return host;
    int reason = errno;
    close(host);
    errno = reason;
    return -1;
}

static int listen_on(const CliUsage *usage, const char *item, int *listener)
{
    const struct addrinfo wanted = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    char *host, *port, *text = strdup(item);
    if (!text)
        return cli_error("out of memory");
    int status = CLI_OK;
    *listener = -1;
    if (!split_address(text, &host, &port)) {
        status = cli_usage_error(usage, "--tcplisten '%s': expected ADDRESS:PORT or [ADDRESS]:PORT", item);
        goto done;
    }
    int reason = getaddrinfo(host, port, &wanted, &found);
    if (reason) {
        status = cli_error("--tcplisten '%s': %s", item, reason == EAI_SYSTEM ? strerror(errno) : gai_strerror(reason));
        goto done;
    }
    for (const struct addrinfo *at = found; at && *listener < 0; at = at->ai_next)
        *listener = listen_at(at);
    if (*listener < 0)
        status = cli_error("--tcplisten '%s': %s", item, strerror(errno));
done:
    if (found)
        freeaddrinfo(found);
    free(text);
    return status;
}

int cli_listen(const CliUsage *usage, const CliList *items, int *listeners)
{
    for (uint32_t i = 0; i < items->count; i++) {
        int status = listen_on(usage, items->items[i], &listeners[i]);
        if (status == CLI_OK)
            continue;
        while (i > 0)
            close(listeners[--i]);
        return status;
    }
    return CLI_OK;
}
