#include "src/store/database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <soci/soci.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <memory>
#include <thread>
#include <vector>

#include "src/store/migrations.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temporary_directory.h"

namespace counterweight {
namespace {

using ::testing::_;
using ::testing::AllOf;
using ::testing::HasSubstr;

class DatabaseTest : public ::testing::Test {
 protected:
  DatabaseTest() : path_(directory_.File("counterweight.db")) {}

  std::unique_ptr<Database> Open() {
    auto database = Database::Open(path_);
    EXPECT_THAT(database, IsOk());
    return *std::move(database);
  }

  // A table of the test's own.
  static void CreateTable(Database& database) {
    ASSERT_THAT(database.Write([](soci::session& sql) {
      sql << "CREATE TABLE IF NOT EXISTS numbers (number BIGINT UNIQUE)";
      return absl::OkStatus();
    }),
                IsOk());
  }
  static absl::Status Add(Database& database, int number) {
    return database.Write([&](soci::session& sql) {
      sql << "INSERT INTO numbers (number) VALUES (:number)", soci::use(number, "number");
      return absl::OkStatus();
    });
  }
  static int Count(Database& database) {
    int count = -1;
    EXPECT_THAT(database.Read([&](soci::session& sql) {
      sql << "SELECT COUNT(*) FROM numbers", soci::into(count);
      return absl::OkStatus();
    }),
                IsOk());
    return count;
  }

