#include "client/run_command.h"

#include "absl/status/statusor.h"
#include "client/json_text.h"

namespace counterweight::client {

absl::Status CommandContext::Print(const google::protobuf::Message& message,
                                   absl::string_view text) const {
  if (output == OutputFormat::kTable) {
    *out << text;
  } else {
    const absl::StatusOr<std::string> json = JsonText(message);
    if (!json.ok()) return json.status();
    *out << *json << "\n";
  }
  out->flush();
  return out->good() ? absl::OkStatus() : absl::DataLossError("the output could not be written");
}

void CommandContext::PrintNextPage(const std::string& token) const {
  if (output == OutputFormat::kTable && !token.empty()) {
    *err << "More with --page-token=" << token << "\n";
  }
}

absl::Status RunCommand(const Command& command, const CommandContext& context) {
  return std::visit([&](const auto& each) { return Run(each, context); }, command);
}

}  // namespace counterweight::client
