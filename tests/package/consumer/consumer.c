/* Judges a stale read through the installed C interface. */

#include <clio.h>
#include <stdio.h>
#include <string.h>

int main(void) {
  const char *text = "P1: W(x)1\nP2:        R(x)-\n";
  clio_history *history = NULL;
  char *said = NULL;
  if (clio_load_text(text, strlen(text), "lecture", &history, &said) != CLIO_OK) {
    fprintf(stderr, "%s\n", said);
    return 1;
  }
  const int status = clio_check(history, "linearizable", NULL, &said);
  printf("%d %s\n", status, said);
  clio_free_text(said);
  clio_free_history(history);
  return status == CLIO_VIOLATED ? 0 : 1;
}
