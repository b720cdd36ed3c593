#ifndef CLIO_H
#define CLIO_H

/*
 * Clio from any language: load a history, judge it, read the verdict as JSON, free what was handed out.
 *
 *     clio_history *history = NULL;
 *     char *text = NULL;
 *     if (clio_load_file("run.jsonl", NULL, &history, &text) == CLIO_OK) {
 *       const int status = clio_check(history, "linearizable,causal", NULL, &text);
 *       printf("%d %s\n", status, text);
 *     } else {
 *       fprintf(stderr, "%s\n", text);
 *     }
 *     clio_free_text(text);
 *     clio_free_history(history);
 *
 * No function throws, aborts on bad input, or keeps state between calls. A history never changes: any number of threads may check it at once, until
 * one of them frees it. Text is UTF-8 and ends with a zero byte; whatever a function hands out as text is freed with clio_free_text.
 */

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define CLIO_API __attribute__((visibility("default")))
#else
#define CLIO_API
#endif

/* What a function answers; of clio_check the same numbers as the exit status of `clio check`. */
enum {
  CLIO_OK = 0,        /* loaded; every asked model holds (asking for none: every model that applies was decided) */
  CLIO_VIOLATED = 1,  /* some asked model is violated */
  CLIO_UNUSABLE = 2,  /* bad arguments, unreadable input, or an asked model that does not apply */
  CLIO_UNDECIDED = 3, /* undecided within the limits, and nothing violated */
  CLIO_INTERNAL = 4   /* an error of Clio's own */
};

typedef struct clio_history clio_history;

/* Limits of one clio_check. Zero-initialise it: 0 stands for the default of each member. */
typedef struct clio_options {
  double timeout_seconds;       /* for each model; default: none */
  size_t memory_mib;            /* of search tables; default: none */
  unsigned jobs;                /* threads; default: 1 */
  int witness;                  /* not 0: also the orders that prove satisfied models */
} clio_options;

/* "0.1.0": a constant, not to be freed. */
CLIO_API const char *clio_version(void);

/*
 * Reads a history: of a file, or of text in memory (which is copied as far as needed). `format` is the id of a format, as `clio check --format` takes it; NULL
 * recognises it. On CLIO_OK *history is the history and *error NULL; otherwise *history is NULL and *error says what is wrong ("line 3: ..."), for people.
 * `error` may be NULL.
 */
CLIO_API int clio_load_file(const char *path, const char *format, clio_history **history, char **error);
CLIO_API int clio_load_text(const char *text, size_t length, const char *format, clio_history **history, char **error);

/* The number of operations. */
CLIO_API size_t clio_history_size(const clio_history *history);

/*
 * Judges a history by the models of a comma-separated list; NULL or "" judges every model that applies. `options` may be NULL. *json is one JSON object,
 * as docs/schema/check.schema.json describes it, also where the answer is CLIO_UNUSABLE or CLIO_INTERNAL (then with the member "error").
 */
CLIO_API int clio_check(const clio_history *history, const char *models, const clio_options *options, char **json);

/* The model table, what implies what, and the closed lists of anomalies and relations, as `clio models --json` prints them. */
CLIO_API int clio_models(char **json);

/* Both take NULL. */
CLIO_API void clio_free_text(char *text);
CLIO_API void clio_free_history(clio_history *history);

#ifdef __cplusplus
}
#endif

#endif
