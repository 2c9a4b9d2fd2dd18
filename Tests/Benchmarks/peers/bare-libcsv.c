/* The least that reading a sheet can cost: libcsv with callbacks that count, strict, in blocks of 256 KiB. */
#include <csv.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static size_t fields, rows;

static void count_field(void *text, size_t bytes, void *context) { fields++; }
static void count_row(int character, void *context) { rows++; }

int main(int count, char **arguments) {
  static char block[256 * 1024];
  struct csv_parser parser;
  int sheet = count == 2 ? open(arguments[1], O_RDONLY) : -1;
  if (sheet < 0 || csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) return 1;

  ssize_t bytes;
  while ((bytes = read(sheet, block, sizeof block)) > 0)
    if (csv_parse(&parser, block, bytes, count_field, count_row, NULL) != (size_t)bytes) return 1;
  if (bytes < 0 || csv_fini(&parser, count_field, count_row, NULL) != 0) return 1;

  printf("%zu rows, %zu fields\n", rows - 1, fields - fields / rows);
}
