// One page of a list, newest first.
#ifndef COUNTERWEIGHT_SRC_STORE_PAGE_H_
#define COUNTERWEIGHT_SRC_STORE_PAGE_H_

#include <cstdint>
#include <string>
#include <vector>

namespace counterweight {

struct PageRequest {
  int size = 50;  // [1, 1000]
  // next_token of the page before, empty for the first. INVALID_ARGUMENT if it is neither.
  std::string token;
};

template <typename Record>
struct Page {
  std::vector<Record> records;
  std::string next_token;  // empty: this was the last
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_STORE_PAGE_H_