  TemporaryDirectory directory_;
  std::string path_;
};

TEST_F(DatabaseTest, AnEmptyFileIsMigratedOnceToTheLatestSchema) {
  { std::ofstream empty(path_); }
  for (int open = 0; open < 2; ++open) {
    const std::unique_ptr<Database> database = Open();
    int version = 0, rows = 0;
    ASSERT_THAT(database->Read([&](soci::session& sql) {
      sql << "SELECT MAX(version), COUNT(*) FROM schema_version", soci::into(version),
          soci::into(rows);
      return absl::OkStatus();
    }),
                IsOk());
    EXPECT_EQ(version, LatestSchemaVersion());
    EXPECT_EQ(rows, LatestSchemaVersion());
  }
}

TEST_F(DatabaseTest, ANewerSchemaIsRefusedAndLeftAlone) {
  const int newer = LatestSchemaVersion() + 1;
  ASSERT_THAT(Open()->Write([&](soci::session& sql) {
    sql << "INSERT INTO schema_version (version) VALUES (:version)", soci::use(newer, "version");
    return absl::OkStatus();
  }),
              IsOk());
  for (int open = 0; open < 2; ++open) {
    EXPECT_THAT(Database::Open(path_), StatusIs(absl::StatusCode::kFailedPrecondition,
                                                AllOf(HasSubstr(path_), HasSubstr("newer"))));
  }
}

TEST_F(DatabaseTest, SettingsAreDurable) {
  const std::unique_ptr<Database> database = Open();
  std::string journal;
  int synchronous = 0, foreign_keys = 0, busy_timeout = 0;
  ASSERT_THAT(database->Read([&](soci::session& sql) {
    sql << "PRAGMA journal_mode", soci::into(journal);
    sql << "PRAGMA synchronous", soci::into(synchronous);
    sql << "PRAGMA foreign_keys", soci::into(foreign_keys);
    sql << "PRAGMA busy_timeout", soci::into(busy_timeout);
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_EQ(journal, "wal");
  EXPECT_EQ(synchronous, 2);  // FULL
  EXPECT_EQ(foreign_keys, 1);
  EXPECT_GE(busy_timeout, 5000);
}

TEST_F(DatabaseTest, AFileThatIsNoDatabaseIsDataLoss) {
  std::ofstream(path_) << std::string(5000, 'x');
  EXPECT_THAT(Database::Open(path_), StatusIs(absl::StatusCode::kDataLoss, HasSubstr(path_)));
}

TEST_F(DatabaseTest, PathsThatCannotBeOpenedAreNamed) {
  EXPECT_THAT(Database::Open(directory_.File("missing/counterweight.db")),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("missing")));
  EXPECT_THAT(Database::Open(directory_.File("a\"b.db")),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("quote")));
  EXPECT_THAT(Database::Open(directory_.path()), StatusIs(absl::StatusCode::kUnavailable, _));
}

TEST_F(DatabaseTest, PathsMayHoldSpacesQuotesAndEqualSigns) {
  path_ = directory_.File("a b  c='d' timeout=0.db");
  Open();
  EXPECT_EQ(::access(path_.c_str(), F_OK), 0);
}

TEST_F(DatabaseTest, AnErrorOfTheBodyRollsBackAndIsReturned) {
  const std::unique_ptr<Database> database = Open();
  CreateTable(*database);
  EXPECT_THAT(database->Write([](soci::session& sql) {
    sql << "INSERT INTO numbers (number) VALUES (1)";
    return absl::AbortedError("changed my mind");
  }),
              StatusIs(absl::StatusCode::kAborted, "changed my mind"));
  EXPECT_EQ(Count(*database), 0);
  EXPECT_THAT(Add(*database, 1), IsOk());
}

TEST_F(DatabaseTest, ExceptionsBecomeStatusesAndRollBack) {
  const std::unique_ptr<Database> database = Open();
  CreateTable(*database);
  ASSERT_THAT(Add(*database, 1), IsOk());
  EXPECT_THAT(Add(*database, 1), StatusIs(absl::StatusCode::kInternal, HasSubstr(path_)));
  EXPECT_THAT(database->Write([](soci::session& sql) -> absl::Status {
    sql << "INSERT INTO numbers (number) VALUES (2)";
    throw std::runtime_error("surprise");
  }),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("surprise")));
  EXPECT_EQ(Count(*database), 1);
  EXPECT_THAT(Add(*database, 2), IsOk());
}

TEST_F(DatabaseTest, AFullDiskIsResourceExhaustedAndNothingIsHalfWritten) {
  const std::unique_ptr<Database> database = Open();
  CreateTable(*database);
  ASSERT_THAT(database->Read([](soci::session& sql) {
    sql << "PRAGMA max_page_count = 1";  // never below what there is: no page can be added
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_THAT(database->Write([](soci::session& sql) {
    for (int i = 0; i < 100000; ++i) {
      sql << "INSERT INTO numbers (number) VALUES (:i)", soci::use(i, "i");
    }
    return absl::OkStatus();
  }),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr(path_)));
  EXPECT_EQ(Count(*database), 0);
}

TEST_F(DatabaseTest, AWriterThatWaitsTooLongIsUnavailable) {
  const std::unique_ptr<Database> first = Open(), second = Open();
  CreateTable(*first);
  ASSERT_THAT(second->Read([](soci::session& sql) {
    sql << "PRAGMA busy_timeout = 1";
    return absl::OkStatus();
  }),
              IsOk());
  ASSERT_THAT(first->Write([&](soci::session&) {
    EXPECT_THAT(Add(*second, 1), StatusIs(absl::StatusCode::kUnavailable, HasSubstr(path_)));
    EXPECT_EQ(Count(*second), 0);  // readers do not wait
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_THAT(Add(*second, 1), IsOk());
}

TEST_F(DatabaseTest, ProcessesThatOpenANewFileTogetherAllSucceed) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) threads.emplace_back([this] { Open(); });
  for (std::thread& thread : threads) thread.join();
}

TEST_F(DatabaseTest, WritesOfManyThreadsAndHandlesAllArrive) {
  const std::unique_ptr<Database> first = Open(), second = Open();
  CreateTable(*first);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      for (int j = 0; j < 10; ++j) {
        EXPECT_THAT(Add(i % 2 == 0 ? *first : *second, 10 * i + j), IsOk());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Count(*first), 40);
}

TEST_F(DatabaseTest, AProcessThatDiesLosesItsOpenTransactionOnly) {
  { CreateTable(*Open()); }
  const pid_t child = ::fork();
  if (child == 0) {
    auto database = Database::Open(path_);
    if (!database.ok() || !Add(**database, 1).ok()) ::_exit(2);
    const absl::Status unreached = (*database)->Write([](soci::session& sql) -> absl::Status {
      sql << "INSERT INTO numbers (number) VALUES (2)";
      ::_exit(0);  // no commit, no close: what kill -9 leaves
    });
    ::_exit(3);
  }
  int wait_status = 0;
  ASSERT_EQ(::waitpid(child, &wait_status, 0), child);
  ASSERT_EQ(wait_status, 0);
  EXPECT_EQ(Count(*Open()), 1);
}

}  // namespace
}  // namespace counterweight
