// The least a server can do with an upload: the limit that the real one is compared with.
#ifndef COUNTERWEIGHT_BENCH_DROPPING_SERVER_H_
#define COUNTERWEIGHT_BENCH_DROPPING_SERVER_H_

namespace counterweight {

// Serves UploadDataset on a free loopback port, whose address it prints as counterweightd does:
// every message is read, its bytes are counted and dropped, and an empty dataset is the answer.
// Until SIGTERM. Out: an exit status.
int RunDroppingServer();

}  // namespace counterweight

#endif  // COUNTERWEIGHT_BENCH_DROPPING_SERVER_H_
