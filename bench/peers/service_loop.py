"""The real server and its workers, for bench/two_workers.cc and bench/job_memory.cc.

    service_loop.py BINARIES

BINARIES: the folder of counterweightd, counterweight-worker and counterweight. Lines and answers:
    seconds WORKERS STEPS     seconds from the first submission until as many jobs as there are
                              workers have ended, each of STEPS steps on examples/lending_club.csv
    cpu                       CPU seconds that the workers of the last `seconds` spent in them
    memory FILE METHOD STEPS  peak resident MiB (VmHWM) of the worker that trains METHOD on FILE
Every line starts a server of its own and ends it.
"""
import os
import pathlib
import signal
import sys
import time

from peer_loop import serve

SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent


def worker_pids(server, count):
    """The supervisor starts its workers one after the other."""
    while len(server.worker_pids()) < count:
        time.sleep(0.01)
    return server.worker_pids()


def cpu_seconds(pids):
    ticks = 0
    for pid in pids:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
            ticks += sum(int(field) for field in stat.read().rsplit(")", 1)[1].split()[11:13])
    return ticks / os.sysconf("SC_CLK_TCK")


def succeed(server, job):
    state = server.json("jobs", "watch", job)["state"]
    if state != "JOB_STATE_SUCCEEDED":
        raise SystemExit(f"{job} ended as {state}")


def prepare():
    os.environ["COUNTERWEIGHT_BIN"] = sys.argv[1]
    os.environ["COUNTERWEIGHT_SOURCE_DIR"] = str(SOURCE)
    # The server's threads are its own affair, not that of a peer's numeric libraries.
    sys.path.insert(0, str(SOURCE / "tests/integration"))
    from service import EXAMPLE, DataDirectory, Server
    # SystemExit, so that the server is ended too.
    signal.signal(signal.SIGTERM, lambda *unused: sys.exit(1))

    last_cpu = 0.0

    def seconds(workers, steps):
        nonlocal last_cpu
        with DataDirectory() as directory, Server(directory, int(workers)) as server:
            dataset = server.upload(EXAMPLE)
            pids = worker_pids(server, int(workers))
            # A worker loads its libraries for a second or so; the first job of each is not counted.
            for settings in ({"steps": 100}, {"steps": steps}):
                begun, cpu_begun = time.monotonic(), cpu_seconds(pids)
                jobs = [server.submit(dataset, "--method", "plain", patience=1000, **settings)["name"]
                        for _ in range(int(workers))]
                for job in jobs:
                    succeed(server, job)
            last_cpu = cpu_seconds(pids) - cpu_begun
            return time.monotonic() - begun

    def memory(path, method, steps):
        with DataDirectory() as directory, Server(directory) as server:
            dataset = server.upload(path)
            worker, = worker_pids(server, 1)
            job = server.submit(dataset, "--method", method, steps=steps)["name"]
            succeed(server, job)
            with open(f"/proc/{worker}/status", encoding="ascii") as status:
                fields = dict(line.split(":", 1) for line in status)
            return int(fields["VmHWM"].split()[0]) / 1024

    questions = {"seconds": seconds, "cpu": lambda: last_cpu, "memory": memory}
    return lambda question, *words: questions[question](*words)


serve(prepare)
