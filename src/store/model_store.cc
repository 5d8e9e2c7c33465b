#include "src/store/model_store.h"

#include <soci/soci.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "src/base/status_macros.h"
#include "src/store/model_rows.h"
#include "src/store/select.h"
#include "src/store/transaction.h"

namespace counterweight {
namespace {

absl::Status PointAlias(soci::session& sql, const std::string& alias, const std::string& model_id) {
  CW_RETURN_IF_ERROR(LoadModel(sql, model_id).status());
  sql << "INSERT INTO model_aliases (alias, model_id) VALUES (:alias, :model) "
         "ON CONFLICT (alias) DO UPDATE SET model_id = excluded.model_id",
      soci::use(alias, "alias"), soci::use(model_id, "model");
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ModelRecord> ModelStore::Get(const std::string& id) {
  return ReadValue(*database_, [&](soci::session& sql) { return LoadModel(sql, id); });
}

absl::StatusOr<ModelRecord> ModelStore::Resolve(const std::string& id_or_alias) {
  return ReadValue(*database_, [&](soci::session& sql) -> absl::StatusOr<ModelRecord> {
    absl::StatusOr<ModelRecord> model = LoadModel(sql, id_or_alias);
    if (!absl::IsNotFound(model.status())) return model;
    const std::string aliased = ModelOfAlias(sql, id_or_alias);
    return aliased.empty() ? model : LoadModel(sql, aliased);
  });
}

absl::StatusOr<Page<ModelRecord>> ModelStore::List(const PageRequest& page) {
  return ReadValue(*database_, [&](soci::session& sql) { return ListModels(sql, page); });
}

absl::StatusOr<std::string> ModelStore::Delete(const std::string& id) {
  return WriteValue(*database_, [&](soci::session& sql) -> absl::StatusOr<std::string> {
    CW_ASSIGN_OR_RETURN(const ModelRecord record, LoadModel(sql, id));
    if (!record.aliases.empty()) {
      return absl::FailedPreconditionError(absl::StrCat("models/", id, " is in use: alias ",
                                                        record.aliases.front(), " points at it"));
    }
    sql << "DELETE FROM models WHERE id = :id", soci::use(id, "id");
    const bool in_use =
        CountRows(sql, "models WHERE blob = :blob", soci::use(record.blob, "blob")) > 0;
    return in_use ? std::string() : record.blob;
  });
}

absl::StatusOr<AliasChange> ModelStore::SetAlias(const std::string& alias,
                                                 const std::string& model_id) {
  if (alias.empty()) return absl::InvalidArgumentError("an alias must not be empty");
  return WriteValue(*database_, [&](soci::session& sql) -> absl::StatusOr<AliasChange> {
    AliasChange change{ModelOfAlias(sql, alias)};
    if (!model_id.empty()) {
      CW_RETURN_IF_ERROR(PointAlias(sql, alias, model_id));
    } else if (!change.previous_model_id.empty()) {
      sql << "DELETE FROM model_aliases WHERE alias = :alias", soci::use(alias, "alias");
    } else {
      return absl::NotFoundError(absl::StrCat("there is no alias ", alias));
    }
    return change;
  });
}

absl::StatusOr<std::vector<std::string>> ModelStore::Blobs() {
  return ReadValue(*database_, [](soci::session& sql) -> absl::StatusOr<std::vector<std::string>> {
    return SelectStrings(sql, "SELECT DISTINCT blob FROM models ORDER BY blob");
  });
}

}  // namespace counterweight
