/* chart.c -- a small bar chart. Colours and fonts are the style sheet's; numbers are in the table below it, which is what is read
 * aloud: the drawing itself is hidden from screen readers. */
#include "chart.h"

#include <stdio.h>

#include "words.h"

enum { BAR = 22, GAP = 20, HEIGHT = 140, FOOT = 22, HEAD = 8 };

void chart_add(struct chart *c, uint32_t year, bool forecast, int64_t cents)
{
    size_t i, k;

    for (i = 0; i < c->n && c->years[i].year < year; i++)
        ;
    if (i == c->n || c->years[i].year != year) {
        if (c->n == CHART_YEARS_MOST)
            return;
        for (k = c->n++; k > i; k--)
            c->years[k] = c->years[k - 1];
        c->years[i] = (struct chart_year){.year = year, .outcome = -1, .forecast = -1};
    }
    if (forecast)
        c->years[i].forecast = cents;
    else
        c->years[i].outcome = cents;
}

static void put_number_attribute(char out[16], int n)
{
    snprintf(out, 16, "%d", n);
}

static void put_bar(struct page *p, int x, int64_t cents, int64_t most, const char *class)
{
    char xs[16], ys[16], hs[16], ws[16];
    int height = cents <= 0 || most <= 0 ? 0 : (int)((double)cents / (double)most * HEIGHT + 0.5);

    if (cents < 0)
        return;
    put_number_attribute(xs, x);
    put_number_attribute(ys, HEAD + HEIGHT - (height ? height : 1));
    put_number_attribute(hs, height ? height : 1);
    put_number_attribute(ws, BAR);
    page_open(p, "rect", "class", class, "x", xs, "y", ys, "width", ws, "height", hs, NULL);
    page_close(p);
}

static void put_drawing(struct page *p, const struct chart *c)
{
    char box[48], width[16], x[16], y[16], year[16];
    int step = 2 * BAR + GAP, i;
    int64_t most = 0;

    for (i = 0; i < (int)c->n; i++) {
        most = c->years[i].outcome > most ? c->years[i].outcome : most;
        most = c->years[i].forecast > most ? c->years[i].forecast : most;
    }
    snprintf(box, sizeof box, "0 0 %d %d", (int)c->n * step, HEAD + HEIGHT + FOOT);
    put_number_attribute(width, (int)c->n * step);
    page_open(p, "svg", "class", "barres", "viewBox", box, "width", width, "aria-hidden", "true", "focusable", "false", NULL);
    for (i = 0; i < (int)c->n; i++) {
        put_bar(p, i * step + GAP / 2, c->years[i].outcome, most, "realise");
        put_bar(p, i * step + GAP / 2 + BAR, c->years[i].forecast, most, "prevu");
        put_number_attribute(x, i * step + GAP / 2 + BAR);
        put_number_attribute(y, HEAD + HEIGHT + FOOT - 6);
        snprintf(year, sizeof year, "%u", c->years[i].year);
        page_leaf(p, "text", year, "x", x, "y", y, "text-anchor", "middle", NULL);
    }
    page_close(p);
}

void put_chart(struct page *p, const struct chart *c)
{
    char amount[64], year[16];
    size_t i;

    page_open(p, "figure", "class", "graphique", NULL);
    put_drawing(p, c);
    page_open(p, "table", NULL);
    page_leaf(p, "caption", "Sommes sans double compte ; réalisé et prévisionnel ne s’ajoutent pas.", NULL);
    page_open(p, "thead", NULL);
    page_open(p, "tr", NULL);
    page_leaf(p, "th", "Année", "scope", "col", NULL);
    page_leaf(p, "th", "Réalisé", "scope", "col", "class", "realise", NULL);
    page_leaf(p, "th", "Prévisionnel", "scope", "col", "class", "prevu", NULL);
    page_close(p);
    page_close(p);
    page_open(p, "tbody", NULL);
    for (i = 0; i < c->n; i++) {
        snprintf(year, sizeof year, "%u", c->years[i].year);
        page_open(p, "tr", NULL);
        page_leaf(p, "th", year, "scope", "row", NULL);
        page_leaf(p, "td", c->years[i].outcome < 0 ? "—" : say_amount(amount, c->years[i].outcome, "EUR"), "class", "nombre", NULL);
        page_leaf(p, "td", c->years[i].forecast < 0 ? "—" : say_amount(amount, c->years[i].forecast, "EUR"), "class", "nombre", NULL);
        page_close(p);
    }
    page_close(p);
    page_close(p);
    page_close(p);
}
