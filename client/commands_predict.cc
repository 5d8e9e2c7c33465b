#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/csv.h"
#include "client/interrupt.h"
#include "client/number_text.h"
#include "client/output_file.h"
#include "client/prediction_batches.h"
#include "client/printable.h"
#include "client/progress_bar.h"
#include "client/run_command.h"

namespace counterweight::client {
namespace {

// Writes answers as CSV: `predicted`, then one column p_VALUE per class.
class PredictionWriter {
 public:
  explicit PredictionWriter(OutputFile* output) : output_(output) {}

  absl::Status WriteHeader(std::vector<std::string> classes) {
    classes_ = std::move(classes);
    std::vector<std::string> titles = {"predicted"};
    for (const std::string& name : classes_) titles.push_back("p_" + name);
    std::string header;
    AppendCsvRecord(titles, &header);
    return output_->Write(header);
  }

  // response: checked by PredictionClient.
  absl::Status WriteRows(const v1::PredictResponse& response) {
    std::vector<std::string> classes(response.classes().begin(), response.classes().end());
    if (classes_.empty()) {
      if (absl::Status status = WriteHeader(std::move(classes)); !status.ok()) return status;
    } else if (classes != classes_) {
      return absl::InternalError("the server changed the classes within one stream");
    }
    std::string text;
    std::vector<std::string> cells(classes_.size() + 1);
    const float* probability = response.probabilities().data();
    for (const int32_t label : response.label_indices()) {
      cells[0] = classes_[label];
      for (size_t i = 1; i < cells.size(); ++i) cells[i] = ExactText(*probability++);
      AppendCsvRecord(cells, &text);
    }
    rows_ += response.label_indices_size();
    model_ = absl::StrCat(response.model(), ", version ", response.version());
    return output_->Write(text);
  }

  int64_t rows() const { return rows_; }
  std::string Summary() const { return absl::StrCat("predicted ", rows_, " rows with ", model_); }

 private:
  OutputFile* const output_;
  std::vector<std::string> classes_;
  int64_t rows_ = 0;
  std::string model_;
};

// An input without rows: the answer is a header alone, and the model must exist all the same.
absl::Status WriteEmptyAnswer(const std::string& name, const CommandContext& context,
                              PredictionWriter* writer) {
  v1::GetModelRequest request;
  request.set_name(name);
  const absl::StatusOr<v1::Model> model = context.Models().Get(request);
  if (!model.ok()) return model.status();
  return writer->WriteHeader({model->classes().begin(), model->classes().end()});
}

// Shows rows and how much of the input file is read; nothing for a pipe, whose end is not known, or
// beside results on the terminal. Read counts come from the thread that reads the input.
class PredictionProgress {
 public:
  PredictionProgress(const PredictCommand& command, const CommandContext& context)
      : bar_(context.err, context.err_width) {
    std::error_code failed;
    const auto size = std::filesystem::file_size(command.input, failed);
    if (!failed && command.input != "-" && command.output != "-") total_ = size;
  }

  void SetRead(int64_t bytes) { read_.store(bytes); }
  void Show(int64_t rows) {
    if (total_ == 0) return;
    bar_.ShowTenths(static_cast<double>(read_.load()) / static_cast<double>(total_),
                    absl::StrCat("predicted ", rows, " rows"));
  }

 private:
  ProgressBar bar_;
  uintmax_t total_ = 0;
  std::atomic<int64_t> read_{0};
};

absl::Status PredictAll(const PredictCommand& command, std::istream* input,
                        const CommandContext& context, PredictionWriter* writer) {
  const auto batches = PredictionBatches::Create(input, command.batches);
  if (!batches.ok()) return batches.status();
  v1::PredictRequest first;
  const absl::StatusOr<bool> any = (*batches)->Next(&first);
  if (!any.ok()) return any.status();
  if (!*any) return WriteEmptyAnswer(command.batches.model, context, writer);
  PredictionProgress progress(command, context);
  const auto next = [&](v1::PredictRequest* request) -> absl::StatusOr<bool> {
    progress.SetRead((*batches)->bytes_read());
    if (first.rows_size() == 0) return (*batches)->Next(request);
    request->Swap(&first);
    return true;
  };
  const auto on_response = [&](const v1::PredictResponse& response) {
    absl::Status status = writer->WriteRows(response);
    progress.Show(writer->rows());
    return status;
  };
  return context.Predictions().Stream(next, on_response);
}

}  // namespace

absl::Status Run(const PredictCommand& command, const CommandContext& context) {
  std::ifstream file;
  if (command.input != "-") {
    errno = 0;
    file.open(command.input, std::ios::binary);
    if (!file.is_open()) {
      const int reason = errno == 0 ? EIO : errno;
      return absl::Status(absl::ErrnoToStatusCode(reason),
                          absl::StrCat("cannot open ", command.input, ": ",
                                       std::generic_category().message(reason)));
    }
  }
  const auto output = OutputFile::Create(command.output, context.out);
  if (!output.ok()) return output.status();
  InterruptScope interrupt([&output] {
    (*output)->Discard();
    std::_Exit(kWorkFailed);
  });
  PredictionWriter writer(output->get());
  std::istream* const input = command.input == "-" ? context.in : &file;
  if (absl::Status status = PredictAll(command, input, context, &writer); !status.ok()) {
    return status;
  }
  if (absl::Status status = (*output)->Commit(); !status.ok()) return status;
  *context.err << Printable(writer.Summary()) << "\n";
  return absl::OkStatus();
}

}  // namespace counterweight::client
