/* usual_acronyms.c -- look-up in acronyms.txt, lines "KEY TAB FORM" in order of bytes (gazetteers/make_acronyms.py). */
#include "synonyms.h"

/* The table is linked in as it stands: a path relative to the root of the project, where make runs. */
__asm__(".section .rodata\n"
        ".global rhz_acronyms_txt\n.hidden rhz_acronyms_txt\n"
        ".global rhz_acronyms_txt_end\n.hidden rhz_acronyms_txt_end\n"
        "rhz_acronyms_txt:\n.incbin \"query/gazetteers/acronyms.txt\"\n"
        "rhz_acronyms_txt_end:\n.byte 0\n"
        ".previous\n");
extern const char rhz_acronyms_txt[], rhz_acronyms_txt_end[];

struct rhz_span rhz_usual_acronym(struct rhz_span key, bool *capitals)
{
    const char *low = rhz_acronyms_txt, *high = rhz_acronyms_txt_end;

    *capitals = false;
    while (low < high) {
        const char *line = low + (high - low) / 2, *tab, *end;
        int c;

        while (line > low && line[-1] != '\n')
            line--;
        tab = memchr(line, '\t', (size_t)(rhz_acronyms_txt_end - line));
        end = tab ? memchr(tab, '\n', (size_t)(rhz_acronyms_txt_end - tab)) : NULL;
        if (!end)
            break;
        c = rhz_span_cmp(rhz_span(line, (size_t)(tab - line)), key);
        if (c == 0) {
            *capitals = tab[1] == '!';
            tab += 1 + *capitals;
            return rhz_span(tab, (size_t)(end - tab));
        }
        if (c < 0)
            low = end + 1;
        else
            high = line;
    }
    return rhz_span("", 0);
}
