/* netaddress.c -- recognise addresses by their shape: something@host, a scheme or www., a host under a known top domain.
 *
 * Bare hosts need a list of top domains, short on purpose: a sentence that lacks the space after its full stop
 * (fin.de, élu.es) must not become a host. What is read for one look is bounded, so that hostile text costs linear time.
 */
#include "netaddress.h"

#include <strings.h>

enum { ADDRESS_MOST = 400 };

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static bool is_host_char(char c)
{
    return is_alnum(c) || c == '-' || c == '.';
}

static size_t run(struct rhz_span s, const char *more)
{
    size_t n = 0;

    while (n < s.n && n < ADDRESS_MOST && (is_alnum(s.p[n]) || (s.p[n] && strchr(more, s.p[n]))))
        n++;
    return n;
}

static bool starts(struct rhz_span s, const char *prefix)
{
    size_t n = strlen(prefix);

    return s.n > n && strncasecmp(s.p, prefix, n) == 0;
}

static struct rhz_span rest(struct rhz_span s, size_t n)
{
    return rhz_span(s.p + n, s.n - n);
}

/* The last label of a host of at least two: `known` demands that it be on the list. */
static bool good_host(struct rhz_span host, bool known)
{
    static const char *const tops[] = {"fr",  "com", "org", "net", "eu",  "info", "coop", "bzh",
                                       "be",  "ch",  "io",  "uk",  "lu",  "asso", "paris", NULL};
    size_t dot = host.n, i;
    struct rhz_span top;

    while (dot > 0 && host.p[dot - 1] != '.')
        dot--;
    if (dot < 2 || host.n - dot < 2 || host.p[0] == '.' || host.p[0] == '-')
        return false;
    for (i = 1; i < host.n; i++)
        if (host.p[i] == '.' && host.p[i - 1] == '.')
            return false;
    top = rest(host, dot);
    for (i = 0; !known && i < top.n; i++)
        if ((top.p[i] | 0x20) < 'a' || (top.p[i] | 0x20) > 'z')
            return false;
    for (i = 0; known && tops[i]; i++)
        if (strlen(tops[i]) == top.n && strncmp(tops[i], top.p, top.n) == 0)
            return true;
    return !known;
}

/* Host at s, without the full stop or hyphen that may end a sentence. */
static size_t read_host(struct rhz_span s)
{
    size_t n = 0;

    while (n < s.n && n < ADDRESS_MOST && is_host_char(s.p[n]))
        n++;
    while (n > 0 && !is_alnum(s.p[n - 1]))
        n--;
    return n;
}

/* :port, /path, ?query after a host; closing punctuation belongs to the sentence. */
static size_t read_path(struct rhz_span s)
{
    size_t n;

    if (s.n == 0 || (s.p[0] != '/' && s.p[0] != '?' && s.p[0] != '#' && s.p[0] != ':'))
        return 0;
    n = run(s, "-._~:/?#@!$&*+,;=%");
    while (n > 0 && !is_alnum(s.p[n - 1]) && s.p[n - 1] != '/')
        n--;
    return n;
}

static struct rhz_span bare(struct rhz_span address)
{
    if (starts(address, "www."))
        address = rest(address, 4);
    while (address.n && address.p[address.n - 1] == '/')
        address.n--;
    return address;
}

static bool ends_here(struct rhz_span s, size_t n)
{
    return n >= s.n || ((unsigned char)s.p[n] < 0x80 && !is_alnum(s.p[n])) || (unsigned char)s.p[n] >= 0xE0 ||
           (unsigned char)s.p[n] == 0xC2;
}

size_t rhz_netaddress_read(struct rhz_span s, struct rhz_span *form, size_t *looked)
{
    size_t local = run(s, "._%+-"), scheme = 0, host;

    *looked = local;
    if (local < s.n && local > 0 && s.p[local] == '@') {
        host = read_host(rest(s, local + 1));
        if (host && good_host(rhz_span(s.p + local + 1, host), false) && ends_here(s, local + 1 + host)) {
            *form = rhz_span(s.p, local + 1 + host);
            return form->n;
        }
    }
    if (starts(s, "http://"))
        scheme = 7;
    else if (starts(s, "https://"))
        scheme = 8;
    else if (starts(s, "ftp://"))
        scheme = 6;
    host = read_host(rest(s, scheme));
    if (!host || !good_host(rhz_span(s.p + scheme, host), !scheme && !starts(s, "www.")))
        return 0;
    if (!ends_here(s, scheme + host))
        return 0;
    host += read_path(rest(s, scheme + host));
    *form = bare(rhz_span(s.p + scheme, host));
    return scheme + host;
}
