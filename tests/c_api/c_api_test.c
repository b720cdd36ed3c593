/* The C interface: what each function answers, also to nonsense, and from several threads at once. */

#include <clio.h>
#include <pthread.h> /* and not <threads.h>: the thread sanitizer of GCC 12 does not see C11's threads begin */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define THREADS 4
#define CHECKS 20

static int failures = 0;

#define EXPECT(condition)                                              \
  do {                                                                 \
    if (!(condition)) {                                                \
      fprintf(stderr, "line %d: %s does not hold\n", __LINE__, #condition); \
      ++failures;                                                      \
    }                                                                  \
  } while (0)

static int contains(const char *text, const char *part) { return text != NULL && strstr(text, part) != NULL; }

static void a_file_is_loaded_and_judged(const char *path) {
  clio_history *history = NULL;
  char *text = NULL;
  EXPECT(clio_load_file(path, NULL, &history, &text) == CLIO_OK);
  EXPECT(text == NULL);
  EXPECT(clio_history_size(history) == 3);

  EXPECT(clio_check(history, "sequential", NULL, &text) == CLIO_OK);
  EXPECT(contains(text, "\"model\":\"sequential\",\"verdict\":\"satisfied\""));
  EXPECT(!contains(text, "\"witness\""));
  clio_free_text(text);

  EXPECT(clio_check(history, "linearizable,sequential", NULL, &text) == CLIO_VIOLATED);
  EXPECT(contains(text, "\"model\":\"linearizable\",\"verdict\":\"violated\""));
  EXPECT(contains(text, "\"operations\":["));
  clio_free_text(text);

  const clio_options options = {.timeout_seconds = 10, .memory_mib = 100, .jobs = 2, .witness = 1};
  EXPECT(clio_check(history, "sequential", &options, &text) == CLIO_OK);
  EXPECT(contains(text, "\"witness\":["));
  clio_free_text(text);
  clio_free_history(history);
}

static void text_is_loaded_and_judged(void) {
  const char *text = "P1: W(x)1\nP2:        R(x)-\n";
  clio_history *history = NULL;
  char *said = NULL;
  EXPECT(clio_load_text(text, strlen(text), "lecture", &history, &said) == CLIO_OK);
  EXPECT(clio_check(history, "linearizable", NULL, &said) == CLIO_VIOLATED);
  clio_free_text(said);
  EXPECT(clio_check(history, "linearizable", NULL, NULL) == CLIO_VIOLATED);
  clio_free_history(history);

  EXPECT(clio_load_text("", 0, "native", &history, &said) == CLIO_OK);
  EXPECT(clio_history_size(history) == 0);
  EXPECT(clio_check(history, NULL, NULL, &said) == CLIO_OK);
  EXPECT(contains(said, "\"warnings\":["));
  clio_free_text(said);
  clio_free_history(history);
}

static void mistakes_are_answered(void) {
  clio_history *history = NULL;
  char *said = NULL;
  EXPECT(clio_load_file("/no/such/file", NULL, &history, &said) == CLIO_UNUSABLE);
  EXPECT(history == NULL && said != NULL);
  clio_free_text(said);
  EXPECT(clio_load_file(NULL, NULL, &history, &said) == CLIO_UNUSABLE);
  clio_free_text(said);
  EXPECT(clio_load_file("x", NULL, NULL, NULL) == CLIO_UNUSABLE);
  EXPECT(clio_load_text(NULL, 3, NULL, &history, NULL) == CLIO_UNUSABLE);
  EXPECT(clio_load_text("x", 1, "no format", &history, &said) == CLIO_UNUSABLE);
  EXPECT(contains(said, "unknown format \"no format\""));
  clio_free_text(said);
  EXPECT(clio_load_text("{\"process\":0}\n", 14, "native", &history, &said) == CLIO_UNUSABLE);
  EXPECT(contains(said, "line 1: "));
  clio_free_text(said);

  EXPECT(clio_check(NULL, NULL, NULL, &said) == CLIO_UNUSABLE);
  EXPECT(contains(said, "\"error\":{\"line\":0,"));
  clio_free_text(said);
  EXPECT(clio_load_text("P1: W(x)1\n", 10, "lecture", &history, NULL) == CLIO_OK);
  EXPECT(clio_check(history, "sequential,magic", NULL, &said) == CLIO_UNUSABLE);
  EXPECT(contains(said, "unknown model \\\"magic\\\""));
  clio_free_text(said);
  const clio_options backwards = {.timeout_seconds = -1};
  EXPECT(clio_check(history, NULL, &backwards, &said) == CLIO_UNUSABLE);
  clio_free_text(said);
  clio_free_history(history);

  clio_free_text(NULL);
  clio_free_history(NULL);
  EXPECT(clio_history_size(NULL) == 0);
}

static void the_catalogue_is_printed(void) {
  char *said = NULL;
  EXPECT(clio_models(&said) == CLIO_OK);
  EXPECT(contains(said, "\"id\":\"linearizable\""));
  clio_free_text(said);
  EXPECT(clio_models(NULL) == CLIO_UNUSABLE);
  EXPECT(strlen(clio_version()) >= 5);
}

static void *checks_of_one_thread(void *history) {
  intptr_t wrong = 0;
  for (int i = 0; i < CHECKS; ++i) {
    char *said = NULL;
    if (clio_check(history, "linearizable,sequential", NULL, &said) != CLIO_VIOLATED) ++wrong;
    clio_free_text(said);
  }
  return (void *)wrong;
}

static void several_threads_check_one_history(const char *path) {
  clio_history *history = NULL;
  EXPECT(clio_load_file(path, NULL, &history, NULL) == CLIO_OK);
  pthread_t threads[THREADS];
  for (int i = 0; i < THREADS; ++i) EXPECT(pthread_create(&threads[i], NULL, checks_of_one_thread, history) == 0);
  for (int i = 0; i < THREADS; ++i) {
    void *wrong = NULL;
    EXPECT(pthread_join(threads[i], &wrong) == 0);
    EXPECT((intptr_t)wrong == 0);
  }
  clio_free_history(history);
}

int main(int argc, char **argv) {
  if (argc != 2) return EXIT_FAILURE;
  a_file_is_loaded_and_judged(argv[1]);
  text_is_loaded_and_judged();
  mistakes_are_answered();
  the_catalogue_is_printed();
  several_threads_check_one_history(argv[1]);
  if (failures == 0) puts("the C interface does what clio.h says");
  return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
