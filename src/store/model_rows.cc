#include "src/store/model_rows.h"

#include <soci/soci.h>

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/base/status_macros.h"
#include "src/store/column_codec.h"
#include "src/store/select.h"

namespace counterweight {
namespace {

struct ModelRow {
  using Record = ModelRecord;
  static constexpr char kTable[] = "models";
  static constexpr char kColumns[] =
      "ordinal, id, display_name, version, create_time, job_id, dataset_id, blob, artifact_bytes, "
      "summary";

  void Define(soci::statement& statement) {
    statement.exchange(soci::into(ordinal_));
    statement.exchange(soci::into(record_.id));
    statement.exchange(soci::into(record_.display_name));
    statement.exchange(soci::into(record_.version));
    statement.exchange(soci::into(create_time_));
    statement.exchange(soci::into(record_.job_id));
    statement.exchange(soci::into(record_.dataset_id));
    statement.exchange(soci::into(record_.blob));
    statement.exchange(soci::into(record_.artifact_bytes));
    statement.exchange(soci::into(summary_));
  }

  int64_t ordinal() const { return ordinal_; }

  absl::StatusOr<ModelRecord> ToRecord() const {
    ModelRecord record = record_;
    record.create_time = absl::FromUnixMicros(create_time_);
    CW_ASSIGN_OR_RETURN(record.summary, DecodeBytes(summary_));
    return record;
  }

 private:
  int64_t ordinal_ = 0;
  ModelRecord record_;
  int64_t create_time_ = 0;
  std::string summary_;
};

// A counter of its own, not MAX(version): the newest model may have been deleted.
int64_t NextVersion(soci::session& sql, const std::string& display_name) {
  sql << "INSERT INTO model_versions (display_name, last_version) VALUES (:name, 1) "
         "ON CONFLICT (display_name) DO UPDATE SET last_version = model_versions.last_version + 1",
      soci::use(display_name, "name");
  int64_t version = 0;
  sql << "SELECT last_version FROM model_versions WHERE display_name = :name", soci::into(version),
      soci::use(display_name, "name");
  return version;
}

std::vector<std::string> AliasesOf(soci::session& sql, const std::string& model_id) {
  return SelectStrings(sql,
                       "SELECT alias FROM model_aliases WHERE model_id = :model ORDER BY alias",
                       soci::use(model_id, "model"));
}

// Aliases by model id, of the models with an ordinal in [first, last].
std::map<std::string, std::vector<std::string>> AliasesBetween(soci::session& sql, int64_t first,
                                                               int64_t last) {
  std::string alias, model_id;
  soci::statement statement =
      (sql.prepare << "SELECT a.alias, a.model_id FROM model_aliases a JOIN models m "
                      "ON m.id = a.model_id WHERE m.ordinal BETWEEN :first AND :last "
                      "ORDER BY a.alias",
       soci::into(alias), soci::into(model_id), soci::use(first, "first"), soci::use(last, "last"));
  statement.execute();
  std::map<std::string, std::vector<std::string>> aliases;
  while (statement.fetch()) aliases[model_id].push_back(alias);
  return aliases;
}

}  // namespace

absl::StatusOr<int64_t> InsertModel(soci::session& sql, const ModelRecord& model) {
  if (CountRows(sql, "models WHERE id = :id", soci::use(model.id, "id")) > 0) {
    return absl::AlreadyExistsError(absl::StrCat("models/", model.id, " exists already"));
  }
  const int64_t version = NextVersion(sql, model.display_name);
  const int64_t create_time = absl::ToUnixMicros(model.create_time);
  const std::string summary = EncodeBytes(model.summary);
  sql << "INSERT INTO models (id, display_name, version, create_time, job_id, dataset_id, blob, "
         "artifact_bytes, summary) VALUES (:id, :display_name, :version, :create_time, :job_id, "
         ":dataset_id, :blob, :artifact_bytes, :summary)",
      soci::use(model.id, "id"), soci::use(model.display_name, "display_name"),
      soci::use(version, "version"), soci::use(create_time, "create_time"),
      soci::use(model.job_id, "job_id"), soci::use(model.dataset_id, "dataset_id"),
      soci::use(model.blob, "blob"), soci::use(model.artifact_bytes, "artifact_bytes"),
      soci::use(summary, "summary");
  return version;
}

absl::StatusOr<ModelRecord> LoadModel(soci::session& sql, const std::string& id) {
  CW_ASSIGN_OR_RETURN(auto record,
                      (SelectOne<ModelRow>(sql, "WHERE id = :id", soci::use(id, "id"))));
  if (!record.has_value()) {
    return absl::NotFoundError(absl::StrCat("models/", id, " does not exist"));
  }
  record->aliases = AliasesOf(sql, id);
  return *std::move(record);
}

absl::StatusOr<Page<ModelRecord>> ListModels(soci::session& sql, const PageRequest& page) {
  CW_ASSIGN_OR_RETURN(auto stored, (SelectPage<ModelRow>(sql, page, "models", "1 = 1")));
  auto aliases = AliasesBetween(sql, stored.last_ordinal, stored.first_ordinal);
  for (ModelRecord& record : stored.page.records) record.aliases = std::move(aliases[record.id]);
  return std::move(stored.page);
}

std::string ModelOfAlias(soci::session& sql, const std::string& alias) {
  std::string model_id;
  sql << "SELECT model_id FROM model_aliases WHERE alias = :alias", soci::into(model_id),
      soci::use(alias, "alias");
  return sql.got_data() ? model_id : std::string();
}

}  // namespace counterweight
