// Rows of the tables of models, within a transaction of the caller; private to this module.
#ifndef COUNTERWEIGHT_SRC_STORE_MODEL_ROWS_H_
#define COUNTERWEIGHT_SRC_STORE_MODEL_ROWS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "src/store/model_store.h"
#include "src/store/page.h"

namespace soci {
class session;
}

namespace counterweight {

// SOCI's exceptions pass through to Database.

// Assigns the next version of the model's display name and inserts it. Out: the version.
// ALREADY_EXISTS if the id is taken.
absl::StatusOr<int64_t> InsertModel(soci::session& sql, const ModelRecord& model);

// With its aliases. NOT_FOUND "models/{id} does not exist".
absl::StatusOr<ModelRecord> LoadModel(soci::session& sql, const std::string& id);

// With their aliases.
absl::StatusOr<Page<ModelRecord>> ListModels(soci::session& sql, const PageRequest& page);

// The model that `alias` points at; empty if there is no such alias.
std::string ModelOfAlias(soci::session& sql, const std::string& alias);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_STORE_MODEL_ROWS_H_
