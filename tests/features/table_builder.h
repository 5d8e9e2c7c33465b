// Small tables, column by column.
#ifndef COUNTERWEIGHT_TESTS_FEATURES_TABLE_BUILDER_H_
#define COUNTERWEIGHT_TESTS_FEATURES_TABLE_BUILDER_H_

#include <cstdint>
#include <limits>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "src/base/random_stream.h"
#include "src/tabular/table.h"

namespace counterweight {

inline constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

class TableBuilder {
 public:
  TableBuilder& Numeric(std::string name, std::vector<double> numbers,
                        ColumnType type = ColumnType::kNumeric) {
    table_.row_count = static_cast<int64_t>(numbers.size());
    table_.schema.push_back({std::move(name), type, {}});
    table_.columns.push_back({std::move(numbers), {}});
    return *this;
  }
  TableBuilder& Boolean(std::string name, std::vector<double> numbers) {
    return Numeric(std::move(name), std::move(numbers), ColumnType::kBoolean);
  }
  TableBuilder& Categorical(std::string name, std::vector<std::string> categories,
                            std::vector<uint32_t> codes) {
    table_.row_count = static_cast<int64_t>(codes.size());
    table_.schema.push_back({std::move(name), ColumnType::kCategorical, std::move(categories)});
    table_.columns.push_back({{}, std::move(codes)});
    return *this;
  }
  Table Build() const { return table_; }

 private:
  Table table_;
};

inline std::vector<int64_t> AllRows(const Table& table) {
  std::vector<int64_t> rows(table.row_count);
  std::iota(rows.begin(), rows.end(), 0);
  return rows;
}

// Two numeric columns (one with gaps), a boolean and a categorical one.
inline Table RandomTable(uint64_t seed, int64_t rows) {
  RandomStream stream(seed, "table");
  std::vector<double> amount, age, member;
  std::vector<uint32_t> state;
  for (int64_t row = 0; row < rows; ++row) {
    amount.push_back(100 * stream.Normal());
    age.push_back(stream.Below(5) == 0 ? kMissing : static_cast<double>(18 + stream.Below(60)));
    member.push_back(stream.Below(3) == 0 ? 1 : 0);
    state.push_back(stream.Below(10) == 0 ? kMissingCode : static_cast<uint32_t>(stream.Below(4)));
  }
  return TableBuilder()
      .Numeric("amount", amount)
      .Numeric("age", age)
      .Boolean("member", member)
      .Categorical("state", {"CA", "NY", "TX", "WA"}, state)
      .Build();
}

}  // namespace counterweight

#endif  // COUNTERWEIGHT_TESTS_FEATURES_TABLE_BUILDER_H_
