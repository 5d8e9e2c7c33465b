#include "src/recipe/edit_distance.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace counterweight {

int EditDistance(absl::string_view a, absl::string_view b) {
  // distances[j]: from the bytes of `a` read so far to the first j bytes of `b`.
  std::vector<int> distances(b.size() + 1);
  std::iota(distances.begin(), distances.end(), 0);
  for (size_t i = 0; i < a.size(); ++i) {
    int diagonal = distances[0];
    distances[0] = static_cast<int>(i) + 1;
    for (size_t j = 0; j < b.size(); ++j) {
      const int substituted = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = distances[j + 1];
      distances[j + 1] = std::min({substituted, distances[j] + 1, diagonal + 1});
    }
  }
  return distances[b.size()];
}

}  // namespace counterweight
