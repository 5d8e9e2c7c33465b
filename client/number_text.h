// Numbers as text: exact for files, rounded for people.
#ifndef COUNTERWEIGHT_CLIENT_NUMBER_TEXT_H_
#define COUNTERWEIGHT_CLIENT_NUMBER_TEXT_H_

#include <cstdint>
#include <string>

#include "absl/time/time.h"

namespace counterweight::client {

// The shortest decimal that reads back as the same number ("0.1", "1e-05", "nan", "inf").
std::string ExactText(float number);
std::string ExactText(double number);

// For people: `decimals` places; "-" for NaN (a figure that is not defined here).
std::string RoundedText(double number, int decimals);
// Six significant digits, for columns of any scale.
std::string ShortText(double number);

// "512 B", "1.5 KiB", "3.2 GiB".
std::string BytesText(int64_t bytes);

// "42s", "1m05s", "2h03m"; rounded to seconds; negative or infinite: "?".
std::string DurationText(absl::Duration duration);

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_NUMBER_TEXT_H_
