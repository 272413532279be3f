/* asked.c -- what the commands on the graph are asked: a period, two entities. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

bool cli_period(const char *years, const char *day, struct rhz_period *out)
{
    struct rhz_error err = {RHZ_OK, ""};

    *out = (struct rhz_period){0, 0};
    if (years && day)
        return cli_error("--annee et --le ne vont pas ensemble : l'un dit une période, l'autre un jour."), false;
    if (!years && !day)
        return true;
    if (rhz_period_parse(years ? years : day, out, &err) == RHZ_OK)
        return true;
    cli_failed(&err);
    return false;
}

int cli_choose_two(const struct cli *c, struct rhz_base *b, const char *kind, struct rhz_entities *who[2])
{
    int status = -1;

    if (c->n_words != 2)
        return cli_error("%s veut deux noms, chacun entre guillemets s'il a plusieurs mots ; il y en a %d.", c->command, c->n_words);
    for (int i = 0; i < 2 && status < 0; i++)
        status = cli_choose_entity(b, c->words[i], kind, &who[i]);
    return status;
}
