#include <cstdlib>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/interrupt.h"
#include "client/output_file.h"
#include "client/run_command.h"
#include "client/weights_csv.h"

namespace counterweight::client {
namespace {

// Writes the messages of one stream to one or two files.
class WeightsWriter {
 public:
  // synthetic: null if not asked for.
  WeightsWriter(OutputFile* real, OutputFile* synthetic) : real_(real), synthetic_(synthetic) {}

  absl::Status WriteHeader() { return real_->Write(RealRowsHeader()); }

  absl::Status Write(const v1::SampleWeights& message) {
    std::string text;
    for (const v1::SampleWeights::RealRow& row : message.real_rows()) AppendRealRow(row, &text);
    real_rows_ += message.real_rows_size();
    if (absl::Status status = real_->Write(text); !status.ok()) return status;
    return synthetic_ == nullptr ? absl::OkStatus() : WriteSynthetic(message);
  }

  absl::Status WriteSyntheticHeader(std::vector<std::string> names) {
    names_ = std::move(names);
    has_synthetic_header_ = true;
    return synthetic_->Write(SyntheticRowsHeader(names_));
  }

  bool has_synthetic_header() const { return has_synthetic_header_; }
  std::string Summary() const {
    const std::string rows = absl::StrCat("wrote the weights of ", real_rows_, " rows");
    return synthetic_ == nullptr ? rows
                                 : absl::StrCat(rows, " and ", synthetic_rows_, " synthetic rows");
  }

 private:
  absl::Status WriteSynthetic(const v1::SampleWeights& message) {
    if (message.feature_names_size() > 0 && !has_synthetic_header_) {
      absl::Status status =
          WriteSyntheticHeader({message.feature_names().begin(), message.feature_names().end()});
      if (!status.ok()) return status;
    }
    if (message.synthetic_rows_size() > 0 && !has_synthetic_header_) {
      return absl::InternalError("the server sent synthetic rows without their feature names");
    }
    std::string text;
    for (const v1::SampleWeights::SyntheticRow& row : message.synthetic_rows()) {
      absl::Status status = AppendSyntheticRow(row, names_.size(), &text);
      if (!status.ok()) return status;
    }
    synthetic_rows_ += message.synthetic_rows_size();
    return synthetic_->Write(text);
  }

  OutputFile* const real_;
  OutputFile* const synthetic_;
  std::vector<std::string> names_;
  bool has_synthetic_header_ = false;
  int64_t real_rows_ = 0;
  int64_t synthetic_rows_ = 0;
};

// A model without synthetic rows still gets a file that names its columns.
absl::Status WriteEmptySynthetic(const std::string& name, ModelClient* models,
                                 WeightsWriter* writer) {
  v1::GetModelRequest request;
  request.set_name(name);
  const absl::StatusOr<v1::Model> model = models->Get(request);
  if (!model.ok()) return model.status();
  std::vector<std::string> names;
  for (const v1::Model::FeatureColumn& column : model->columns()) names.push_back(column.name());
  return writer->WriteSyntheticHeader(std::move(names));
}

absl::Status WriteAll(const WriteWeightsCommand& command, const CommandContext& context,
                      WeightsWriter* writer) {
  if (absl::Status status = writer->WriteHeader(); !status.ok()) return status;
  ModelClient models = context.Models();
  v1::StreamSampleWeightsRequest request;
  request.set_model(command.model);
  request.set_include_synthetic(!command.synthetic.empty());
  const absl::Status status = models.StreamSampleWeights(
      request, [&](const v1::SampleWeights& message) { return writer->Write(message); });
  if (!status.ok() || command.synthetic.empty() || writer->has_synthetic_header()) return status;
  return WriteEmptySynthetic(command.model, &models, writer);
}

}  // namespace

absl::Status Run(const WriteWeightsCommand& command, const CommandContext& context) {
  std::unique_ptr<OutputFile> real;
  std::unique_ptr<OutputFile> synthetic;
  auto real_or = OutputFile::Create(command.output, context.out);
  if (!real_or.ok()) return real_or.status();
  real = *std::move(real_or);
  if (!command.synthetic.empty()) {
    auto synthetic_or = OutputFile::Create(command.synthetic, context.out);
    if (!synthetic_or.ok()) return synthetic_or.status();
    synthetic = *std::move(synthetic_or);
  }
  InterruptScope interrupt([&] {
    real->Discard();
    if (synthetic != nullptr) synthetic->Discard();
    std::_Exit(kWorkFailed);
  });
  WeightsWriter writer(real.get(), synthetic.get());
  if (absl::Status status = WriteAll(command, context, &writer); !status.ok()) return status;
  if (synthetic != nullptr) {
    if (absl::Status status = synthetic->Commit(); !status.ok()) return status;
  }
  if (absl::Status status = real->Commit(); !status.ok()) return status;
  *context.err << writer.Summary() << "\n";
  return absl::OkStatus();
}

}  // namespace counterweight::client
