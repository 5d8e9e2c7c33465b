#include "src/artifact/artifact.h"

#include "absl/strings/str_cat.h"
#include "src/artifact/options_codec.h"
#include "src/artifact/section_file.h"
#include "src/artifact/setting_codec.h"
#include "src/artifact/validate_artifact.h"
#include "src/base/byte_codec.h"
#include "src/base/status_macros.h"

namespace counterweight {
namespace {

// Grows whenever the meaning of a section changes.
constexpr uint32_t kFormatVersion = 3;

std::string EncodeOrigin(const Artifact& artifact) {
  ByteWriter writer;
  writer.PutString(artifact.method);
  PutOptions(artifact.options, writer);
  writer.Put<uint64_t>(artifact.seed);
  writer.PutString(artifact.training_dataset);
  writer.PutStrings(artifact.classes);
  writer.Put<int32_t>(artifact.positive_class);
  writer.Put<int32_t>(artifact.majority_class);
  writer.Put<uint64_t>(artifact.settings.size());
  for (const SettingRecord& setting : artifact.settings) PutSettingRecord(setting, writer);
  return writer.Take();
}

void DecodeOrigin(ByteReader& reader, Artifact& artifact) {
  artifact.method = reader.GetString();
  artifact.options = GetOptions(reader);
  artifact.seed = reader.Get<uint64_t>();
  artifact.training_dataset = reader.GetString();
  artifact.classes = reader.GetStrings();
  artifact.positive_class = reader.Get<int32_t>();
  artifact.majority_class = reader.Get<int32_t>();
  artifact.settings.resize(reader.GetCount(kSmallestSettingRecord));
  for (SettingRecord& setting : artifact.settings) setting = GetSettingRecord(reader);
}

std::string EncodePreprocessing(const Artifact& artifact) {
  ByteWriter writer;
  artifact.preprocessing.Encode(writer);
  return writer.Take();
}

void DecodePreprocessing(ByteReader& reader, Artifact& artifact) {
  artifact.preprocessing = Preprocessing::Decode(reader);
}

std::string EncodeNetworks(const Artifact& artifact) {
  ByteWriter writer;
  writer.Put<uint64_t>(artifact.groups.size());
  for (const NetworkGroup& group : artifact.groups) {
    group.encoding.Encode(writer);
    writer.PutVector(group.sizes);
    writer.Put<int32_t>(group.members);
    writer.PutVector(group.parameters);
    writer.Put<double>(group.weight);
  }
  return writer.Take();
}

void DecodeNetworks(ByteReader& reader, Artifact& artifact) {
  // Two vectors' counts, the members and the weight are there in the smallest group.
  artifact.groups.resize(reader.GetCount(3 * sizeof(uint64_t) + sizeof(int32_t)));
  for (NetworkGroup& group : artifact.groups) {
    group.encoding = RampEncoding::Decode(reader);
    group.sizes = reader.GetVector<int32_t>();
    group.members = reader.Get<int32_t>();
    group.parameters = reader.GetVector<float>();
    group.weight = reader.Get<double>();
  }
}

std::string EncodeDecision(const Artifact& artifact) {
  ByteWriter writer;
  artifact.calibration.Encode(writer);
  writer.PutVector(artifact.rule.thresholds);
  return writer.Take();
}

void DecodeDecision(ByteReader& reader, Artifact& artifact) {
  artifact.calibration = Calibration::Decode(reader);
  artifact.rule.thresholds = reader.GetVector<double>();
}

std::string EncodeFigures(const Artifact& artifact) {
  ByteWriter writer;
  artifact.validation.Encode(writer);
  writer.Put<uint8_t>(artifact.test.has_value());
  if (artifact.test.has_value()) artifact.test->Encode(writer);
  return writer.Take();
}

void DecodeFigures(ByteReader& reader, Artifact& artifact) {
  artifact.validation = Figures::Decode(reader);
  if (reader.Get<uint8_t>() != 0) artifact.test = Figures::Decode(reader);
}

// One column is numbers or codes by its type in the schema.
void PutColumns(const Table& table, const std::vector<ColumnSchema>& schema, ByteWriter& writer) {
  writer.Put<int64_t>(table.row_count);
  const Column none;
  for (size_t c = 0; c < schema.size(); ++c) {
    const Column& column = c < table.columns.size() ? table.columns[c] : none;
    if (schema[c].type == ColumnType::kCategorical) {
      writer.PutVector(column.codes);
    } else {
      writer.PutVector(column.numbers);
    }
  }
}

Table GetColumns(const std::vector<ColumnSchema>& schema, ByteReader& reader) {
  Table table;
  table.schema = schema;
  table.row_count = reader.Get<int64_t>();
  table.columns.resize(schema.size());
  for (size_t c = 0; c < schema.size(); ++c) {
    if (schema[c].type == ColumnType::kCategorical) {
      table.columns[c].codes = reader.GetVector<uint32_t>();
    } else {
      table.columns[c].numbers = reader.GetVector<double>();
    }
  }
  return table;
}

std::string EncodeSampleWeights(const Artifact& artifact) {
  const SampleWeightsTable& table = artifact.sample_weights;
  ByteWriter writer;
  writer.PutVector(table.rows);
  writer.PutVector(table.labels);
  writer.PutVector(table.weights);
  writer.PutVector(table.contributions);
  PutColumns(table.synthetic, artifact.preprocessing.schema, writer);
  writer.PutVector(table.synthetic_labels);
  writer.PutVector(table.synthetic_contributions);
  writer.PutVector(table.synthetic_weights);
  writer.PutVector(table.parent_rows);
  writer.PutVector(table.neighbour_rows);
  return writer.Take();
}

// After DecodePreprocessing: the synthetic rows are read by its schema.
void DecodeSampleWeights(ByteReader& reader, Artifact& artifact) {
  SampleWeightsTable& table = artifact.sample_weights;
  table.rows = reader.GetVector<int64_t>();
  table.labels = reader.GetVector<uint32_t>();
  table.weights = reader.GetVector<float>();
  table.contributions = reader.GetVector<float>();
  table.synthetic = GetColumns(artifact.preprocessing.schema, reader);
  table.synthetic_labels = reader.GetVector<uint32_t>();
  table.synthetic_contributions = reader.GetVector<float>();
  table.synthetic_weights = reader.GetVector<float>();
  table.parent_rows = reader.GetVector<int64_t>();
  table.neighbour_rows = reader.GetVector<int64_t>();
}

struct SectionCodec {
  absl::string_view name;
  std::string (*encode)(const Artifact& artifact);
  void (*decode)(ByteReader& reader, Artifact& artifact);
  bool answers;  // part of ArtifactParts::kAnswering
};

// In file order, which is the order that decoding relies on.
constexpr SectionCodec kSectionCodecs[] = {
    {kOriginSection, EncodeOrigin, DecodeOrigin, true},
    {kPreprocessingSection, EncodePreprocessing, DecodePreprocessing, true},
    {kNetworksSection, EncodeNetworks, DecodeNetworks, true},
    {kDecisionSection, EncodeDecision, DecodeDecision, true},
    {kFiguresSection, EncodeFigures, DecodeFigures, false},
    {kSampleWeightsSection, EncodeSampleWeights, DecodeSampleWeights, false},
};

absl::Status SectionError(absl::string_view name, absl::string_view description) {
  return absl::DataLossError(absl::StrCat("artefact section \"", name, "\": ", description));
}

}  // namespace

int64_t ParameterCount(const std::vector<int32_t>& sizes) {
  int64_t count = sizes.empty() ? 0 : sizes.front();
  for (size_t layer = 0; layer + 1 < sizes.size(); ++layer) {
    // Two int32 factors cannot overflow the product; the sum can.
    const int64_t weights_and_bias = (int64_t{sizes[layer]} + 1) * sizes[layer + 1];
    if (__builtin_add_overflow(count, weights_and_bias, &count)) {
      return std::numeric_limits<int64_t>::max();
    }
  }
  return count;
}

std::string EncodeArtifact(const Artifact& artifact) {
  std::vector<Section> sections;
  for (const SectionCodec& codec : kSectionCodecs) {
    sections.push_back({codec.name, codec.encode(artifact)});
  }
  return EncodeSections(kFormatVersion, sections);
}

absl::StatusOr<Artifact> DecodeArtifact(absl::string_view bytes, ArtifactParts parts) {
  std::vector<absl::string_view> wanted;
  for (const SectionCodec& codec : kSectionCodecs) {
    if (parts == ArtifactParts::kAnswering && codec.answers) wanted.push_back(codec.name);
  }
  CW_ASSIGN_OR_RETURN(const auto sections, DecodeSections(kFormatVersion, bytes, wanted));
  Artifact artifact;
  for (const SectionCodec& codec : kSectionCodecs) {
    if (parts == ArtifactParts::kAnswering && !codec.answers) continue;
    const auto section = sections.find(std::string(codec.name));
    if (section == sections.end()) return SectionError(codec.name, "missing");
    ByteReader reader(section->second);
    codec.decode(reader, artifact);
    if (!reader.ok()) return SectionError(codec.name, reader.status().message());
    if (!reader.AtEnd()) return SectionError(codec.name, "bytes behind the last value");
  }
  CW_RETURN_IF_ERROR(ValidateArtifact(artifact));
  return artifact;
}

}  // namespace counterweight
