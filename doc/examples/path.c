/* path.c -- how two entities are linked, hop by hop. Usage: path BASE NAME NAME */
#include <rhizome.h>
#include <stdio.h>

static uint64_t find(struct rhz_base *base, const char *name, struct rhz_error *err)
{
    struct rhz_entities *found = NULL;
    uint64_t id = 0;

    if (rhz_entities_find(base, name, NULL, 1, &found, err) == RHZ_OK && rhz_entities_count(found) == 1)
        id = rhz_entities_get(found, 0)->id;
    rhz_entities_free(found);
    return id;
}

int main(int argc, char **argv)
{
    struct rhz_base *base = NULL;
    struct rhz_paths *paths = NULL;
    struct rhz_error err = {0};

    if (argc == 4 && rhz_base_open(argv[1], &base, &err) == RHZ_OK &&
        rhz_paths_between(base, find(base, argv[2], &err), find(base, argv[3], &err), NULL, &paths, &err) == RHZ_OK)
        for (size_t i = 0; rhz_paths_count(paths) && i <= rhz_paths_length(paths); i++)
            printf("%s%s", i ? " — " : "", rhz_paths_entity(paths, 0, i)->name);
    puts(err.text);
    rhz_paths_free(paths);
    rhz_base_close(base);
    return err.status != RHZ_OK;
}
