"""kill -9 and SIGTERM against the real binaries: nothing acknowledged is lost, jobs go on."""
import os
import signal
import subprocess
import unittest

from service import BIN, EXAMPLE, DataDirectory, Server, wait_for_exit

# Long enough that a kill lands in the middle: some seconds of training.
LONG = {"steps": 400, "eval_every": 25, "patience": 1000}


def wait_for_progress(server, job, minimum_step=200):
    """Returns once the job's watched progress has passed `minimum_step`."""
    watched = server.start_watching(job)
    try:
        for line in watched.stderr:
            if f"/{LONG['steps']}" in line:
                step = line.split(f"/{LONG['steps']}")[0].split()[-1]
                if int(step) >= minimum_step:
                    return
        raise AssertionError("the watch ended before the job got that far")
    finally:
        watched.kill()
        watched.communicate()


def finish(server, job):
    watched = server.start_watching(job)
    out, progress = watched.communicate(timeout=240)
    if watched.returncode != 0:
        raise AssertionError(f"{out}\n{progress}\n{server.read_log()}")
    return server.json("models", "get", server.json("jobs", "get", job)["model"])


class Recovery(unittest.TestCase):
    def start(self, server):
        dataset = server.upload(EXAMPLE)
        job = server.submit(dataset, "--seed", "3", **LONG)["name"]
        wait_for_progress(server, job)
        return dataset, job

    def test_a_killed_workers_job_goes_on_and_gives_the_same_model(self):
        with DataDirectory() as directory, Server(directory) as server:
            dataset, job = self.start(server)
            killed = server.worker_pids()
            for pid in killed:
                os.kill(pid, signal.SIGKILL)
                wait_for_exit(pid)
            model = finish(server, job)
            self.assertNotEqual(server.worker_pids(), killed)
            whole = server.submit(dataset, "--seed", "3", "--watch", **LONG)
            self.assertEqual(server.json("models", "get", whole["model"])["sha256"],
                             model["sha256"])

    def test_a_killed_server_keeps_what_it_acknowledged_and_resumes(self):
        with DataDirectory() as directory:
            with Server(directory) as server:
                dataset, job = self.start(server)
                half = subprocess.Popen(
                    [os.path.join(BIN, "counterweight"), "--server", server.address, "datasets",
                     "upload", "-", "--name", "half", "--label", "label"],
                    stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                with open(EXAMPLE, "rb") as source:
                    half.stdin.write(source.read(700_000))
                half.stdin.flush()
                server.kill()
                half.stdin.close()
                self.assertEqual(half.wait(timeout=120), 1)
            with Server(directory) as server:
                self.assertEqual([one["name"] for one in
                                  server.json("datasets", "list")["datasets"]], [dataset])
                self.assertEqual(os.listdir(os.path.join(directory, "uploads")), [])
                model = finish(server, job)
                whole = server.submit(dataset, "--seed", "3", "--watch", **LONG)
                self.assertEqual(server.json("models", "get", whole["model"])["sha256"],
                                 model["sha256"])
                server.kill()
            with Server(directory) as server:
                self.assertEqual(server.json("models", "get", model["name"])["sha256"],
                                 model["sha256"])
                done = server.run("predict", "--model", model["name"], "--input", EXAMPLE,
                                  "--output", "-")
                self.assertEqual(done.returncode, 0, done.stderr)

    def test_sigterm_drains_within_its_bound_and_the_job_resumes(self):
        with DataDirectory() as directory:
            with Server(directory) as server:
                _, job = self.start(server)
                workers = server.worker_pids()
                self.assertEqual(server.terminate(), 0)
                for pid in workers:
                    self.assertFalse(os.path.exists(f"/proc/{pid}"))
            self.assertEqual(len(os.listdir(os.path.join(directory, "checkpoints"))), 1)
            with Server(directory) as server:
                before = server.json("jobs", "get", job)
                self.assertIn(before["state"], ("JOB_STATE_QUEUED", "JOB_STATE_RUNNING"))
                finish(server, job)
                self.assertEqual(os.listdir(os.path.join(directory, "checkpoints")), [])

    def test_a_second_server_is_refused_the_directory(self):
        with DataDirectory() as directory, Server(directory, 0):
            second = subprocess.run([os.path.join(BIN, "counterweightd"), "--listen=127.0.0.1:0",
                                     "--metrics-listen=127.0.0.1:0", f"--data-dir={directory}"],
                                    capture_output=True, timeout=60, check=False)
            self.assertEqual(second.returncode, 1)
            self.assertIn(b"in use by another server", second.stderr)

    def test_training_stays_in_its_thread_budget(self):
        with DataDirectory() as directory, Server(directory) as server:
            self.start(server)
            (worker,) = server.worker_pids()
            busy = 0
            for task in os.listdir(f"/proc/{worker}/task"):
                with open(f"/proc/{worker}/task/{task}/stat") as stat:
                    fields = stat.read().rsplit(")", 1)[1].split()
                # utime + stime in ticks of 10 ms: the renewal thread and the like stay far below.
                busy += int(fields[11]) + int(fields[12]) > 20
            self.assertEqual(busy, 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
