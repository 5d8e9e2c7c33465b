#include "server/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "server/command_line.h"
#include "server/worker_options.h"
#include "tests/testing/temporary_directory.h"

namespace counterweight {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

// What was printed is kept out of the test's own output.
template <typename Parsed>
Parsed Quietly(Parsed (*parse)(const std::vector<std::string>&),
               const std::vector<std::string>& arguments, std::string* errors = nullptr) {
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  Parsed parsed = parse(arguments);
  ::testing::internal::GetCapturedStdout();
  const std::string captured = ::testing::internal::GetCapturedStderr();
  if (errors != nullptr) *errors = captured;
  return parsed;
}

TEST(ServerOptionsTest, OnlyTheDataDirectoryIsRequired) {
  const ParsedServerOptions parsed = ParseServerOptions({"--data-dir=/srv/x"});
  ASSERT_TRUE(parsed.options.has_value());
  EXPECT_EQ(parsed.options->data_dir, "/srv/x");
  EXPECT_EQ(parsed.options->listen.WithPort(parsed.options->listen.port), "127.0.0.1:8470");
  EXPECT_EQ(parsed.options->metrics_listen.port, 9470);
  EXPECT_EQ(parsed.options->workers, 1);
  EXPECT_EQ(parsed.options->max_message_bytes, 64 << 20);
  EXPECT_EQ(parsed.options->lease, absl::Seconds(15));
  EXPECT_THAT(parsed.options->worker_binary, EndsWith("/counterweight-worker"));
}

TEST(ServerOptionsTest, ReadsEveryForm) {
  const ParsedServerOptions parsed = ParseServerOptions(
      {"--data-dir", "d", "--listen", "[::1]:0", "--workers=0", "--worker-threads=4",
       "--max-message-bytes=128MiB", "--lease-seconds=2.5", "--checkpoint-seconds=0.2",
       "--max-rows=1000", "--max-upload-bytes=1GB", "--log-level=debug"});
  ASSERT_TRUE(parsed.options.has_value());
  EXPECT_EQ(parsed.options->listen.host, "[::1]");
  EXPECT_EQ(parsed.options->workers, 0);
  EXPECT_EQ(parsed.options->worker_threads, 4);
  EXPECT_EQ(parsed.options->max_message_bytes, 128 << 20);
  EXPECT_EQ(parsed.options->lease, absl::Seconds(2.5));
  EXPECT_EQ(parsed.options->checkpoint_interval, absl::Milliseconds(200));
  EXPECT_EQ(parsed.options->intake.rows, 1000);
  EXPECT_EQ(parsed.options->intake.uploaded_bytes, 1 << 30);
}

TEST(ServerOptionsTest, AConfigFileIsReadAndFlagsWin) {
  const TemporaryDirectory directory;
  std::ofstream(directory.File("server.toml")) << "data-dir = \"/srv/y\"\nworkers = 3\n"
                                               << "listen = \"127.0.0.1:1234\"\n";
  const ParsedServerOptions parsed =
      ParseServerOptions({"--config", directory.File("server.toml"), "--workers=2"});
  ASSERT_TRUE(parsed.options.has_value());
  EXPECT_EQ(parsed.options->data_dir, "/srv/y");
  EXPECT_EQ(parsed.options->workers, 2);
  EXPECT_EQ(parsed.options->listen.port, 1234);
}

TEST(ServerOptionsTest, WrongCommandLinesExitWithTwo) {
  const TemporaryDirectory directory;
  std::ofstream(directory.File("bad.toml")) << "data-dir = \"/srv/y\"\nworkerz = 3\n";
  const std::vector<std::vector<std::string>> lines = {
      {},
      {"--data-dir=d", "--workers=65"},
      {"--data-dir=d", "--workers=-1"},
      {"--data-dir=d", "--workers=many"},
      {"--data-dir=d", "--listen=8470"},
      {"--data-dir=d", "--lease-seconds=0.5"},
      {"--data-dir=d", "--max-message-bytes=1KiB"},
      {"--data-dir=d", "--max-attempts=0"},
      {"--data-dir=d", "--max-rows=0"},
      {"--data-dir=d", "--drain-seconds=0"},
      {"--data-dir=d", "--log-level=loud"},
      {"--data-dir=d", "--nope"},
      {"--data-dir=d", "surplus"},
      {"--config", directory.File("bad.toml")},
      {"--config", directory.File("absent.toml"), "--data-dir=d"},
  };
  for (const auto& line : lines) {
    std::string errors;
    const ParsedServerOptions parsed = Quietly(ParseServerOptions, line, &errors);
    EXPECT_FALSE(parsed.options.has_value()) << ::testing::PrintToString(line);
    EXPECT_EQ(parsed.exit_status, kWrongCommandLine) << ::testing::PrintToString(line);
    EXPECT_FALSE(errors.empty()) << ::testing::PrintToString(line);
  }
}

TEST(ServerOptionsTest, OpenAddressesNeedTheWord) {
  std::string errors;
  EXPECT_EQ(
      Quietly(ParseServerOptions, {"--data-dir=d", "--listen=0.0.0.0:8470"}, &errors).exit_status,
      kWrongCommandLine);
  EXPECT_THAT(errors, HasSubstr("--insecure"));
  EXPECT_FALSE(Quietly(ParseServerOptions, {"--data-dir=d", "--metrics-listen=0.0.0.0:9470"})
                   .options.has_value());
  EXPECT_TRUE(ParseServerOptions({"--data-dir=d", "--listen=0.0.0.0:8470", "--insecure"})
                  .options.has_value());
}

TEST(ServerOptionsTest, HelpIsNoError) {
  const ParsedServerOptions parsed = Quietly(ParseServerOptions, {"--help"});
  EXPECT_FALSE(parsed.options.has_value());
  EXPECT_EQ(parsed.exit_status, 0);
}

TEST(WorkerOptionsTest, TwoWorkersHaveTwoOwners) {
  const ParsedWorkerOptions first = ParseWorkerOptions({"--data-dir=d"});
  const ParsedWorkerOptions second = ParseWorkerOptions({"--data-dir=d"});
  ASSERT_TRUE(first.options.has_value() && second.options.has_value());
  EXPECT_NE(first.options->owner, second.options->owner);
  EXPECT_EQ(first.options->slot, "external");
}

TEST(WorkerOptionsTest, WrongCommandLinesExitWithTwo) {
  for (const std::vector<std::string>& line : {std::vector<std::string>{},
                                               {"--data-dir=d", "--threads=0"},
                                               {"--data-dir=d", "--slot=a b"},
                                               {"--data-dir=d", "--lease-seconds=0"}}) {
    EXPECT_EQ(Quietly(ParseWorkerOptions, line).exit_status, kWrongCommandLine);
  }
}

}  // namespace
}  // namespace counterweight
