#include "src/application/resource_name.h"

#include <algorithm>
#include <random>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "src/base/field_error.h"

namespace counterweight {
namespace {

constexpr size_t kMaximumIdBytes = 128;
constexpr absl::string_view kBase32 = "abcdefghijklmnopqrstuvwxyz234567";
constexpr int kIdCharacters = 16;

bool IsIdByte(char byte) {
  return absl::ascii_isalnum(static_cast<unsigned char>(byte)) || byte == '-' || byte == '_' ||
         byte == '.';
}

}  // namespace

std::string ResourceName(absl::string_view collection, absl::string_view id) {
  return absl::StrCat(collection, "/", id);
}

absl::StatusOr<std::string> ParseResourceName(absl::string_view name, absl::string_view collection,
                                              absl::string_view field) {
  absl::string_view id = name;
  if (name.empty()) {
    return FieldError(field, absl::StrCat("is required, of the form \"", collection, "/{id}\""));
  }
  const bool of_collection =
      absl::ConsumePrefix(&id, collection) && absl::ConsumePrefix(&id, "/") && !id.empty();
  if (!of_collection || id.size() > kMaximumIdBytes ||
      !std::all_of(id.begin(), id.end(), IsIdByte)) {
    return FieldError(field, absl::StrCat("\"", name.substr(0, 2 * kMaximumIdBytes),
                                          "\" is not of the form \"", collection, "/{id}\""));
  }
  return std::string(id);
}

std::string NewId(absl::string_view prefix) {
  std::random_device device;
  std::string id(prefix);
  for (int i = 0; i < kIdCharacters; ++i) id.push_back(kBase32[device() % kBase32.size()]);
  return id;
}

}  // namespace counterweight
