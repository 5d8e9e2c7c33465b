// Transactions that give a value, private to this module.
#ifndef COUNTERWEIGHT_SRC_STORE_TRANSACTION_H_
#define COUNTERWEIGHT_SRC_STORE_TRANSACTION_H_

#include <type_traits>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "src/store/database.h"

namespace counterweight {

// body: soci::session& -> absl::StatusOr<T>. Out: its value once the transaction has committed,
// else why it has not.
template <typename Body>
std::invoke_result_t<Body, soci::session&> ReadValue(Database& database, const Body& body) {
  std::invoke_result_t<Body, soci::session&> result = absl::UnknownError("not run");
  const absl::Status status = database.Read([&](soci::session& sql) {
    result = body(sql);
    return result.status();
  });
  if (!status.ok()) return status;
  return result;
}

template <typename Body>
std::invoke_result_t<Body, soci::session&> WriteValue(Database& database, const Body& body) {
  std::invoke_result_t<Body, soci::session&> result = absl::UnknownError("not run");
  const absl::Status status = database.Write([&](soci::session& sql) {
    result = body(sql);
    return result.status();
  });
  if (!status.ok()) return status;
  return result;
}

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_STORE_TRANSACTION_H_
