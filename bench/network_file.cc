#include "bench/network_file.h"

#include <cstdint>
#include <fstream>
#include <vector>

namespace counterweight {

absl::Status WriteNetworkFile(const Artifact& artifact, const std::string& path) {
  const NetworkGroup& group = artifact.groups.front();
  const int32_t sizes[] = {static_cast<int32_t>(group.encoding.input_width),
                           static_cast<int32_t>(group.encoding.ramp_count()), group.sizes[1]};
  std::vector<float> numbers;
  for (const NumericFeature& feature : artifact.preprocessing.numeric) {
    numbers.push_back(static_cast<float>(feature.center));
  }
  for (const NumericFeature& feature : artifact.preprocessing.numeric) {
    numbers.push_back(static_cast<float>(feature.scale));
  }
  const RampEncoding& encoding = group.encoding;
  for (const int32_t column : encoding.columns) numbers.push_back(static_cast<float>(column));
  numbers.insert(numbers.end(), encoding.lows.begin(), encoding.lows.end());
  numbers.insert(numbers.end(), encoding.inverse_widths.begin(), encoding.inverse_widths.end());
  numbers.insert(numbers.end(), group.parameters.begin(),
                 group.parameters.begin() + ParameterCount(group.sizes));
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(sizes), sizeof(sizes));
  file.write(reinterpret_cast<const char*>(numbers.data()),
             static_cast<std::streamsize>(numbers.size() * sizeof(float)));
  file.close();
  if (!file) return absl::InternalError("cannot write the network's file");
  return absl::OkStatus();
}

}  // namespace counterweight
