// One CSV cell as a value. The same rules read uploads and text values of prediction requests.
#ifndef COUNTERWEIGHT_SRC_TABULAR_CELL_H_
#define COUNTERWEIGHT_SRC_TABULAR_CELL_H_

#include <optional>

#include "absl/strings/string_view.h"

namespace counterweight {

// Missing: an empty cell, or (outside quotes or inside) one of NA, N/A, NaN, null, None, ? in any
// case. Surrounding spaces do not count.
bool IsMissingCell(absl::string_view text);

// A decimal number, optional sign and exponent, surrounding spaces allowed; "inf" and "infinity" in
// any case, with or without a sign, give an infinity, and so does a number too large for a double.
// nullopt: not a number (NaN is none: it is a missing cell).
std::optional<double> ParseNumber(absl::string_view text);

// true/false, t/f, yes/no, y/n in any case, surrounding spaces allowed. nullopt: none of them. (0/1
// are numbers; a column declared boolean takes them too: ParseBooleanOrDigit.)
std::optional<bool> ParseBoolean(absl::string_view text);
// The same, and any spelling of the numbers 0 and 1 (other tools write a boolean column with
// missing cells as 0.0 and 1.0).
std::optional<bool> ParseBooleanOrDigit(absl::string_view text);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TABULAR_CELL_H_
