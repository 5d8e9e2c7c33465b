// SELECTs of whole records, private to this module.
//
// A Row type says how one table becomes one record:
//   using Record = ...;
//   static constexpr const char kTable[], kColumns[];  // the first column grows with every insert
//   void Define(soci::statement&);                     // binds its members, in the order of
//   kColumns int64_t ordinal() const;                           // the first column
//   absl::StatusOr<Record> ToRecord() const;           // DATA_LOSS if a column cannot be decoded
//
// SOCI's exceptions pass through to Database.
#ifndef COUNTERWEIGHT_SRC_STORE_SELECT_H_
#define COUNTERWEIGHT_SRC_STORE_SELECT_H_

#include <soci/soci.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "src/base/status_macros.h"
#include "src/store/page.h"
#include "src/store/page_token.h"

namespace counterweight {

template <typename Record>
struct Stored {
  int64_t ordinal = 0;
  Record record;
};

// tail: what follows the table's name; constant SQL with named parameters.
// uses: soci::use(variable, "name") for each parameter.
template <typename Row, typename... Uses>
absl::StatusOr<std::vector<Stored<typename Row::Record>>> Select(soci::session& sql,
                                                                 absl::string_view tail,
                                                                 const Uses&... uses) {
  Row row;
  soci::statement statement(sql);
  row.Define(statement);
  (statement.exchange(uses), ...);
  statement.alloc();
  statement.prepare(absl::StrCat("SELECT ", Row::kColumns, " FROM ", Row::kTable, " ", tail));
  statement.define_and_bind();
  statement.execute();
  std::vector<Stored<typename Row::Record>> rows;
  while (statement.fetch()) {
    CW_ASSIGN_OR_RETURN(typename Row::Record record, row.ToRecord());
    rows.push_back({row.ordinal(), std::move(record)});
  }
  return rows;
}

// The only row, if there is one.
template <typename Row, typename... Uses>
absl::StatusOr<std::optional<typename Row::Record>> SelectOne(soci::session& sql,
                                                              absl::string_view tail,
                                                              const Uses&... uses) {
  CW_ASSIGN_OR_RETURN(auto rows, (Select<Row>(sql, tail, uses...)));
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front().record);
}

// A page and where in the table it lies.
template <typename Record>
struct StoredPage {
  Page<Record> page;
  int64_t first_ordinal = 0;  // of the newest record
  int64_t last_ordinal = 0;   // of the oldest
};

// One page, newest first. list: as for EncodePageToken. condition: constant SQL, "1 = 1" for all
// rows.
template <typename Row, typename... Uses>
absl::StatusOr<StoredPage<typename Row::Record>> SelectPage(soci::session& sql,
                                                            const PageRequest& request,
                                                            absl::string_view list,
                                                            absl::string_view condition,
                                                            const Uses&... uses) {
  CW_RETURN_IF_ERROR(CheckPageSize(request));
  CW_ASSIGN_OR_RETURN(const int64_t below, DecodePageToken(list, request.token));
  const int64_t limit = int64_t{request.size} + 1;  // one more tells whether another page follows
  CW_ASSIGN_OR_RETURN(
      auto rows, (Select<Row>(sql,
                              absl::StrCat("WHERE ", condition,
                                           " AND ordinal < :below ORDER BY ordinal DESC LIMIT "
                                           ":page_limit"),
                              uses..., soci::use(below, "below"), soci::use(limit, "page_limit"))));
  StoredPage<typename Row::Record> result;
  const bool more = rows.size() == static_cast<size_t>(limit);
  if (more) rows.pop_back();
  if (rows.empty()) return result;
  result.first_ordinal = rows.front().ordinal;
  result.last_ordinal = rows.back().ordinal;
  if (more) result.page.next_token = EncodePageToken(list, result.last_ordinal);
  for (auto& row : rows) result.page.records.push_back(std::move(row.record));
  return result;
}

// One column of strings. query: constant SQL with named parameters.
template <typename... Uses>
std::vector<std::string> SelectStrings(soci::session& sql, absl::string_view query,
                                       const Uses&... uses) {
  std::string value;
  soci::statement statement(sql);
  statement.exchange(soci::into(value));
  (statement.exchange(uses), ...);
  statement.alloc();
  statement.prepare(std::string(query));
  statement.define_and_bind();
  statement.execute();
  std::vector<std::string> values;
  while (statement.fetch()) values.push_back(value);
  return values;
}

// SELECT COUNT(*) of the rows of `tail` ("jobs WHERE ...").
template <typename... Uses>
int64_t CountRows(soci::session& sql, absl::string_view tail, const Uses&... uses) {
  int64_t count = 0;
  soci::statement statement(sql);
  statement.exchange(soci::into(count));
  (statement.exchange(uses), ...);
  statement.alloc();
  statement.prepare(absl::StrCat("SELECT COUNT(*) FROM ", tail));
  statement.define_and_bind();
  statement.execute(true);
  return count;
}

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_STORE_SELECT_H_
