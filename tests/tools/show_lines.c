/* show_lines -- the facts of text files in the form of tests/data/extract/X.expect.
 *
 * usage: show_lines FILE...
 */
#include "unit/extract_files.h"

int main(int argc, char **argv)
{
    struct rhz_gazetteer *gazetteer = NULL;
    struct rhz_arena *arena = rhz_arena_new();
    if (!arena || rhz_gazetteer_open(&gazetteer, NULL) != RHZ_OK)
        return 2;
    for (int i = 1; i < argc; i++) {
        struct rhz_document d;
        struct rhz_facts f;
        rhz_arena_reset(arena);
        struct rhz_span text = read_whole(argv[i], arena);
        if (!text.p) {
            fprintf(stderr, "show_lines: %s cannot be read\n", argv[i]);
            return 2;
        }
        extract_text(gazetteer, text, arena, &d, &f);
        struct rhz_span lines = facts_lines(&f, arena);
        fwrite(lines.p, 1, lines.n, stdout);
    }
    rhz_gazetteer_close(gazetteer);
    rhz_arena_free(arena);
    return 0;
}
