/* main.c -- rhizome-serveur: the program that `rhizome servir` runs. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server.h"

static int usage_error(const char *option, const char *value)
{
    fprintf(stderr, "rhizome servir : « %s » ne va pas avec --%s. Voir « rhizome aide servir ».\n", value, option);
    return 2;
}

static bool read_number(const char *s, unsigned least, unsigned most, unsigned *out)
{
    char *end;
    unsigned long n = strtoul(s, &end, 10);

    if (!*s || *end || *s == '-' || n < least || n > most)
        return false;
    *out = (unsigned)n;
    return true;
}

int main(int argc, char **argv)
{
    static const struct option OPTIONS[] = {{"base", required_argument, NULL, 'b'},     {"adresse", required_argument, NULL, 'a'},
                                            {"port", required_argument, NULL, 'p'},     {"journal", required_argument, NULL, 'j'},
                                            {"delai", required_argument, NULL, 'd'},    {"ouvriers", required_argument, NULL, 'o'},
                                            {"connexions", required_argument, NULL, 'c'}, {"par-adresse", required_argument, NULL, 'n'},
                                            {NULL, 0, NULL, 0}};
    struct http_settings s = {.base = getenv("RHIZOME_BASE"), .address = "127.0.0.1", .port = 8080, .deadline_ms = 2000, .workers = 4,
                              .connections = 16000, .connections_per_address = 512};
    struct rhz_error err = {0};
    unsigned n = 0;
    int c, at = 0;

    if (!s.base || !*s.base)
        s.base = "base.rhz";
    while ((c = getopt_long(argc, argv, "", OPTIONS, &at)) != -1) {
        unsigned least = c == 'p' ? 1 : c == 'd' ? 10 : 1, most = c == 'p' ? 65535 : c == 'd' ? 600000 : c == 'o' ? 64 : 100000;
        if (c == '?')
            return 2;
        if (c == 'b')
            s.base = optarg;
        else if (c == 'a')
            s.address = optarg;
        else if (c == 'j')
            s.journal = optarg;
        else if (!read_number(optarg, least, most, &n))
            return usage_error(OPTIONS[at].name, optarg);
        if (c == 'p')
            s.port = (uint16_t)n;
        else if (c == 'd')
            s.deadline_ms = n;
        else if (c == 'o')
            s.workers = n;
        else if (c == 'c')
            s.connections = n;
        else if (c == 'n')
            s.connections_per_address = n;
    }
    if (optind < argc) {
        fprintf(stderr, "rhizome servir : « %s » est de trop.\n", argv[optind]);
        return 2;
    }
    if (http_serve(&s, &err) != RHZ_OK) {
        fprintf(stderr, "rhizome servir : %s\n", err.text);
        return 2;
    }
    return 0;
}
