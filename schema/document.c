/* document.c -- look-ups in a document: which line, page, block, headings.
 *
 * All are binary searches over arrays sorted by offset; the stored forms are in document_record.c.
 */
#include "document.h"

/** Number of marks at or before `offset`, the offset being the first member of each. */
static size_t marks_before(const void *marks, size_t n, size_t size, uint32_t offset)
{
    size_t low = 0, high = n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        uint32_t at;
        memcpy(&at, (const char *)marks + middle * size, sizeof at);
        if (at <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint32_t rhz_document_line(const struct rhz_document *d, uint32_t offset)
{
    size_t n = marks_before(d->lines, d->n_lines, sizeof d->lines[0], offset);

    return n ? d->lines[n - 1].line : 0;
}

uint32_t rhz_document_page(const struct rhz_document *d, uint32_t offset, struct rhz_span *label)
{
    size_t n = marks_before(d->pages, d->n_pages, sizeof d->pages[0], offset);

    if (label)
        *label = n ? d->pages[n - 1].label : rhz_span("", 0);
    return n ? d->pages[n - 1].page : 0;
}

uint32_t rhz_document_block(const struct rhz_document *d, uint32_t offset)
{
    size_t low = 0, high = d->n_blocks;

    /* The '\n' that closes a block belongs to it, so the first block whose end is not before the offset holds it. */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (d->blocks[middle].end < offset)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == d->n_blocks || offset >= d->text.n || d->blocks[low].start > offset)
        return RHZ_NONE;
    return (uint32_t)low;
}

struct rhz_span rhz_document_slice(const struct rhz_document *d, uint32_t start, uint32_t end)
{
    if (start > end || end > d->text.n)
        return rhz_span("", 0);
    return rhz_span(d->text.p + start, end - start);
}

size_t rhz_document_heading_path(const struct rhz_document *d, uint32_t heading, uint32_t *path, size_t most)
{
    uint32_t block, limit = RHZ_NONE;
    size_t n = 0, depth = 0, skip;

    /* Twice up the chain: once to count, once to write from the innermost end. A heading stands before what it heads,
     * so the numbers descend; a damaged chain that does not is cut. */
    for (block = heading; block < d->n_blocks && block < limit; block = d->blocks[block].heading) {
        limit = block;
        depth++;
    }
    skip = depth > most ? depth - most : 0; /* keep the outermost ones */
    limit = RHZ_NONE;
    for (block = heading; block < d->n_blocks && block < limit; block = d->blocks[block].heading) {
        limit = block;
        depth--;
        if (skip) {
            skip--;
            continue;
        }
        path[depth] = block;
        n++;
    }
    return n;
}
