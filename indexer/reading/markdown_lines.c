/* markdown_lines.c -- the forms of lines, by CommonMark and by GitHub's tables. */
#include "markdown_lines.h"

#include "letters.h"
#include "lines.h"

enum { LABEL_MOST = 512 };

static struct rhz_span trim(struct rhz_span s)
{
    return rhz_span_trim(s);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/** Without "{#anchor .class}" at its end. */
static struct rhz_span without_attributes(struct rhz_span s)
{
    size_t i = s.n;

    if (s.n < 4 || s.p[s.n - 1] != '}')
        return s;
    while (i > 0 && s.p[i - 1] != '{')
        i--;
    if (i == 0 || (s.p[i] != '#' && s.p[i] != '.'))
        return s;
    return trim(rhz_span(s.p, i - 1));
}

unsigned rhz_md_heading(struct rhz_span line, struct rhz_span *text)
{
    size_t n = 0, end;

    while (n < line.n && line.p[n] == '#')
        n++;
    if (n == 0 || n > 6 || (n < line.n && !is_blank(line.p[n])))
        return 0;
    *text = trim(rhz_span(line.p + n, line.n - n));
    for (end = text->n; end > 0 && text->p[end - 1] == '#'; end--)
        ;
    if (end == 0 || is_blank(text->p[end - 1]))
        *text = trim(rhz_span(text->p, end));
    *text = without_attributes(*text);
    return (unsigned)n;
}

unsigned rhz_md_underline(struct rhz_span line)
{
    struct rhz_span s = trim(line);
    size_t i;

    if (s.n == 0 || (s.p[0] != '=' && s.p[0] != '-'))
        return 0;
    for (i = 1; i < s.n; i++)
        if (s.p[i] != s.p[0])
            return 0;
    return s.p[0] == '=' ? 1 : 2;
}

bool rhz_md_break(struct rhz_span line)
{
    size_t i, n = 0;
    char mark = line.n ? line.p[0] : 0;

    if (mark != '*' && mark != '-' && mark != '_')
        return false;
    for (i = 0; i < line.n; i++) {
        if (line.p[i] != mark && !is_blank(line.p[i]))
            return false;
        n += line.p[i] == mark;
    }
    return n >= 3;
}

size_t rhz_md_fence(struct rhz_span line)
{
    size_t n = 0;
    char mark = line.n ? line.p[0] : 0;

    if (mark != '`' && mark != '~')
        return 0;
    while (n < line.n && line.p[n] == mark)
        n++;
    if (n < 3 || (mark == '`' && memchr(line.p + n, '`', line.n - n)))
        return 0;
    return n;
}

bool rhz_md_fence_ends(struct rhz_span line, char mark, size_t n)
{
    size_t i = 0;

    while (i < line.n && line.p[i] == mark)
        i++;
    return i >= n && trim(rhz_span(line.p + i, line.n - i)).n == 0;
}

struct rhz_md_marker rhz_md_list_marker(struct rhz_span line)
{
    struct rhz_md_marker m = {0};
    size_t i = 0;

    if (line.n == 0)
        return m;
    if (*line.p == '-' || *line.p == '+' || *line.p == '*') {
        i = 1;
    } else if (line.n > 3 && memcmp(line.p, "\xE2\x80\xA2", 3) == 0) { /* a bullet typed as such */
        i = 3;
    } else {
        for (; i < line.n && i < 9 && rhz_is_digit((unsigned char)line.p[i]); i++)
            m.number = m.number * 10 + (uint32_t)(line.p[i] - '0');
        if (i == 0 || i == line.n || (line.p[i] != '.' && line.p[i] != ')'))
            return m;
        i++;
        m.ordered = true;
    }
    if (i == line.n || is_blank(line.p[i]))
        m.bytes = i;
    return m;
}

size_t rhz_md_task(struct rhz_span item)
{
    if (item.n < 4 || item.p[0] != '[' || item.p[2] != ']' || !is_blank(item.p[3]))
        return 0;
    return item.p[1] == ' ' || item.p[1] == 'x' || item.p[1] == 'X' ? 4 : 0;
}

/** After the address: nothing, or a title in quotes. */
static bool ends_definition(struct rhz_span s)
{
    char last;

    s = trim(s);
    if (s.n == 0)
        return true;
    last = s.p[s.n - 1];
    return s.n > 1 && ((s.p[0] == '"' && last == '"') || (s.p[0] == '\'' && last == '\'') || (s.p[0] == '(' && last == ')'));
}

size_t rhz_md_definition(struct rhz_span line, struct rhz_span *label)
{
    size_t i, from;

    if (line.n < 4 || line.p[0] != '[')
        return 0;
    for (i = 1; i < line.n && i < LABEL_MOST && line.p[i] != ']' && line.p[i] != '['; i++)
        if (line.p[i] == '\\')
            i++;
    if (i + 1 >= line.n || line.p[i] != ']' || line.p[i + 1] != ':')
        return 0;
    *label = trim(rhz_span(line.p + 1, i - 1));
    for (from = i + 2; from < line.n && is_blank(line.p[from]); from++)
        ;
    if (label->n == 0)
        return 0;
    if (label->p[0] == '^')
        return label->n > 1 ? from : 0;
    for (i = from; i < line.n && !is_blank(line.p[i]); i++)
        ;
    return i > from && ends_definition(rhz_span(line.p + i, line.n - i)) ? from : 0;
}

struct rhz_span rhz_md_row(struct rhz_span line, bool *piped)
{
    struct rhz_span s = trim(line);
    bool left = s.n && s.p[0] == '|', right;

    if (left)
        s = rhz_span(s.p + 1, s.n - 1);
    right = s.n && s.p[s.n - 1] == '|' && !(s.n > 1 && s.p[s.n - 2] == '\\');
    if (right)
        s.n--;
    *piped = left && right;
    return s;
}

bool rhz_md_cell(struct rhz_span *rest, struct rhz_span *cell)
{
    size_t i;

    if (!rest->p)
        return false;
    for (i = 0; i < rest->n && rest->p[i] != '|'; i++)
        if (rest->p[i] == '\\')
            i++;
    if (i >= rest->n) {
        *cell = trim(*rest);
        *rest = rhz_span(NULL, 0);
    } else {
        *cell = trim(rhz_span(rest->p, i));
        *rest = rhz_span(rest->p + i + 1, rest->n - i - 1);
    }
    return true;
}

size_t rhz_md_cells(struct rhz_span line)
{
    struct rhz_span rest, cell;
    bool piped;
    size_t n = 0;

    rest = rhz_md_row(line, &piped);
    while (rhz_md_cell(&rest, &cell))
        n++;
    return n;
}

bool rhz_md_rule(struct rhz_span line)
{
    struct rhz_span rest, cell;
    bool piped;

    if (!memchr(line.p, '|', line.n))
        return false;
    rest = rhz_md_row(line, &piped);
    while (rhz_md_cell(&rest, &cell)) {
        size_t i = 0, n = cell.n;
        i += n && cell.p[0] == ':';
        n -= n > i && cell.p[n - 1] == ':';
        if (i >= n)
            return false;
        for (; i < n; i++)
            if (cell.p[i] != '-')
                return false;
    }
    return true;
}
