// libcsv ships no .pc file, so this header and the module map are all that the package manager needs.
#include <csv.h>
